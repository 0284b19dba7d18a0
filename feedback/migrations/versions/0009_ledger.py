"""the ledger: leaves, subtrees, acts by claim code, heads, keys, and which witness was told"""
from alembic import op
import sqlalchemy as sa

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade():
    op.create_table('ledger_leaf',
    sa.Column('id', BIG, autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('row_id', sa.BigInteger(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('hash', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_leaf')),
    sa.UniqueConstraint('kind', 'row_id', name=op.f('uq_ledger_leaf_kind_row_id'))
    )
    op.create_table('ledger_node',
    sa.Column('id', BIG, autoincrement=False, nullable=False),
    sa.Column('hash', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_node'))
    )
    op.create_table('ledger_act',
    sa.Column('id', BIG, nullable=False),
    sa.Column('rating_id', BIG, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('change_id', BIG, nullable=False),
    sa.Column('preimage', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seal', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['change_id'], ['rating_change.id'], name=op.f('fk_ledger_act_change_id')),
    sa.ForeignKeyConstraint(['rating_id'], ['rating.id'], name=op.f('fk_ledger_act_rating_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_act')),
    sa.UniqueConstraint('change_id', 'kind', name=op.f('uq_ledger_act_change_id_kind')),
    sa.UniqueConstraint('rating_id', 'number', name=op.f('uq_ledger_act_rating_id_number')),
    sqlite_autoincrement=True
    )
    op.create_table('ledger_key',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('key', sa.String(length=16), nullable=False),
    sa.Column('public', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signed_by', sa.String(length=16), nullable=False),
    sa.Column('signature', sa.String(length=88), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_key')),
    sa.UniqueConstraint('key', name=op.f('uq_ledger_key_key'))
    )
    op.create_table('ledger_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('root', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('key', sa.String(length=16), nullable=False),
    sa.Column('signature', sa.String(length=88), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_head')),
    sa.UniqueConstraint('day', name=op.f('uq_ledger_head_day'))
    )
    with op.batch_alter_table('ledger_head', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_head_size'), ['size'], unique=False)
    op.create_table('ledger_delivery',
    sa.Column('head', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('error', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['head'], ['ledger_head.id'], name=op.f('fk_ledger_delivery_head')),
    sa.PrimaryKeyConstraint('head', 'address', name=op.f('pk_ledger_delivery'))
    )


def downgrade():
    for table in ('ledger_delivery', 'ledger_head', 'ledger_key', 'ledger_act', 'ledger_node', 'ledger_leaf'):
        op.drop_table(table)
