"""one-time codes and their batches"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('code_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('point_id', sa.Integer(), nullable=False),
    sa.Column('tag', sa.String(length=4), nullable=False),
    sa.Column('made_from', sa.String(length=64), nullable=False),
    sa.Column('occasion', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_code_batch_made_by')),
    sa.ForeignKeyConstraint(['point_id'], ['point.id'], name=op.f('fk_code_batch_point_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_batch')),
    sa.UniqueConstraint('tag', name=op.f('uq_code_batch_tag')),
    sa.UniqueConstraint('made_from', name=op.f('uq_code_batch_made_from')),
    )
    op.create_index('ix_code_batch_point_id', 'code_batch', ['point_id'])
    op.create_table('one_time_code',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['code_batch.id'], name=op.f('fk_one_time_code_batch_id')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_one_time_code'))
    )
    op.create_index('ix_one_time_code_batch_id', 'one_time_code', ['batch_id'])


def downgrade():
    op.drop_table('one_time_code')
    op.drop_table('code_batch')
