"""marks in whole tenths; a cycle may be under correction"""
import sqlalchemy as sa
from alembic import op

revision = '0002_marks_in_tenths'
down_revision = '0001'
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


def downgrade():
    with op.batch_alter_table('cycle') as batch_op:
        batch_op.drop_column('correcting')
    with op.batch_alter_table('mark') as batch_op:
        batch_op.add_column(sa.Column('value', sa.Float(), nullable=False, server_default='0'))
    op.execute('UPDATE mark SET value = tenths / 10.0')
    with op.batch_alter_table('mark') as batch_op:
        batch_op.drop_column('tenths')
