"""how a resident wishes to be reached, encrypted"""
import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('contact',
    sa.Column('rating_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('key_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('above', sa.Boolean(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['rating_id'], ['rating.id'], name=op.f('fk_contact_rating_id')),
    sa.PrimaryKeyConstraint('rating_id', name=op.f('pk_contact'))
    )
    op.create_index(op.f('ix_contact_key_id'), 'contact', ['key_id'])


def downgrade():
    op.drop_table('contact')
