"""The journal of erasures: what was taken back, in a file beside the database, so that a restored backup forgets it again.

A backup cannot know what is erased after it. Each erasure is a line here, on disk before its commit is acknowledged:
killed in between, a restore erases what was asked to be erased. Numbers and proofs only, never what was erased.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import current_app

from feedback.db import db
from feedback.pages import Refused
from feedback.words import _

log = logging.getLogger(__name__)

Line = Mapping[str, Any]
TEXT, CONTACT, KEY, BATCH, DEVICE, BACKUP = "text", "contact", "key", "batch", "device", "backup"


def text(rating_id: int, preimage: str, at: datetime) -> Line:
    """Return the line of a text that its resident took back or replaced; `preimage` (hex) proves it to the log."""
    return {"do": TEXT, "rating": rating_id, "preimage": preimage, "at": _told(at)}


def contact(rating_id: int) -> Line:
    """Return the line of a contact that is gone or replaced; no time: the moment is nobody's business."""
    return {"do": CONTACT, "rating": rating_id}


def key(name: str) -> Line:
    """Return the line of a key that was destroyed."""
    return {"do": KEY, "key": name}


def batch(tag: str, at: datetime) -> Line:
    """Return the line of a batch of one-time codes that was voided."""
    return {"do": BATCH, "batch": tag, "at": _told(at)}


def device(code_hash: str, at: datetime) -> Line:
    """Return the line of a staff device that was let go."""
    return {"do": DEVICE, "device": code_hash, "at": _told(at)}


def journal() -> Path:
    """Return where the journal stands."""
    return Path(current_app.config["DATA_DIR"] / current_app.config["ERASURES"])


def commit(*lines: Line) -> None:
    """Commit the running transaction once its erasures stand in the journal; roll back and raise Refused if they cannot."""
    with noted(*lines):
        db.session.commit()


@contextmanager
def noted(*lines: Line) -> Iterator[None]:
    """Write lines to disk before what is done inside; raise Refused if that is not possible.

    No backup begins inside: one that does not hold an erasure stands before its line, one after it holds it.
    """
    if not lines:
        yield
        return
    try:
        file = _opened(fcntl.LOCK_SH)
        _append(file, lines)
    except OSError as error:
        db.session.rollback()
        log.error("the journal of erasures cannot be written, nothing was erased: %s", error)
        raise Refused(_("现在保存不了，请过一会儿再试。")) from None
    try:
        yield
    finally:
        os.close(file)


@contextmanager
def standing_still(backup_id: str, at: datetime) -> Iterator[None]:
    """Note that a backup begins, and let nothing be erased while its snapshot is taken; raise OSError if it cannot."""
    file = _opened(fcntl.LOCK_EX)
    try:
        _append(file, [{"do": BACKUP, "backup": backup_id, "at": _told(at)}])
        yield
    finally:
        os.close(file)


def read(path: Path) -> tuple[list[dict[str, Any]], int]:
    """Return the lines of a journal, and how many are torn: written when the power went, and never acknowledged."""
    lines, torn = [], 0
    for raw in path.read_bytes().splitlines():
        if not raw.strip():
            continue
        try:
            line = json.loads(raw)
            lines.append({**line, "do": str(line["do"])})
        except (ValueError, TypeError, KeyError):
            torn += 1
    return lines, torn


def go_on_from(lines: Sequence[Line]) -> None:
    """Add the lines of another journal that this one lacks, so that the next restore knows them, too."""
    known = {_written(line) for line in (read(journal())[0] if journal().exists() else [])}
    fresh = [line for line in lines if _written(line) not in known]
    if fresh:
        file = _opened(fcntl.LOCK_SH)
        try:
            _append(file, fresh)
        finally:
            os.close(file)


def _opened(lock: int) -> int:
    path = journal()
    new = not path.exists()
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, lock)
        if new:
            # Else the file itself may be gone when the power goes.
            folder = os.open(path.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
    except OSError:
        os.close(file)
        raise
    return file


def _append(file: int, lines: Sequence[Line]) -> None:
    # A line break first: what was torn off before must not spoil what comes after it.
    told = "".join(f"\n{_written(line)}\n" for line in lines).encode()
    if os.write(file, told) != len(told):
        raise OSError("the disk is full")
    os.fsync(file)


def _written(line: Line) -> str:
    return json.dumps(line, sort_keys=True, separators=(",", ":"))


def _told(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
