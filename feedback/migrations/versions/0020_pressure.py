"""how many residents said that somebody asked for a good grade"""
import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('pressure_count',
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('answer', sa.String(length=3), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_pressure_count_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', 'day', 'answer', name=op.f('pk_pressure_count')),
    sqlite_with_rowid=False
    )
    op.create_table('pressure_spent',
    sa.Column('mark', sa.String(length=64), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('mark', name=op.f('pk_pressure_spent')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_pressure_spent_day'), 'pressure_spent', ['day'])


def downgrade():
    op.drop_table('pressure_spent')
    op.drop_table('pressure_count')
