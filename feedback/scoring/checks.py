"""已检查: what a branch answers where a point is scanned no more. Its answer lets its own list rest for a while;

those above go on seeing the silence, and every answer to it: whoever covers a code would also say that it is fine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select

from feedback.accounts import Person, record
from feedback.brands import Point, one_line
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused
from feedback.scoring.models import PointCheck
from feedback.scoring.silence import Silence, silent_points

RESTS = timedelta(days=14)
LONGEST = 100


class Found(StrEnum):
    """What was found at the point."""

    INTACT = "intact"
    REPOSTED = "reposted"
    PAUSED = "paused"

    @property
    def label(self) -> str:
        """Return the words for it."""
        return {"intact": "码完好", "reposted": "已重新张贴", "paused": "点位暂停"}[self.value]


@dataclass(frozen=True)
class Check:
    """One answer: on which day somebody looked, what was found, who says so."""

    day: date
    found: Found
    note: str
    name: str

    @property
    def rests_until(self) -> date:
        """Return the day on which the branch is asked again."""
        return self.day + RESTS


@dataclass(frozen=True)
class Silent:
    """A point that is scanned no more, and what was answered since the last scan, the newest answer first."""

    point: Point
    silence: Silence
    checks: list[Check]

    @property
    def newest(self) -> Check | None:
        """Return the answer that counts."""
        return self.checks[0] if self.checks else None

    def asks(self, today: date) -> bool:
        """Return whether the branch is asked now: never answered, or two weeks ago."""
        return self.newest is None or today >= self.newest.rests_until


def silent(points: Sequence[Point], today: date) -> list[Silent]:
    """Return those of these points that are scanned no more, in their order; closed ones are not asked after."""
    open_points = [p for p in points if p.retired_at is None and p.brand.retired_at is None]
    silences = silent_points([point.id for point in open_points], today)
    rows = checks_of(list(silences))
    return [
        Silent(p, silences[p.id], [c for c in rows[p.id] if c.day > silences[p.id].last])
        for p in open_points
        if p.id in silences
    ]


def checks_of(point_ids: Sequence[int]) -> dict[int, list[Check]]:
    """Return everything that was ever answered of each of these points, the newest first."""
    found: dict[int, list[Check]] = {point_id: [] for point_id in point_ids}
    rows = db.session.execute(
        select(PointCheck, Person.name)
        .join(Person, Person.id == PointCheck.person_id)
        .where(PointCheck.point_id.in_(point_ids))
        .order_by(PointCheck.id.desc())
    )
    for row, name in rows:
        found[row.point_id].append(Check(row.day, Found(row.found), row.note, name))
    return found


def check_point(who: Person, silent: Silent, day: date, found: Found, note: str, today: date) -> Check:
    """Keep what was found at a silent point on a day; raise Refused with the field to blame."""
    note, point, last = one_line(note), silent.point, silent.silence.last
    if not last < day <= today:
        raise Refused(f"检查的日期要在最后一次扫码（{last.month}月{last.day}日）以后、今天以前。", "day")
    if len(note) > LONGEST:
        raise Refused(f"说明最多 {LONGEST} 个字，请写短一点。", "note")
    row = PointCheck(
        point_id=point.id, day=day, found=found.value, note=note, person_id=who.id, checked_at=now()
    )
    db.session.add(row)
    db.session.flush()
    subject = f"{point.brand.name} · {point.name}（{point.code}）"
    record(who, "scoring.check_point", subject, day=str(day), found=found.label, description=note)
    db.session.commit()
    return Check(day, found, note, who.name)
