"""The keys that contacts are encrypted with: numbered files in the data directory, the highest is the one in use.

Read anew each time: a contact is rare, and no process may go on with a key that was replaced.
"""

import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from feedback import erasures
from feedback.keys import destroy_key, key_file, load_key

NONCE = 12
# Whoever read the old key just before a new one came has kept what it encrypts by then.
REST = timedelta(hours=1)


def key_ids() -> list[int]:
    """Return the numbers of the keys there are, the oldest first."""
    found = (re.fullmatch(r"contact-(\d+)\.key", path.name) for path in _folder().glob("contact-*.key"))
    return sorted(int(match[1]) for match in found if match)


def newest() -> int:
    """Return the number of the key in use; the first is made when it is first needed."""
    return max(key_ids(), default=1)


def new_key() -> int:
    """Make the next key and return its number; from now on it is the one in use."""
    number = newest() + 1
    load_key(current_app.config["DATA_DIR"], _name(number))
    return number


def rested(number: int, now: datetime) -> bool:
    """Return whether a key has been in use for an hour, so that nobody can still be writing with the one before."""
    made_at = key_file(current_app.config["DATA_DIR"], _name(number)).stat().st_mtime
    return now.timestamp() - made_at >= REST.total_seconds()


def destroy(number: int) -> None:
    """Destroy a key: what is still encrypted with it can never be read again, also with a backup of the keys."""
    with erasures.noted(erasures.key(_name(number))):
        destroy_key(current_app.config["DATA_DIR"], _name(number))


def encrypt(text: str, bound_to: str) -> tuple[int, bytes]:
    """Return the key's number and the sealed text; it opens only together with what it is bound to."""
    number = newest()
    key = load_key(current_app.config["DATA_DIR"], _name(number))
    nonce = secrets.token_bytes(NONCE)
    return number, nonce + AESGCM(key).encrypt(nonce, text.encode(), _bound(number, bound_to))


def decrypt(number: int, sealed: bytes, bound_to: str) -> str | None:
    """Return the text; None if its key is lost, or it was changed or moved to another rating."""
    if number not in key_ids():
        # Never made anew: a new file under an old number would hide that the key is lost.
        return None
    key = load_key(current_app.config["DATA_DIR"], _name(number))
    try:
        opened = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _bound(number, bound_to))
    except (InvalidTag, ValueError):
        return None
    return opened.decode()


def _bound(number: int, bound_to: str) -> bytes:
    return f"contact:{number}:{bound_to}".encode()


def _name(number: int) -> str:
    return f"contact-{number}"


def _folder() -> Path:
    return key_file(current_app.config["DATA_DIR"], _name(1)).parent
