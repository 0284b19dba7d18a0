"""shared screens and their PINs"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('kiosk',
    sa.Column('point_id', sa.Integer(), nullable=False),
    sa.Column('pin_hash', sa.String(length=200), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('set_by', sa.Integer(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['point_id'], ['point.id'], name=op.f('fk_kiosk_point_id')),
    sa.ForeignKeyConstraint(['set_by'], ['person.id'], name=op.f('fk_kiosk_set_by')),
    sa.PrimaryKeyConstraint('point_id', name=op.f('pk_kiosk'))
    )


def downgrade():
    op.drop_table('kiosk')
