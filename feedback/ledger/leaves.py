"""What a leaf is made of: bytes anybody can write down again, of which only the number need be public.

A leaf's bytes are JSON with `public` (what a receipt shows; nothing for other rows) and `private`, the SHA-256 over
a salt and every column of the row. So a receipt can be checked without learning the grade, and the row without
trusting anybody. A column that is NULL is left out: one that is added later leaves old leaves as they are.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from feedback.collecting import RECEIPT_LENGTH
from feedback.ledger.merkle import leaf_hash

Row = Mapping[str, Any]
RATING, CHANGE, ACT = "rating", "change", "act"
KINDS = (RATING, CHANGE, ACT)


@dataclass(frozen=True)
class Entry:
    """A row on its way into the log, or found in it."""

    kind: str
    row_id: int
    public: dict[str, str]
    private: str

    @classmethod
    def of(cls, kind: str, row: Row, salt: bytes, point_code: str = "") -> "Entry":
        """Return the entry of a row (columns by name) under a salt of 16 bytes; a rating names its point."""
        return cls(kind, row["id"], opening(row, point_code) if kind == RATING else {}, private(row, salt))

    def told(self, index: int) -> dict[str, Any]:
        """Return the leaf at an index: it cannot be moved."""
        return {
            "index": index,
            "kind": self.kind,
            "private": self.private,
            "public": self.public,
            "version": 1,
        }

    def hash(self, index: int) -> bytes:
        """Return the hash of the leaf at an index."""
        return leaf_hash(canonical(self.told(index)))


def opening(rating: Row, point_code: str) -> dict[str, str]:
    """Return what a receipt shows of a rating: the hour (UTC), the point, the receipt's own number; never the grade."""
    hour = rating["taken_at"].astimezone(UTC).strftime("%Y-%m-%dT%HZ")
    return {"hour": hour, "point": point_code, "receipt": rating["claim"][:RECEIPT_LENGTH]}


def private(row: Row, salt: bytes) -> str:
    """Return the hex SHA-256 over a salt and every column of a row that holds something."""
    return hashlib.sha256(salt + canonical({k: v for k, v in row.items() if v is not None})).hexdigest()


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return JSON in the one form in which it is hashed: keys sorted, no blanks, UTF-8, times in UTC."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    # A damaged row may hold what is no text at all; it must be found, not stop the search.
    return text.encode(errors="surrogatepass")


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return repr(value)
