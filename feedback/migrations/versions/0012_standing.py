"""the mark of a rating's device, how ratings stand that do not count, and tallies by it"""
import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

KEY = ['point_id', 'day', 'version_id', 'source']


def tally(columns, key):
    """Change the columns of the tallies and their key; SQLite makes the table anew, in the order of its key."""
    with op.batch_alter_table('tally', table_kwargs={'sqlite_with_rowid': False}) as table:
        # The key first: PostgreSQL drops it with a column of its.
        table.drop_constraint('pk_tally', type_='primary')
        columns(table)
        table.create_primary_key('pk_tally', key)


def wider(table):
    table.add_column(sa.Column('standing', sa.String(length=10), server_default='counted', nullable=False))
    table.add_column(sa.Column('marked', sa.Integer(), server_default='0', nullable=False))


def narrower(table):
    table.drop_column('standing')
    table.drop_column('marked')


def upgrade():
    # In place, on SQLite too: a table made anew would lose its triggers for a moment.
    op.add_column('rating', sa.Column('device', sa.String(length=64), nullable=True))
    op.create_index('ix_rating_device', 'rating', ['device'],
                    sqlite_where=sa.text('device IS NOT NULL'), postgresql_where=sa.text('device IS NOT NULL'))
    op.create_table('standing',
    sa.Column('rating_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('reason', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['rating_id'], ['rating.id'], name=op.f('fk_standing_rating_id')),
    sa.PrimaryKeyConstraint('rating_id', name=op.f('pk_standing'))
    )
    tally(wider, [*KEY, 'standing'])


def downgrade():
    # Without the standings all ratings were counted; `recompute` writes the tallies anew.
    op.execute("DELETE FROM tally WHERE standing <> 'counted'")
    tally(narrower, KEY)
    op.drop_table('standing')
    op.drop_index('ix_rating_device', 'rating')
    op.drop_column('rating', 'device')
