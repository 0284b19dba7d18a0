"""The key that signs heads: a file in the data directory, announced in the log's list of keys; rotation and loss."""

import base64
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy import select

from feedback.db import db
from feedback.keys import key_file
from feedback.ledger.models import SigningKey
from feedback.ledger.statements import key_id, key_text, second


class UnknownKey(Exception):
    """The key file is not the one announced last: it was lost, or comes from another installation."""


class Signer:
    """A private key that may sign."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()
        self.id = key_id(self.public)

    def sign(self, text: bytes) -> str:
        """Return the signature over a text, in base64."""
        return base64.b64encode(self._key.sign(text)).decode()


def announced() -> list[SigningKey]:
    """Return every key the log ever had, the newest last."""
    return list(db.session.scalars(select(SigningKey).order_by(SigningKey.number)))


def log_name() -> str:
    """Return the name of the log, that of its first key; nothing before there is one."""
    return db.session.scalar(select(SigningKey.key).order_by(SigningKey.number).limit(1)) or ""


def key_line(key: Any, log: str) -> dict[str, Any]:
    """Return a key (a SigningKey, or a row with its attributes) as others get to see it."""
    return {
        "log": log,
        "number": key.number,
        "key": key.key,
        "public": key.public,
        "at": second(key.at),
        "signed_by": key.signed_by,
        "signature": key.signature,
    }


def current() -> Signer:
    """Return the signer of the key announced last; raise UnknownKey when the file holds another one."""
    signer, keys = _in_file(_path()), announced()
    if keys and keys[-1].key != signer.id:
        signer = _finish_rotation(keys[-1].key)
    return signer


def key_in_file() -> str | None:
    """Return the name of the key in the key file, the next one's after a rotation that was killed; None without a file."""
    paths = [path for path in (_next(), _path()) if path.exists()]
    return _in_file(paths[0]).id if paths else None


def announce_first(now: datetime) -> str:
    """Announce the key file's key if there is no other; return the log's name, which is that of its first key."""
    if not (first := log_name()):
        signer = _in_file(_path())
        _announce(signer, signer, [], now)
        first = signer.id
    return first


def rotate(now: datetime, lost: bool = False) -> str:
    """Make a new key, have the old one vouch for it, and commit; return its name.

    `lost`: the old key is gone; the new one vouches for itself, and everybody who checks is told so.
    """
    announce_first(now)
    old, new = None if lost else current(), Signer(seed := secrets.token_bytes(32))
    # The file first: a key that is announced but nowhere kept would end the log's signatures.
    _write(_next(), seed)
    _announce(new, old or new, announced(), now)
    db.session.commit()
    os.replace(_next(), _path())
    return new.id


def _announce(new: Signer, by: Signer, before: list[SigningKey], now: datetime) -> None:
    told: dict[str, Any] = {
        "log": before[0].key if before else new.id,
        "number": len(before) + 1,
        "key": new.id,
        "public": new.public.hex(),
        "at": second(now),
        "signed_by": by.id,
    }
    row = {name: told[name] for name in ("number", "key", "public", "signed_by")}
    db.session.add(SigningKey(**row, at=now.replace(microsecond=0), signature=by.sign(key_text(told))))
    db.session.flush()


def _finish_rotation(wanted: str) -> Signer:
    """Put the next key in its place after a rotation that was killed half-way."""
    if not _next().exists() or _in_file(_next()).id != wanted:
        raise UnknownKey(wanted)
    os.replace(_next(), _path())
    return _in_file(_path())


def _path() -> Path:
    return key_file(current_app.config["DATA_DIR"], "ledger")


def _next() -> Path:
    return key_file(current_app.config["DATA_DIR"], "ledger-next")


def _in_file(path: Path) -> Signer:
    return Signer(path.read_bytes())


def _write(path: Path, seed: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(seed)
        file.flush()
        os.fsync(file.fileno())
