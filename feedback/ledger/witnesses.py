"""Heads kept outside: reading what witnesses saved, and telling them about each day's head by webhook."""

import json
import logging
import re
import urllib.request
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from feedback.db import db
from feedback.ledger import signing
from feedback.ledger.heads import head_line
from feedback.ledger.models import Head, LedgerDelivery
from feedback.pages import Refused

log = logging.getLogger(__name__)

TIMEOUT = 5.0  # seconds: the worker waits for it
TRIES = 12
KINDS: dict[str, type[int] | type[str]] = {
    "log": str,
    "number": int,
    "size": int,
    "root": str,
    "at": str,
    "key": str,
    "signature": str,
}


def read_heads(path: Path) -> list[dict[str, Any]]:
    """Return the heads in a file of JSON lines, as downloaded or read from a printed code; raise Refused for another."""
    heads = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if line.strip():
            heads.append(_head(line, number))
    return heads


def _head(line: str, number: int) -> dict[str, Any]:
    try:
        head = json.loads(line)
        if not all(isinstance(head[name], kind) for name, kind in KINDS.items()) or head["size"] < 0:
            raise ValueError
        return {**{name: head[name] for name in KINDS}, "day": head.get("day")}
    except (ValueError, KeyError, TypeError):
        raise Refused(f"第 {number} 行不是账本头。") from None


def addresses() -> list[str]:
    """Return where each day's head is sent, from the setting."""
    return re.findall(r"https?://\S+", current_app.config["LEDGER_WEBHOOK"])


def tell_witnesses(now: datetime) -> int:
    """Send the last days' heads to the addresses of the setting that do not have them yet; return how many were sent.

    Nothing is ever sent while the setting is empty.
    """
    wanted = addresses()
    if not wanted:
        return 0
    recent = select(Head).where(Head.day.is_not(None)).order_by(Head.number.desc()).limit(7)
    heads = db.session.scalars(recent).all()[::-1]
    deliveries = {(d.head, d.address): d for d in _deliveries(heads)}
    keys = signing.announced()
    db.session.rollback()
    sent = 0
    for address in wanted:
        for head in heads:
            delivery = deliveries.get((head.number, address)) or LedgerDelivery(
                head=head.number, address=address[:300], attempts=0, due_at=now
            )
            if delivery.sent_at is None and delivery.attempts < TRIES and delivery.due_at <= now:
                if not _tell(delivery, head_line(head, keys[0].key), now):
                    break  # one that is away costs one time-out a round, not seven
                sent += 1
    return sent


def _deliveries(heads: Sequence[Head]) -> Iterable[LedgerDelivery]:
    numbers = [head.number for head in heads]
    return db.session.scalars(select(LedgerDelivery).where(LedgerDelivery.head.in_(numbers)))


def _tell(delivery: LedgerDelivery, line: dict[str, Any], now: datetime) -> bool:
    """Send one head and commit how it went; the next try comes later and later, up to six hours."""
    try:
        _post(delivery.address, json.dumps(line).encode())
        delivery.sent_at, delivery.error = now, None
    except (OSError, ValueError) as error:
        delivery.attempts += 1
        delivery.due_at = now + min(timedelta(minutes=2**delivery.attempts), timedelta(hours=6))
        delivery.error = f"{type(error).__name__}: {error}"[:200]
        log.warning("a witness was not reached: %s", delivery.error)
    db.session.merge(delivery)
    db.session.commit()
    return delivery.sent_at is not None


def _post(address: str, body: bytes) -> None:
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(_NoRedirect)
    with opener.open(request, timeout=TIMEOUT) as answer:
        answer.read(1)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What is told to one address is told to nobody else."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None
