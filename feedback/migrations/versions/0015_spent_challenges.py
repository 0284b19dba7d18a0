"""challenges that have paid for a rating"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('spent_challenge',
    sa.Column('nonce', sa.String(length=32), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('nonce', name=op.f('pk_spent_challenge'))
    )
    op.create_index(op.f('ix_spent_challenge_made_at'), 'spent_challenge', ['made_at'])


def downgrade():
    op.drop_table('spent_challenge')
