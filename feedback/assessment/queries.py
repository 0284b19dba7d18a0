"""Questions about schemes, cycles and marks, and who may see which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import abort, current_app
from sqlalchemy import Row, String, cast, func, select

from feedback.accounts import (
    BRANCH,
    Kind,
    Organisation,
    Person,
    Role,
    may_see,
    organisations_below,
)
from feedback.assessment.cycle import SHOWN_TO_BRANCHES, Standing, State, is_assessed, is_inside
from feedback.assessment.models import Cycle, Mark
from feedback.assessment.scheme import Indicator, read_body
from feedback.brands import Brand, Point
from feedback.clock import local_day, now
from feedback.collecting import Outbox, Rating
from feedback.db import db
from feedback.scoring import Counts, Period, counts_by_brand, figures_until, settled_counts


@dataclass(frozen=True)
class Sight:
    """What somebody is to a cycle; `organisations` are the ids of their own as branch people."""

    manages: bool
    reviews: bool
    organisations: frozenset[int]

    @property
    def committee(self) -> bool:
        """Return whether they see every brand of the cycle."""
        return self.manages or self.reviews


def sight_of(who: Person, cycle: Cycle) -> Sight:
    """Return what somebody is to a cycle, whether or not it is open to them yet."""
    return Sight(
        may_see(who, cycle.organisation, Role.COMMITTEE_MANAGER),
        may_see(who, cycle.organisation, Role.REVIEWER),
        frozenset(o.id for o in organisations_below(who, *BRANCH)),
    )


def may_open(who: Person, cycle: Cycle) -> bool:
    """Return whether somebody may know of a cycle: the committee's people, and from publication on the branches."""
    if may_see(who, cycle.organisation, Role.COMMITTEE_MANAGER):
        return True
    if may_see(who, cycle.organisation, Role.REVIEWER):
        return cycle.state != State.DRAFT
    mine = [m.organisation.path for m in who.memberships if Role(m.role) in BRANCH]
    top = cycle.organisation.path
    return cycle.state in SHOWN_TO_BRANCHES and any(p.startswith(top) or top.startswith(p) for p in mine)


def cycles_of(who: Person) -> list[Cycle]:
    """Return the cycles somebody may open, newest period first."""
    rows = db.session.scalars(select(Cycle).order_by(Cycle.ends_on.desc(), Cycle.id.desc()))
    return [cycle for cycle in rows if may_open(who, cycle)]


def cycle_for(who: Person, cycle_id: int, role: Role | None = None) -> Cycle:
    """Return a cycle somebody may open (in that role); 404 for unknown and forbidden alike."""
    cycle = db.session.get(Cycle, cycle_id)
    if cycle is None or not may_open(who, cycle) or (role and not may_see(who, cycle.organisation, role)):
        abort(404)
    return cycle


def own_committee(who: Person) -> Organisation:
    """Return the topmost organisation that somebody manages for the committee; 404 if there is none."""
    mine = [m.organisation for m in who.memberships if m.role == Role.COMMITTEE_MANAGER]
    return min(mine, key=lambda o: (len(o.path), o.id), default=None) or abort(404)


def assessable(who: Person) -> list[Organisation]:
    """Return the organisations whose brands somebody may assess: those managed that have branches below them."""
    return [o for o in organisations_below(who, Role.COMMITTEE_MANAGER) if o.kind != Kind.BRANCH]


def brands_in(cycle: Cycle) -> list[Brand]:
    """Return the brands a cycle is about, in the order of the organisation tree."""
    rows = db.session.scalars(
        select(Brand).join(Organisation).where(Organisation.path.startswith(cycle.organisation.path))
    )
    timezone = current_app.config["TIMEZONE"]
    chosen = [
        brand
        for brand in rows
        if is_assessed(
            local_day(brand.created_at, timezone),
            local_day(brand.retired_at, timezone) if brand.retired_at else None,
            cycle.begins_on,
            cycle.ends_on,
        )
    ]
    return sorted(
        chosen, key=lambda b: ([int(part) for part in b.organisation.path.split("/") if part], b.id)
    )


def brand_in(cycle: Cycle, brand_id: int) -> Brand:
    """Return one brand of a cycle, or 404."""
    return next((b for b in brands_in(cycle) if b.id == brand_id), None) or abort(404)


