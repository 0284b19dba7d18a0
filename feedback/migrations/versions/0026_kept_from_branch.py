"""count no comment that is kept from the branch in a figure the branch is shown"""
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def again():
    # The worker counts them anew; the other steps have nothing to do with it.
    json, moment = ('::json', '::timestamptz') if op.get_bind().dialect.name == 'postgresql' else ('', '')
    op.execute(
        'INSERT INTO outbox (rating_id, due_at, done, attempts) '
        f"""SELECT id, '2020-01-01 00:00:00'{moment}, '["ledger", "screen", "case"]'{json}, 0 FROM rating """
        'WHERE EXISTS (SELECT 1 FROM rating_change WHERE rating_id = rating.id AND above)'
    )


def upgrade():
    again()


def downgrade():
    again()
