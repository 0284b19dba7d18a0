"""Digests of a rating: its key, its claim code, its thanks address, its seal.

All come from the key that the phone made, so the same key always leads to the same thanks and the same code;
the key itself is nowhere kept. Purposes keep the digests apart: none can be worked out from another.
"""

import base64
import hashlib
import hmac
import json
import struct
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import current_app

from feedback.keys import keyed

RECEIPT_LENGTH = 32  # hex digits of a rating's claim that name its receipt: 128 bits
ACTS = 16  # so often one code can be used to change what stands


@dataclass(frozen=True)
class Marks:
    """What one phone key gives at one point."""

    key_hash: str
    nonce: bytes  # 16 bytes; opens the thanks page, gives the claim code
    claim: str  # the commitment that stands in the rating's row

    @classmethod
    def of(cls, point_code: str, key: str) -> "Marks":
        """Derive the marks of a key (16–64 characters) at a point."""
        nonce = keyed("claim", "thanks", point_code, key)[:16]
        return cls(keyed("claim", "key", point_code, key).hex(), nonce, commitment(claim_code(nonce)))


def claim_code(nonce: bytes) -> str:
    """Return the resident's code: five groups of four digits, 66 bits."""
    digits = f"{int.from_bytes(keyed('claim', 'code', nonce.hex())) % 10**20:020d}"
    return " ".join(digits[i : i + 4] for i in range(0, 20, 4))


def preimage(code: str, act: int = 1) -> bytes:
    """Return the secret that only the holder of a claim code can name for an act of 1…ACTS (32 bytes).

    Each hashes to the one before: naming one, as a use of the code does, gives nobody the next. Blanks do not matter.
    """
    secret = keyed("claim", "preimage", "".join(code.split()))
    for _ in range(ACTS - act):
        secret = hashlib.sha256(secret).digest()
    return secret


def commitment(code: str) -> str:
    """Return the hex SHA-256 of the first preimage: what the rating's row shows of its claim code."""
    return hashlib.sha256(preimage(code)).hexdigest()


def receipt_number(nonce: bytes) -> str:
    """Return the number of the public receipt: the beginning of the commitment, which opens nothing."""
    return commitment(claim_code(nonce))[:RECEIPT_LENGTH]


def thanks_token(nonce: bytes, taken_at: datetime, purpose: str = "address") -> str:
    """Return what stands in the address of the thanks page: minute, nonce and a MAC over both, 40 characters.

    The address of a shared screen has another purpose: it opens nothing but that screen's own page.
    """
    body = struct.pack(">I", int(taken_at.timestamp()) // 60) + nonce
    return base64.b32encode(body + _mac(body, purpose)).decode().lower().rstrip("=")


def read_thanks(
    token: str, now: datetime, window: timedelta, purpose: str = "address"
) -> tuple[bytes, bool] | None:
    """Return (nonce, whether still within the window) of a genuine token, else None.

    The window keeps an access log worthless: after it the address opens no code.
    """
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:
        return None
    body, mac = raw[:20], raw[20:]
    if len(body) != 20 or not hmac.compare_digest(mac, _mac(body, purpose)):
        return None
    age = now.timestamp() - struct.unpack(">I", body[:4])[0] * 60
    # A clock set back by a day must not open old addresses for another day.
    return body[4:], -120 <= age <= window.total_seconds()


def _mac(body: bytes, purpose: str) -> bytes:
    return keyed("claim", purpose, body.hex())[:5]


# Columns that came later: left out where they hold nothing, so that rows sealed before them still fit their seals.
LATER = ("device",)


def seal(columns: dict[str, Any], key: bytes | None = None) -> str:
    """Return the hex HMAC over a row's columns, which a row written by hand cannot have."""
    told = {name: value for name, value in columns.items() if value is not None or name not in LATER}
    text = _JSON.encode(told)
    return hmac.digest(key or current_app.extensions["keys"]["seal"], text.encode(), "sha256").hex()


def _plain(value: date | datetime) -> str:
    # In UTC, as it comes back out of the database: another zone would be another seal.
    return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()


_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def comment_proof(text: str, salt: str) -> str:
    """Return the hex SHA-256 over salt (32 hex digits) and text; without the salt it tells nothing."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
