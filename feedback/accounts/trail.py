"""The audit trail: what a signed-in person changed, and every view of comments."""

import hashlib
import json
from typing import Any

from sqlalchemy import insert, select, update

from feedback.accounts.models import AuditEntry, AuditHead, Person
from feedback.accounts.rules import tidy
from feedback.clock import now
from feedback.db import db

START = "0" * 64


def record(who: Person | None, action: str, subject: str, **detail: Any) -> None:
    """Add an entry to the running transaction; the caller commits. `detail` must be JSON.

    Call it after the change it tells of and shortly before the commit: it holds the trail's lock.
    """
    # Two people at once: without this UPDATE first both would hash over the same entry and fork the chain.
    head = db.session.execute(
        update(AuditHead).values(number=AuditHead.number + 1).returning(AuditHead.number, AuditHead.hash)
    ).one()
    entry = {
        "id": head.number,
        "at": now(),
        "person_id": who.id if who else None,
        "username": who.username if who else "system",
        "action": action,
        "subject": tidy(subject)[:120],
        "detail": detail,
        "previous": head.hash,
    }
    entry["hash"] = hash_of(entry)
    db.session.execute(insert(AuditEntry).values(entry))
    db.session.execute(update(AuditHead).values(hash=entry["hash"]))


def hash_of(entry: dict[str, Any]) -> str:
    """Return the hex SHA-256 of every column of an entry but the hash, the hash before it among them."""
    told = {name: value for name, value in entry.items() if name != "hash"}
    told["at"] = entry["at"].isoformat()
    body = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def first_break() -> int | None:
    """Return the number of the first entry that does not follow from the one before, or None for a whole chain."""
    # The head first: entries that others add while we read stand behind it and are not ours to judge.
    head = db.session.execute(select(AuditHead.number, AuditHead.hash)).one()
    previous, expected = START, 1
    columns = AuditEntry.__table__.c
    entries = select(*columns).where(columns.id <= head.number).order_by(columns.id)
    # `with`: a chain that breaks early must not leave its cursor open in PostgreSQL.
    with db.session.execute(entries.execution_options(yield_per=1000)) as rows:
        for row in rows.mappings():
            entry = dict(row)
            if (entry["id"], entry["previous"], entry["hash"]) != (expected, previous, hash_of(entry)):
                return expected
            previous, expected = entry["hash"], expected + 1
    return None if (head.number, head.hash) == (expected - 1, previous) else expected


def check(by: Person) -> int | None:
    """Return `first_break`, and keep in the trail that somebody looked."""
    broken = first_break()
    record(by, "accounts.check_trail", "", result="完整" if broken is None else f"第 {broken} 条起对不上")
    db.session.commit()
    return broken
