"""Words for the themes, proposed from what is left over: what residents say where no theme is mentioned.

They are found with the digests, brand by brand, so that nobody is shown the words of a brand that is not theirs to see.
"""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from feedback.accounts import Person, Role, record
from feedback.brands import brands_of, one_line
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused
from feedback.sentiment import queries
from feedback.sentiment.digest import spans
from feedback.sentiment.models import Digest, ThemeAside
from feedback.sentiment.themes import LONGEST_WORD, places
from feedback.sentiment.vocabulary import polarity

FEWEST = 5  # comments; fewer might name somebody
SHOWN = 12


def proposed(who: Person) -> list[tuple[str, int]]:
    """Return (word, comments that hold it) of what the comments below this committee propose, the most frequent first."""
    brand_ids = [brand.id for brand in brands_of(who, Role.COMMITTEE_MANAGER)]
    period = spans(now())["year"].key
    kept = select(Digest.body).where(Digest.period == period, Digest.brand_id.in_(brand_ids))
    found: Counter[str] = Counter()
    for body in db.session.scalars(kept):
        found.update(dict(body.get("left", [])))
    known = [word for words in queries.lexicon().values() for word in words]
    gone = set(db.session.scalars(select(ThemeAside.word)))
    return [
        (word, count)
        for word, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        if count >= FEWEST and word not in gone and _names_something(word, known)
    ][:SHOWN]


def _names_something(word: str, known: Sequence[str]) -> bool:
    """Return whether a word could stand for a theme: no mere opinion (满意), none that a theme has already."""
    return len(word) <= LONGEST_WORD and polarity(word) == 0 and not places(word, known)


def put_aside(who: Person, word: str) -> None:
    """Propose a word no more; raise Refused for one that is not proposed."""
    word = one_line(word)
    if word not in dict(proposed(who)):
        raise Refused("这个词已经处理过了。")
    db.session.add(ThemeAside(word=word, person_id=who.id, aside_at=now()))
    db.session.flush()
    record(who, "sentiment.put_aside", word)
    db.session.commit()


def put_back(who: Person, word: str) -> None:
    """Propose a word again that was put aside; raise Refused for one that was not."""
    row = db.session.get(ThemeAside, one_line(word))
    if row is None:
        raise Refused("这个词已经处理过了。")
    db.session.delete(row)
    db.session.flush()
    record(who, "sentiment.put_back", row.word)
    db.session.commit()


def aside() -> list[ThemeAside]:
    """Return the words that were put aside, the newest first."""
    return list(db.session.scalars(select(ThemeAside).order_by(ThemeAside.aside_at.desc(), ThemeAside.word)))
