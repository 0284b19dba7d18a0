"""Why ratings may not count, one function a reason: each is asked about some ratings, or about all there are."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple, TypeVar

from sqlalchemy import Select, func, select

from feedback.admission import INTERNAL as INTERNAL_DEVICE
from feedback.collecting import Rating
from feedback.db import db
from feedback.screening.review_queries import excluded
from feedback.screening.rules import CAP, EXCLUDED, INTERNAL, REPEAT, beyond_cap

AT_ONCE = 500
T = TypeVar("T")

Asked = Sequence[int] | None  # ids of ratings; None: all


class Source(NamedTuple):
    """A reason, and which of the ratings asked about it holds for; reads only, in the running transaction."""

    reason: str
    of: Callable[[Asked], set[int]]


def internal(asked: Asked) -> set[int]:
    """Return those sent from a device that the committee registered."""
    rows = select(Rating.id).where(Rating.device == INTERNAL_DEVICE)
    if asked is None:
        return set(db.session.scalars(rows))
    return {i for some in chunks(asked) for i in db.session.scalars(rows.where(Rating.id.in_(some)))}


def repeats(asked: Asked) -> set[int]:
    """Return those beyond the cap of their device."""
    marks = _often() if asked is None else marks_of(asked)
    found: set[int] = set()
    for some in chunks(sorted(marks)):
        found |= set(_beyond(some))
    return found if asked is None else found & set(asked)


# One line a reason, the weightiest first.
SOURCES: tuple[Source, ...] = (
    Source(EXCLUDED, excluded),
    Source(INTERNAL, internal),
    Source(REPEAT, repeats),
)


def reasons(asked: Asked) -> dict[int, str]:
    """Return why ratings do not count, by id; those that count are left out."""
    found: dict[int, str] = {}
    for source in reversed(SOURCES):
        found |= dict.fromkeys(source.of(asked), source.reason)
    return found


def marks_of(rating_ids: Sequence[int]) -> set[str]:
    """Return the device marks that some ratings carry."""
    marked = select(Rating.device).where(Rating.device.is_not(None), Rating.device != INTERNAL_DEVICE)
    found: set[str] = set()
    for some in chunks(rating_ids):
        found.update(m for m in db.session.scalars(marked.where(Rating.id.in_(some))) if m)
    return found


def with_marks(marks: Iterable[str]) -> set[int]:
    """Return every rating that carries one of these marks."""
    return {row.id for some in chunks(sorted(marks)) for row in db.session.execute(_of(some))}


def _often() -> set[str]:
    marked = select(Rating.device).where(Rating.device.is_not(None), Rating.device != INTERNAL_DEVICE)
    often = marked.group_by(Rating.device).having(func.count() > CAP)
    return {m for m in db.session.scalars(often) if m}


def _of(marks: Sequence[str]) -> Select[int, str | None]:
    return select(Rating.id, Rating.device).where(Rating.device.in_(marks))


def _beyond(marks: Sequence[str]) -> Iterator[int]:
    rows = db.session.execute(_of(marks).add_columns(Rating.day).order_by(Rating.device, Rating.id)).all()
    for _, some in groupby(rows, key=lambda row: row.device):
        mine = list(some)
        for row, beyond in zip(mine, beyond_cap([row.day for row in mine]), strict=True):
            if beyond:
                yield row.id


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield a sequence in pieces that fit into one statement."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
