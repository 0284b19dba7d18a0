"""What stands in the database: nothing, half a demo world, a whole one, or somebody's real data."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import MetaData, exists, select

from feedback import defaults
from feedback.accounts import CANARY, Organisation
from feedback.accounts.models import AuditEntry
from feedback.collecting import Rating, Source
from feedback.db import db

BEGUN, FILLED = "demo.begun", "demo.filled"


class State(Enum):
    """What stands in the database."""

    EMPTY = "empty"
    HALF = "half"  # a filling that was interrupted
    WHOLE = "whole"
    OTHERS = "others"  # organisations or ratings that the demo did not make


def state() -> State:
    """Return what stands in the database; the audit trail, which nobody can change, tells."""
    marks = select(AuditEntry.action).where(AuditEntry.action.in_((BEGUN, FILLED)))
    if found := set(db.session.scalars(marks)):
        return State.WHOLE if FILLED in found else State.HALF
    # The worker's own ratings are nobody's world.
    ours = select(Organisation.id).where(Organisation.kind != CANARY)
    rated = select(Rating.id).where(Rating.source != Source.CANARY.value)
    anything = db.session.scalar(select(exists(ours) | exists(rated)))
    return State.OTHERS if anything else State.EMPTY


def wipe() -> None:
    """Take every table away and begin anew; only ever for a database that the demo itself has filled."""
    if state() not in (State.HALF, State.WHOLE):
        raise RuntimeError("only what the demo made is ever wiped")
    db.session.remove()
    tables = MetaData()
    with db.engine.begin() as connection:
        tables.reflect(connection)
        tables.drop_all(connection)
    upgrade()
    defaults.ensure()


@contextmanager
def alone() -> Iterator[None]:
    """Hold the demo's lock; raise SystemExit while another process fills."""
    with (current_app.config["DATA_DIR"] / "demo.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit("另一个进程正在填写演示数据，请等它填完。") from None
        yield
