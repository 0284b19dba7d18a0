"""How the canaries fare."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import func, select

from feedback.canary.models import CanaryState
from feedback.canary.rules import late, still_for
from feedback.db import db
from feedback.scoring import Tally

COLUMNS = (Tally.g5, Tally.g4, Tally.g3, Tally.g2, Tally.g1, Tally.none)


@dataclass(frozen=True)
class State:
    """What /healthz tells: `wrong` is a sentence for the alarm, "" while all is well."""

    an_hour: int
    sent: int
    counted: int
    seconds: int | None
    late: bool
    wrong: str


def state(now: datetime) -> State:
    """Return how the canaries fare at a moment; nothing is wrong while they are turned off or none was ever sent."""
    an_hour = current_app.config["CANARY_AN_HOUR"]
    row = db.session.get(CanaryState, 1)
    if row is None or not an_hour:
        return State(an_hour, 0, 0, None, False, "")
    still = still_for(row.counted_at, now)
    wrong = f"counters: no canary was counted for {still.total_seconds() / 3600:.1f} hours" if still else ""
    return State(an_hour, row.sent, row.counted, row.seconds, late(row.sent_at, row.counted_at, now), wrong)


def alarm(now: datetime) -> str:
    """Return what an administrator must know, "" while all is well."""
    if not state(now).wrong:
        return ""
    return (
        "评价计数已经两小时以上没有变动：每小时几条的自检评价没有计入。请检查后台进程（/healthz）和磁盘空间。"
    )


def counted(point_id: int) -> int:
    """Return how many ratings of a point the tallies hold, however they stand."""
    sums = sum(
        (func.coalesce(func.sum(column), 0) for column in COLUMNS[1:]), func.coalesce(func.sum(COLUMNS[0]), 0)
    )
    return int(db.session.scalar(select(sums).where(Tally.point_id == point_id)) or 0)
