"""what a branch answers where a point is scanned no more"""
import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('point_check',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('point_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('found', sa.String(length=10), nullable=False),
    sa.Column('note', sa.String(length=100), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_point_check_person_id')),
    sa.ForeignKeyConstraint(['point_id'], ['point.id'], name=op.f('fk_point_check_point_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_point_check')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_point_check_point_id', 'point_check', ['point_id'])


def downgrade():
    op.drop_table('point_check')
