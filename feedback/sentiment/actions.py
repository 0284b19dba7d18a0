"""Changing the words of a theme, and looking at what they would match."""

from collections.abc import Sequence

from feedback.accounts import Person, Role, record
from feedback.brands import brands_of
from feedback.clock import now
from feedback.db import db
from feedback.masking import blanked
from feedback.pages import Refused
from feedback.sentiment import queries
from feedback.sentiment.models import ThemeWords
from feedback.sentiment.themes import Match, matches, places, problem


def change_words(who: Person, theme: ThemeWords, words: Sequence[str]) -> None:
    """Give a theme other words; old comments are read again in the background."""
    if wrong := problem(words):
        raise Refused(wrong, "words")
    before, theme.words, theme.changed_at = list(theme.words), list(words), now()
    added, gone = sorted(set(words) - set(before)), sorted(set(before) - set(words))
    db.session.flush()
    record(who, "sentiment.theme_words", theme.theme, added=added, removed=gone)
    db.session.commit()


def look(who: Person, theme: str, words: Sequence[str], new: str = "") -> tuple[list[Match], int]:
    """Return which of the last comments below this committee these words match, and how many there were.

    With a `new` word: those that it alone would add to what the words match. The view is recorded.
    """
    brand_ids = [brand.id for brand in brands_of(who, Role.COMMITTEE_MANAGER)]
    comments = queries.latest_comments(brand_ids, 2000 if new else 200)
    found = (
        matches([c for c in comments if not places(blanked(c), words)], [new])
        if new
        else matches(comments, words)
    )
    record(who, "sentiment.view_comments", theme, matched=len(found))
    db.session.commit()
    return found, len(comments)
