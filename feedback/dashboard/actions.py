"""Reading comments leaves a trace: who looked at which."""

from collections.abc import Sequence

from feedback.accounts import Person, record
from feedback.brands import Brand
from feedback.db import db


def viewed(who: Person, brand: Brand, rating_ids: Sequence[int], **asked: str) -> None:
    """Record that somebody was shown the comments of these ratings; nothing, if there were none."""
    if rating_ids:
        record(
            who, "dashboard.comments", f"{brand.name}（{brand.code}）", ratings=list(rating_ids), asked=asked
        )
        db.session.commit()


def unmasked(who: Person, brand: Brand, rating_id: int, reason: str) -> None:
    """Record that somebody reads the original of one comment, and why."""
    record(who, "dashboard.unmask", f"brand {brand.id}", ratings=[rating_id], reason=reason)
    db.session.commit()
