"""整改: a branch says what it did about a theme; whether residents go on complaining says if it helped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from feedback.accounts import Person, record
from feedback.brands import Brand, one_line
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused
from feedback.sentiment.models import ThemeClosing, ThemeTally

AGAIN = 3  # complaints from the day after on, from which a theme has come back
SHORTEST, LONGEST = 4, 200
OLDEST = timedelta(days=366)


@dataclass(frozen=True)
class Closed:
    """The newest closing of a theme, and how many complaints there have been since the day after."""

    theme: str
    day: date
    done: str
    since: int

    @property
    def first(self) -> date:
        """Return the first day whose complaints count: those of the day itself may have come before."""
        return self.day + timedelta(days=1)

    @property
    def came_back(self) -> bool:
        """Return whether residents complain again."""
        return self.since >= AGAIN


def close_theme(who: Person, brand: Brand, theme: str, done: str, day: date, today: date) -> None:
    """Keep what was done about a theme of a brand, and by which day; raise Refused with the field to blame."""
    done = one_line(done)
    if not SHORTEST <= len(done) <= LONGEST:
        raise Refused(f"请用一句话写清做了什么，{SHORTEST} 到 {LONGEST} 个字。", "done")
    if not today - OLDEST <= day <= today:
        raise Refused("整改完成的日期要在今天以前、一年以内。", "day")
    row = {"brand_id": brand.id, "theme": theme, "day": day, "done": done, "person_id": who.id}
    db.session.add(ThemeClosing(**row, closed_at=now()))
    db.session.flush()
    record(
        who,
        "sentiment.close_theme",
        f"{brand.name}（{brand.code}）",
        theme=theme,
        description=done,
        day=str(day),
    )
    db.session.commit()


def closed_themes(brand_id: int, points: Sequence[int], until: date) -> dict[str, Closed]:
    """Return the newest closing of each theme of a brand that was ever closed, complaints counted to a day included."""
    rows = db.session.scalars(
        select(ThemeClosing).where(ThemeClosing.brand_id == brand_id).order_by(ThemeClosing.id)
    )
    newest = {row.theme: row for row in rows}
    return {
        theme: Closed(theme, row.day, row.done, _complaints(points, theme, row.day, until))
        for theme, row in newest.items()
    }


def _complaints(points: Sequence[int], theme: str, after: date, until: date) -> int:
    days = (ThemeTally.day > after, ThemeTally.day <= until)
    where = (ThemeTally.point_id.in_(points), ThemeTally.theme == theme, *days)
    return db.session.scalar(select(func.coalesce(func.sum(ThemeTally.complaint), 0)).where(*where)) or 0


def closing_history(brand_id: int, theme: str) -> list[tuple[ThemeClosing, str]]:
    """Return every closing of a theme of a brand with the name of who closed it, the newest first."""
    rows = db.session.execute(
        select(ThemeClosing, Person.name)
        .join(Person, Person.id == ThemeClosing.person_id)
        .where(ThemeClosing.brand_id == brand_id, ThemeClosing.theme == theme)
        .order_by(ThemeClosing.id.desc())
    )
    return [(closing, name) for closing, name in rows]
