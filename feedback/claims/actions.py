"""What the holder of a claim code may do with the rating: each leaves an act in the log that only the code can make."""

from collections.abc import Sequence
from datetime import datetime

from feedback import erasures
from feedback.claims.rules import replaceable
from feedback.collecting import Answer, Rating, erase_text, replace_state
from feedback.contacts import forget
from feedback.db import db
from feedback.ledger import ERASURE, REPLACEMENT, record_act
from feedback.pages import Refused
from feedback.scoring import figures_move
from feedback.words import _


def replace(rating: Rating, answer: Answer, code: str, now: datetime) -> None:
    """Let another state count instead of the one before; the day and the point stay."""
    if not replaceable(rating.taken_at, now):
        raise Refused(_("评价提交七天以后不能再更换了。"))
    # Figures that moved in this moment would tell who stands at the counter that somebody has thought better of it.
    held = figures_move(now)
    _act(rating, replace_state(rating, answer, now, held), REPLACEMENT, code, now, held)


def erase(rating: Rating, code: str, now: datetime) -> None:
    """Erase text and contact for good; the grade stays, and the log still adds up. Neither: nothing is done."""
    change_id = erase_text(rating)
    gone = [erasures.contact(rating.id)] if forget(rating) else []
    if change_id is None:
        # Of a contact the log never knew.
        erasures.commit(*gone)
    else:
        # The words are gone at once. What is counted of them waits for midnight, as it does where a rating is
        # replaced: else a text that goes and is still counted would tell which of the two it was.
        _act(rating, change_id, ERASURE, code, now, figures_move(now), gone)


def _act(
    rating: Rating,
    change_id: int,
    kind: str,
    code: str,
    now: datetime,
    held: datetime | None = None,
    gone: Sequence[erasures.Line] = (),
) -> None:
    try:
        proof = record_act(rating, change_id, kind, code, now, held)
    except Refused:
        db.session.rollback()
        raise
    # Replacing takes the words back, too.
    erasures.commit(erasures.text(rating.id, proof, now), *gone)
