"""The rows that go into the log, read a bunch at a time, and whether each is as it was kept."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Integer, Select, Table, select, type_coerce

from feedback.brands import Point
from feedback.collecting import Rating, RatingChange, genuine_change, genuine_rating
from feedback.keys import keyed
from feedback.ledger.leaves import ACT, CHANGE, RATING, Entry
from feedback.ledger.models import Act

_point = cast(Table, Point.__table__)
_rating = cast(Table, Rating.__table__)
_change = cast(Table, RatingChange.__table__)
_act = cast(Table, Act.__table__)
_before = _act.alias("act_before")
TABLES: Mapping[str, Table] = {RATING: _rating, CHANGE: _change, ACT: _act}

# What is needed beside a row to judge it: of its point, its rating, the act before it.
_READ: Mapping[str, Select[Any]] = {
    RATING: select(_rating, _point.c.code.label("of_point")).outerjoin(
        _point, _point.c.id == _rating.c.point_id
    ),
    CHANGE: select(
        _change,
        type_coerce(_change.c.above, Integer).label("of_above"),
        _rating.c.seal.label("of_rating"),
        _rating.c.taken_at.label("of_taken_at"),
    ).outerjoin(_rating, _rating.c.id == _change.c.rating_id),
    ACT: select(
        _act,
        _rating.c.seal.label("of_rating"),
        _rating.c.claim.label("of_claim"),
        _before.c.preimage.label("of_before"),
    )
    .outerjoin(_rating, _rating.c.id == _act.c.rating_id)
    .outerjoin(_before, (_before.c.rating_id == _act.c.rating_id) & (_before.c.number == _act.c.number - 1)),
}


@dataclass(frozen=True)
class Stored:
    """A row of a kind, columns by name, and what stands beside it."""

    kind: str
    row: Mapping[str, Any]
    beside: Mapping[str, Any]

    @property
    def rating_id(self) -> int:
        """Return the rating this row belongs to."""
        return int(self.row["id" if self.kind == RATING else "rating_id"])

    @property
    def genuine(self) -> bool:
        """Return whether the row carries the seal made for it, and an act what only the code's holder can name."""
        try:
            return self._sealed()
        except (AttributeError, TypeError, ValueError):
            # A column holds what it cannot hold: SQLite lets whoever writes by hand.
            return False

    def _sealed(self) -> bool:
        if self.kind == RATING:
            return genuine_rating(self.row)
        of_rating = str(self.beside["of_rating"])
        if self.kind == CHANGE:
            # Anything but nothing would read as true.
            return self.beside["of_above"] in (0, 1) and genuine_change(self.row, of_rating)
        before = self.beside["of_claim"] if self.row["number"] == 1 else self.beside["of_before"]
        return act_seal(of_rating, self.row) == self.row["seal"] and follows(self.row["preimage"], before)

    def entry(self, salt: bytes) -> Entry:
        """Return the row as an entry of the log."""
        return Entry.of(self.kind, self.row, salt, str(self.beside.get("of_point") or ""))


def stored(connection: Connection, kind: str, which: ColumnElement[bool]) -> list[Stored]:
    """Return rows of a kind in the order of their ids; raise ValueError when one cannot even be read."""
    found = connection.execute(_READ[kind].where(which).order_by(TABLES[kind].c.id)).mappings()
    names = TABLES[kind].c.keys()
    return [
        Stored(kind, {n: row[n] for n in names}, {k: row[k] for k in row if k.startswith("of_")})
        for row in found
    ]


def of_ratings(connection: Connection, rating_ids: Iterable[int]) -> list[Stored]:
    """Return everything of some ratings that belongs into the log, in the order in which it goes there."""
    ids = list(rating_ids)
    columns = {RATING: _rating.c.id, CHANGE: _change.c.rating_id, ACT: _act.c.rating_id}
    found = [row for kind, column in columns.items() for row in stored(connection, kind, column.in_(ids))]
    order = list(columns)
    return sorted(found, key=lambda s: (s.rating_id, order.index(s.kind), s.row["id"]))


def act_seal(rating_seal: str, act: Mapping[str, Any]) -> str:
    """Return the hex seal of an act under its rating."""
    at: datetime = act["at"]
    parts = (act["number"], act["kind"], act["change_id"], act["preimage"], at.astimezone(UTC))
    return keyed("seal", "act", rating_seal, *map(str, parts)).hex()


def follows(preimage: str, before: str | None) -> bool:
    """Return whether a preimage (hex) hashes to the one before it, or to the rating's claim."""
    try:
        return hashlib.sha256(bytes.fromhex(preimage)).hexdigest() == before
    except ValueError:
        return False
