"""Tables in which nothing is ever changed or deleted, rows that stand still, and the triggers that see to it.

Alembic's batch mode rebuilds a SQLite table and loses its triggers, so they are put back after
every migration, and the start refuses without them.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, inspect, text

LEDGER = ("ledger_leaf", "ledger_node", "ledger_act", "ledger_head", "ledger_key")
# A label is what the committee checks a branch by: who corrects one leaves the old one standing. And which model
# read when must not be rewritten under figures that were shown.
LABELS = ("comment_label", "model_choice")
# Who could take back that a matter was put right could hide that it came back.
CLOSINGS = ("theme_closing",)
# Who could take back an answer could hide that a covered code was said to be fine.
CHECKS = ("point_check",)
# Who could take a case or an answer away could say that nobody complained, or that something else was promised.
CASES = ("complaint", "complaint_reply")
# Who could take back what was found, or who decided what about it, could hide that ratings were taken out.
REVIEWS = ("flag", "flag_rating", "review_act")
TABLES = (
    "rating",
    "rating_change",
    "audit_entry",
    "confirmation",
    *LABELS,
    *CLOSINGS,
    *CHECKS,
    *CASES,
    *REVIEWS,
    *LEDGER,
)
# Rows that are written at leisure and stand still from a moment on: what is true of them then.
FROZEN = {"questionnaire_version": "{row}.published_at IS NOT NULL"}
GUARDED = {**dict.fromkeys(TABLES, "TRUE"), **FROZEN}

_SQLITE = {
    # UPDATE OR REPLACE pushes out the row that has the new key already.
    "no_update": "BEFORE UPDATE ON {t} WHEN {old} OR EXISTS "
    "(SELECT 1 FROM {t} WHERE ({same}) AND {t}.id <> OLD.id AND {there}) "
    "BEGIN SELECT RAISE(ABORT, '{t} is append-only'); END",
    "no_delete": "BEFORE DELETE ON {t} WHEN {old} BEGIN SELECT RAISE(ABORT, '{t} is append-only'); END",
    # INSERT OR REPLACE deletes the old row without firing the DELETE trigger.
    "no_replace": "BEFORE INSERT ON {t} WHEN EXISTS (SELECT 1 FROM {t} WHERE ({same}) AND {there}) "
    "BEGIN SELECT RAISE(ABORT, '{t} is append-only'); END",
}
_POSTGRES = {
    "no_change": "BEFORE UPDATE OR DELETE ON {t} FOR EACH ROW WHEN ({old}) EXECUTE FUNCTION refuse_change()",
    "no_truncate": "BEFORE TRUNCATE ON {t} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
}
_REFUSE = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"""


def install(connection: Connection) -> None:
    """Put the triggers on every append-only table that exists; again is harmless."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(_REFUSE))
    # Only those that are gone: DROP TRIGGER waits for whoever is reading the table, and holds up everybody behind it.
    lost = set(missing(connection))
    for table in _present(connection):
        for name, body in _triggers(connection).items():
            if f"{table}_{name}" not in lost:
                continue
            on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_{name}{on}"))
            filled = body.format(
                t=table,
                same=_same(connection, table),
                old=GUARDED[table].format(row="OLD"),
                there=GUARDED[table].format(row=table),
            )
            connection.execute(text(f"CREATE TRIGGER {table}_{name} {filled}"))


def missing(connection: Connection) -> list[str]:
    """Return the names of triggers that ought to stand in this database and do not."""
    if connection.dialect.name == "postgresql":
        found = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    else:
        found = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    there = set(connection.scalars(text(found)))
    return [name for table in GUARDED for name in names(connection, table) if name not in there]


def names(connection: Connection, table: str) -> list[str]:
    """Return the names of the triggers that guard a table."""
    return [f"{table}_{name}" for name in _triggers(connection)]


def _triggers(connection: Connection) -> dict[str, str]:
    return _POSTGRES if connection.dialect.name == "postgresql" else _SQLITE


def _present(connection: Connection) -> Iterable[str]:
    existing = set(inspect(connection).get_table_names())
    return [table for table in GUARDED if table in existing]


def _same(connection: Connection, table: str) -> str:
    """Return the SQL condition under which a new row would push an old one out."""
    about = inspect(connection)
    keys = [["id"], *(u["column_names"] for u in about.get_unique_constraints(table))]
    return " OR ".join("(" + " AND ".join(f"{c} = NEW.{c}" for c in key) + ")" for key in keys)
