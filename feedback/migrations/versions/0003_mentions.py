"""themes as rows, so that comments can be found by theme"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('mention',
    sa.Column('rating_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('theme', sa.String(length=20), nullable=False),
    sa.Column('polarity', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['rating_id'], ['analysis.rating_id'], name=op.f('fk_mention_rating_id')),
    sa.PrimaryKeyConstraint('rating_id', 'theme', name=op.f('pk_mention'))
    )
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.create_index('ix_mention_theme', ['theme', 'rating_id'], unique=False)
    with op.batch_alter_table('analysis', schema=None) as batch_op:
        batch_op.drop_column('themes')
        batch_op.create_index('ix_analysis_model', ['model', 'read_at'], unique=False)


def downgrade():
    with op.batch_alter_table('analysis', schema=None) as batch_op:
        batch_op.drop_index('ix_analysis_model')
        batch_op.add_column(sa.Column('themes', sa.JSON(), nullable=False, server_default='[]'))
    op.drop_table('mention')
