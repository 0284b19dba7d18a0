"""no index on when outbox rows are due: rows are taken in order of their number, and no query ever used it"""

from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade():
    op.drop_index('ix_outbox_due_at', table_name='outbox')


def downgrade():
    op.create_index('ix_outbox_due_at', 'outbox', ['due_at'])
