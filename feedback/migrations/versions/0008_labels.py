"""labels that people give to comments, and why a comment is worth one"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
WORTH = sa.text('worth IS NOT NULL')


def upgrade():
    op.add_column('analysis', sa.Column('worth', sa.String(length=10), nullable=True))
    op.create_index('ix_analysis_worth', 'analysis', ['worth', 'day', 'point_id'],
                    sqlite_where=WORTH, postgresql_where=WORTH)
    op.create_table('comment_label',
    sa.Column('id', NUMBER, nullable=False),
    sa.Column('change_id', NUMBER, nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('standing', sa.String(length=10), nullable=False),
    sa.Column('side', sa.String(length=10), nullable=False),
    sa.Column('intent', sa.String(length=12), nullable=True),
    sa.Column('themes', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['change_id'], ['rating_change.id'], name=op.f('fk_comment_label_change_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_comment_label_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_label')),
    sa.UniqueConstraint('change_id', 'person_id', 'number', name=op.f('uq_comment_label_change_id_person_id_number')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_comment_label_day', 'comment_label', ['person_id', 'made_at'])
    op.create_index('ix_comment_label_made_at', 'comment_label', ['made_at'])


def downgrade():
    op.drop_table('comment_label')
    op.drop_index('ix_analysis_worth', table_name='analysis')
    with op.batch_alter_table('analysis') as batch_op:
        batch_op.drop_column('worth')
