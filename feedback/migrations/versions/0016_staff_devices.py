"""devices that the committee registered as staff's"""
import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('staff_device',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('enrolled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_staff_device_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_staff_device_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_device')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_staff_device_code_hash'))
    )
    op.create_index('ix_staff_device_organisation_id', 'staff_device', ['organisation_id'])
    op.create_index('ix_staff_device_person_id', 'staff_device', ['person_id'])


def downgrade():
    op.drop_table('staff_device')