def marks_in(cycle: Cycle) -> Sequence[Row[int, str, int, str, datetime, int, str, str]]:
    """Return every mark of a cycle by its reviewer's user name: brand_id, indicator, tenths, evidence, marked_at,
    person_id, username, name; plain rows, because a thousand brands have ten thousand of them."""
    return db.session.execute(
        select(
            Mark.brand_id,
            Mark.indicator,
            Mark.tenths,
            Mark.evidence,
            Mark.marked_at,
            Mark.person_id,
            Person.username,
            Person.name,
        )
        .join(Person, Person.id == Mark.person_id)
        .where(Mark.cycle_id == cycle.id)
        .order_by(Person.username, Mark.id)
    ).all()


def last_day(cycle: Cycle) -> date:
    """Return the last day that figures of a cycle are about now: while it runs, what staff are shown of any brand."""
    return min(cycle.ends_on, figures_until(now()))


def counted(cycle: Cycle, brands: Sequence[Brand]) -> dict[int, Counts]:
    """Return what residents answered of each brand in the period; while it runs, what may be told of it so far."""
    ids, last = [brand.id for brand in brands], last_day(cycle)
    if last >= cycle.ends_on:
        return counts_by_brand(ids, cycle.begins_on, last)
    today = local_day(now(), current_app.config["TIMEZONE"])
    if last < cycle.begins_on:
        return dict.fromkeys(ids, Counts())
    return settled_counts(ids, Period(cycle.begins_on, last), last, today)


def reviewed_in(cycle: Cycle) -> tuple[Indicator, ...]:
    """Return the indicators of a cycle's scheme that reviewers mark."""
    return read_body(cycle.scheme.body).reviewed


def own_marks(who: Person, cycle: Cycle) -> dict[int, dict[str, Mark]]:
    """Return somebody's own marks by brand and indicator."""
    mine: dict[int, dict[str, Mark]] = {}
    for mark in db.session.scalars(select(Mark).where(Mark.cycle_id == cycle.id, Mark.person_id == who.id)):
        mine.setdefault(mark.brand_id, {})[mark.indicator] = mark
    return mine


def belongs_to(who: Person, brand: Brand) -> bool:
    """Return whether somebody belongs to the unit that is assessed, and so may not mark it."""
    memberships = [(m.organisation.path, Role(m.role)) for m in who.memberships]
    return is_inside(memberships, brand.organisation.path)


def left_to_mark(who: Person, cycle: Cycle) -> int:
    """Return how many brands somebody still has to mark, in whole or in part."""
    mine, asked = own_marks(who, cycle), len(reviewed_in(cycle))
    return sum(len(mine.get(b.id, ())) < asked for b in brands_in(cycle) if not belongs_to(who, b))


def unmarked(cycle: Cycle, brands: Sequence[Brand]) -> list[tuple[str, list[str]]]:
    """Return each brand that some indicator has no mark for, with the names of those indicators."""
    rows = db.session.execute(
        select(Mark.brand_id, Mark.indicator).where(Mark.cycle_id == cycle.id).distinct()
    )
    given = {(brand_id, key) for brand_id, key in rows}
    asked = reviewed_in(cycle)
    lacking = [(b.name, [i.name for i in asked if (b.id, i.key) not in given]) for b in brands]
    return [(name, names) for name, names in lacking if names]


def standing_of(cycle: Cycle) -> Standing:
    """Return what the next step of a cycle is judged by."""
    brands = brands_in(cycle)
    return Standing(
        local_day(now(), current_app.config["TIMEZONE"]),
        figures_until(now()),
        cycle.begins_on,
        cycle.ends_on,
        len(brands),
        len(reviewed_in(cycle)),
        unmarked(cycle, brands),
        waiting(cycle, [brand.id for brand in brands]),
    )


def reviewers_of(cycle: Cycle) -> list[Person]:
    """Return the people who may mark a cycle's brands, by user name."""
    reviewers = Person.memberships.any(role=Role.REVIEWER.value)
    rows = db.session.scalars(select(Person).where(Person.active, reviewers).order_by(Person.username))
    return [p for p in rows if may_see(p, cycle.organisation, Role.REVIEWER)]


def waiting(cycle: Cycle, brand_ids: Sequence[int]) -> int:
    """Return how many ratings of the period are in the database but not yet in the tallies.

    A result frozen before they are counted would leave out residents who had been thanked.
    """
    counted = cast(Outbox.done, String).contains('"tally"')
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Outbox)
            .join(Rating, Rating.id == Outbox.rating_id)
            .join(Point, Point.id == Rating.point_id)
            .where(
                ~counted,
                # What a claim code changed is counted at midnight; until then nobody is told that there is some.
                Outbox.held_until.is_(None),
                Point.brand_id.in_(brand_ids),
                Rating.day.between(cycle.begins_on, cycle.ends_on),
            )
        )
        or 0
    )
