"""What is signed, to the last byte, and how it is written down for others: heads and keys."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEAD = ("log", "number", "size", "root", "at", "day", "key")
KEY = ("log", "number", "key", "public", "at", "signed_by")


def key_id(public: bytes) -> str:
    """Return the short name of a public key: 16 hex digits."""
    return hashlib.sha256(public).hexdigest()[:16]


def head_text(head: Mapping[str, Any]) -> bytes:
    """Return what is signed of a head."""
    return _text("head", HEAD, head)


def key_text(key: Mapping[str, Any]) -> bytes:
    """Return what is signed of a key."""
    return _text("key", KEY, key)


def _text(what: str, names: tuple[str, ...], values: Mapping[str, Any]) -> bytes:
    told = ["-" if values[name] is None else str(values[name]) for name in names]
    lines = [f"mashangping {what} 1", *told]
    return "".join(f"{line}\n" for line in lines).encode(errors="surrogatepass")


def second(moment: datetime) -> str:
    """Return "2026-11-21T06:00:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def signed_by(public: str, signature: str, text: bytes) -> bool:
    """Return whether a signature (base64) over a text is that of a public key (64 hex digits)."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(base64.b64decode(signature, validate=True), text)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
