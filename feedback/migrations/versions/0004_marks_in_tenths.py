"""marks in whole tenths; a cycle may be under correction; two committees may give schemes the same name"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('mark') as batch_op:
        batch_op.add_column(sa.Column('tenths', sa.Integer(), nullable=False, server_default='0'))
    op.execute('UPDATE mark SET tenths = CAST(ROUND(value * 10) AS INTEGER)')
    with op.batch_alter_table('mark') as batch_op:
        batch_op.alter_column('tenths', server_default=None)
        batch_op.drop_column('value')
    with op.batch_alter_table('cycle') as batch_op:
        batch_op.add_column(sa.Column('correcting', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('scheme') as batch_op:
        batch_op.drop_constraint('uq_scheme_name_number', type_='unique')
        batch_op.create_unique_constraint('uq_scheme_organisation_id_name_number', ['organisation_id', 'name', 'number'])


def downgrade():
    with op.batch_alter_table('scheme') as batch_op:
        batch_op.drop_constraint('uq_scheme_organisation_id_name_number', type_='unique')
        batch_op.create_unique_constraint('uq_scheme_name_number', ['name', 'number'])
    with op.batch_alter_table('cycle') as batch_op:
        batch_op.drop_column('correcting')
    with op.batch_alter_table('mark') as batch_op:
        batch_op.add_column(sa.Column('value', sa.Float(), nullable=False, server_default='0'))
    op.execute('UPDATE mark SET value = tenths / 10.0')
    with op.batch_alter_table('mark') as batch_op:
        batch_op.drop_column('tenths')
