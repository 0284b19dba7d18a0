"""what detectors found, and the reviews of it"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade():
    op.create_table('brand_look',
    sa.Column('brand_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_rating', NUMBER, nullable=False),
    sa.ForeignKeyConstraint(['brand_id'], ['brand.id'], name=op.f('fk_brand_look_brand_id')),
    sa.PrimaryKeyConstraint('brand_id', name=op.f('pk_brand_look'))
    )
    op.create_table('flag',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('brand_id', sa.Integer(), nullable=False),
    sa.Column('detector', sa.String(length=20), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('begin', sa.DateTime(timezone=True), nullable=False),
    sa.Column('end', sa.DateTime(timezone=True), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['brand_id'], ['brand.id'], name=op.f('fk_flag_brand_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flag')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_flag_fingerprint')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_flag_brand_id', 'flag', ['brand_id'])
    op.create_table('flag_rating',
    sa.Column('id', NUMBER, nullable=False),
    sa.Column('flag_id', sa.Integer(), nullable=False),
    sa.Column('rating_id', NUMBER, nullable=False),
    sa.Column('grade', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['flag_id'], ['flag.id'], name=op.f('fk_flag_rating_flag_id')),
    sa.ForeignKeyConstraint(['rating_id'], ['rating.id'], name=op.f('fk_flag_rating_rating_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flag_rating')),
    sa.UniqueConstraint('flag_id', 'rating_id', name=op.f('uq_flag_rating_flag_id_rating_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_flag_rating_rating_id', 'flag_rating', ['rating_id'])
    op.create_table('review_act',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('flag_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['flag_id'], ['flag.id'], name=op.f('fk_review_act_flag_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_review_act_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_act')),
    sa.UniqueConstraint('flag_id', 'number', name=op.f('uq_review_act_flag_id_number')),
    sqlite_autoincrement=True
    )


def downgrade():
    op.drop_table('review_act')
    op.drop_table('flag_rating')
    op.drop_table('flag')
    op.drop_table('brand_look')
