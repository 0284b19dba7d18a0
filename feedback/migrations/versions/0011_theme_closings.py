"""themes that a branch has put right, and words that the committee has put aside"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('theme_aside',
    sa.Column('word', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('aside_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_theme_aside_person_id')),
    sa.PrimaryKeyConstraint('word', name=op.f('pk_theme_aside'))
    )
    op.create_table('theme_closing',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('brand_id', sa.Integer(), nullable=False),
    sa.Column('theme', sa.String(length=20), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('done', sa.String(length=200), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['brand_id'], ['brand.id'], name=op.f('fk_theme_closing_brand_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_theme_closing_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_theme_closing')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_theme_closing_brand_id', 'theme_closing', ['brand_id', 'theme'])


def downgrade():
    op.drop_table('theme_closing')
    op.drop_table('theme_aside')
