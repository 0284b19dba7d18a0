"""Signed heads: what the log was, said so that it cannot be unsaid. One a minute while it grows, one a day at least."""

import logging
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import exists, select

from feedback.clock import local_day
from feedback.db import db
from feedback.ledger import signing, tree
from feedback.ledger.models import Head
from feedback.ledger.statements import head_text, second

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=50)


class Discontinued(Exception):
    """The log no longer continues its last head; nothing may be signed over that."""


def head_line(head: Head, log: str) -> dict[str, Any]:
    """Return a head as others get to see it."""
    return {
        "log": log,
        "number": head.number,
        "size": head.size,
        "root": head.root,
        "at": second(head.at),
        "day": head.day.isoformat() if head.day else None,
        "key": head.key,
        "signature": head.signature,
    }


def last_head() -> Head | None:
    """Return the newest head."""
    return db.session.scalar(select(Head).order_by(Head.number.desc()).limit(1))


def sign_head(now: datetime) -> Head | None:
    """Sign and commit a head if the log has grown since the last one, or the day has none; return it."""
    last, size = last_head(), tree.size()
    today = local_day(now, current_app.config["TIMEZONE"])
    new_day = not db.session.scalar(select(exists().where(Head.day == today)))
    # Both sides of now: a clock set back must not keep heads from being signed.
    rested = last is None or abs(now - last.at) >= EVERY
    grown = last is None or size != last.size
    if not (new_day or (grown and rested)):
        db.session.rollback()
        return None
    try:
        refuse_discontinued(last, size)
        return _sign(last, size, now)
    except (signing.UnknownKey, Discontinued, KeyError, OSError) as error:
        db.session.rollback()
        log.error("no head was signed: %s: %s", type(error).__name__, error)
        return None


def refuse_discontinued(last: Head | None, size: int) -> None:
    """Raise Discontinued when the stored tree is not the one that was signed last, grown."""
    if last and (size < last.size or tree.root(last.size).hex() != last.root):
        raise Discontinued(f"head {last.number} of {last.size} leaves")


def _sign(last: Head | None, size: int, now: datetime) -> Head | None:
    root, signer = tree.root(size).hex(), signing.current()
    tree.lock()
    if (last.number if last else None) != db.session.scalar(_newest):
        # Another worker signed meanwhile.
        db.session.rollback()
        return None
    log_name = signing.announce_first(now)
    today = local_day(now, current_app.config["TIMEZONE"])
    taken = db.session.scalar(select(exists().where(Head.day == today)))
    head = Head(
        number=last.number + 1 if last else 1,
        size=size,
        root=root,
        at=now.replace(microsecond=0),
        day=None if taken else today,
        key=signer.id,
        signature="",
    )
    head.signature = signer.sign(head_text(head_line(head, log_name)))
    db.session.add(head)
    db.session.commit()
    return head


_newest = select(Head.number).order_by(Head.number.desc()).limit(1)
