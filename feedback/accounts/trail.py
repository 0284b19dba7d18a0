"""The audit trail: what a signed-in person changed, and every view of comments."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from feedback.accounts.models import AuditEntry, AuditHead, Person
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
    name = who.username if who else "system"
    at = now()
    entry = {"number": head.number, "username": name, "action": action, "subject": subject, "detail": detail}
    digest = hash_of(head.hash, at, entry)
    db.session.execute(
        insert(AuditEntry).values(
            id=head.number,
            at=at,
            person_id=who.id if who else None,
            username=name,
            action=action,
            subject=subject,
            detail=detail,
            previous=head.hash,
            hash=digest,
        )
    )
    db.session.execute(update(AuditHead).values(hash=digest))


def hash_of(previous: str, at: datetime, entry: dict[str, Any]) -> str:
    """Return the hex SHA-256 of an entry chained to the hash before it."""
    body = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{at.isoformat()}\n{body}".encode()).hexdigest()


def first_break() -> int | None:
    """Return the number of the first entry that does not follow from the one before, or None."""
    previous, expected = START, 1
    for e in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)):
        entry = {
            "number": e.id,
            "username": e.username,
            "action": e.action,
            "subject": e.subject,
            "detail": e.detail,
        }
        if e.id != expected or e.previous != previous or e.hash != hash_of(previous, e.at, entry):
            return expected
        previous, expected = e.hash, expected + 1
    head = db.session.scalars(select(AuditHead)).one()
    return None if (head.number, head.hash) == (expected - 1, previous) else expected
