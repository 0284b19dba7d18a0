"""comments that say otherwise than their grade are counted without reading the others"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_index('ix_analysis_disagrees', 'analysis', ['point_id', 'day'],
                    sqlite_where=sa.text('disagrees = 1'), postgresql_where=sa.text('disagrees'))


def downgrade():
    op.drop_index('ix_analysis_disagrees', table_name='analysis')
