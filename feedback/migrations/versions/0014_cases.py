"""cases that wait for an answer, and the answers; what was rated before is not made into cases"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade():
    op.create_table('complaint',
    sa.Column('id', big, nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('rating_id', big, nullable=False),
    sa.Column('change_id', big, nullable=False),
    sa.Column('point_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('grade', sa.Integer(), nullable=True),
    sa.Column('above', sa.Boolean(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['rating_id'], ['rating.id'], name=op.f('fk_complaint_rating_id')),
    sa.ForeignKeyConstraint(['change_id'], ['rating_change.id'], name=op.f('fk_complaint_change_id')),
    sa.ForeignKeyConstraint(['point_id'], ['point.id'], name=op.f('fk_complaint_point_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint')),
    sa.UniqueConstraint('code', name=op.f('uq_complaint_code')),
    sa.UniqueConstraint('rating_id', name=op.f('uq_complaint_rating_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_complaint_cell', 'complaint', ['point_id', 'day'])
    op.create_table('complaint_reply',
    sa.Column('id', big, nullable=False),
    sa.Column('case_id', big, nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.Column('replied_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['complaint.id'], name=op.f('fk_complaint_reply_case_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_complaint_reply_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_complaint_reply_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_reply')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_complaint_reply_case_id'), 'complaint_reply', ['case_id'])
    op.create_table('complaint_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seen', big, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_mark'))
    )
    op.execute('INSERT INTO complaint_mark (id, seen) SELECT 1, COALESCE(MAX(id), 0) FROM rating')


def downgrade():
    op.drop_table('complaint_mark')
    op.drop_table('complaint_reply')
    op.drop_table('complaint')
