"""What a resident leaves behind, and what is seen of it on a machine."""

from flask import Flask
from sqlalchemy import func, inspect, select

from feedback import pipeline
from feedback.clock import now
from feedback.collecting import Comment, Rating
from feedback.contacts import keep
from feedback.contacts.models import Contact
from feedback.db import db
from tests.backup.conftest import on, run
from tests.factories import World
from tests.ledger.conftest import Resident

WORDS = "我住三楼，灯坏了三个月"
PHONE = "13812345678"


def said(world: World, name: str = "one", grade: str = "2", words: str = WORDS) -> tuple[Resident, Rating]:
    """Let a resident rate, leave words and a contact; return them."""
    resident = Resident(world, f"the key of resident {name}")
    rating = resident.rates(grade=grade, comment=words)
    keep(rating, PHONE, False, now())
    return resident, rating


def texts() -> list[str]:
    return list(db.session.scalars(select(Comment.text).order_by(Comment.id)))


def contacts() -> int:
    return db.session.scalar(select(func.count(Contact.rating_id))) or 0


def sound(machine: Flask) -> str:
    """Return what `verify` and `recompute --check` object to once the worker has done its work, "" for nothing."""
    with on(machine):
        pipeline.drain()
    wrong = [run(machine, "verify"), run(machine, "recompute", "--check")]
    return "\n".join(done.output for done in wrong if done.exit_code)


def rows_of(machine: Flask) -> dict[str, int]:
    with on(machine), db.engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
        }


def rows_of_nothing(machine: Flask) -> bool:
    with on(machine):
        return inspect(db.engine).get_table_names() == []
