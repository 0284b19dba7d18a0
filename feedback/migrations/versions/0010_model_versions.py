"""versions of the model that reads: what was learned, which one reads since when, how well"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade():
    op.create_table('model_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.String(length=8), nullable=True),
    sa.Column('parent', sa.String(length=8), nullable=True),
    sa.Column('learned', sa.Integer(), nullable=False),
    sa.Column('held', sa.Integer(), nullable=False),
    sa.Column('confirmed', sa.Integer(), nullable=False),
    sa.Column('figures', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('sentence', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_model_version_asked_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_version'))
    )
    op.create_index(op.f('ix_model_version_state'), 'model_version', ['state'])
    op.create_index(op.f('ix_model_version_version'), 'model_version', ['version'])
    op.create_table('model_choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.String(length=8), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_model_choice_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_choice'))
    )
    op.create_table('model_measurement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.String(length=8), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen', NUMBER, nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_measurement'))
    )
    op.create_index(op.f('ix_model_measurement_version'), 'model_measurement', ['version'])


def downgrade():
    for table in ('model_measurement', 'model_choice', 'model_version'):
        op.drop_table(table)
