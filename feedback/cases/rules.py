"""When a rating becomes a case, and by when it should be answered."""

from datetime import date, datetime, timedelta

BAD = (1, 2)  # 差评
GOOD = (4, 5)
ANSWER_MAX = 300
# A clock that was ahead for a while must not hold back what was taken then until it has caught up.
AHEAD = timedelta(hours=1)


def settled(taken_at: datetime, now: datetime, window: timedelta) -> bool:
    """Return whether the resident's own time to change a rating (`window`) is over."""
    return not -AHEAD < now - taken_at < window


def complains(grade: int | None, label: str | None, intent: str | None, disagrees: bool = False) -> bool:
    """Return whether a rating is to be answered: a bad grade, or words that complain.

    Against a good grade the words must be read as surely as it takes to disagree with it: a reader errs, and
    a secretary's ten minutes are for those who complain.
    """
    words = label == "negative" and intent == "complaint"
    return grade in BAD or (words and (disagrees or grade not in GOOD))


def late(due: date, today: date) -> bool:
    """Return whether the last day for an answer is over."""
    return today > due
