"""open points of one brand have different names"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

OPEN = sa.text('retired_at IS NULL')


def upgrade():
    op.create_index('uq_point_open_name', 'point', ['brand_id', 'name'], unique=True,
                    sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade():
    op.drop_index('uq_point_open_name', table_name='point')
