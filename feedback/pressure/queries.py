"""What residents of the branches below said, by branch and month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from feedback.accounts import BRANCH, COMMITTEE, Organisation, Person, Role, organisations_below
from feedback.db import db
from feedback.pressure.models import PressureCount
from feedback.pressure.rules import Answers, spans, together
from feedback.scoring import PRIVATE_BELOW, month_of


@dataclass(frozen=True)
class Report:
    """What may be shown: spans by organisation, newest first; the rest of all as one, if it is of enough."""

    branches: list[tuple[Organisation, list[Answers]]]
    rest: Answers | None
    waiting: bool  # some answers are of too few, even together


def below(who: Person) -> list[Organisation]:
    """Return the organisations strictly below those where somebody judges; never one where they work themselves."""
    tops = {m.organisation_id for m in who.memberships if Role(m.role) in COMMITTEE}
    own = {m.organisation_id for m in who.memberships if Role(m.role) in BRANCH}
    under = {o.id: o for o in organisations_below(who, *COMMITTEE)}
    return [o for o in under.values() if o.id not in own and _above(o) & tops]


def _above(organisation: Organisation) -> set[int]:
    return {int(step) for step in organisation.path.split("/") if step} - {organisation.id}


def report(organisations: Iterable[Organisation], today: date) -> Report:
    """Return what residents of these organisations said before this month: while it runs, each answer would show."""
    named = {o.id: o for o in organisations}
    branches, rests = [], {}
    for number, months in _months(list(named), today).items():
        shown, rest = spans(months, PRIVATE_BELOW)
        if shown:
            branches.append((named[number], shown[::-1]))
        if rest:
            rests[number] = rest
    order = list(named)
    branches.sort(key=lambda pair: order.index(pair[0].id))
    rest_of_all = together(rests, PRIVATE_BELOW) if rests else None
    return Report(branches, rest_of_all, bool(rests) and rest_of_all is None)


def _months(organisation_ids: list[int], today: date) -> dict[int, list[Answers]]:
    rows = db.session.execute(
        select(PressureCount.organisation_id, PressureCount.day, PressureCount.answer, PressureCount.count)
        .where(PressureCount.organisation_id.in_(organisation_ids), PressureCount.day < month_of(today).begin)
        .order_by(PressureCount.day)
    )
    found: dict[int, dict[date, Answers]] = {}
    for number, day, answer, count in rows:
        month, yes = month_of(day).begin, count if answer == "yes" else 0
        added = Answers(month, month, yes, count - yes)
        months = found.setdefault(number, {})
        months[month] = months[month].and_then(added) if month in months else added
    return {number: list(months.values()) for number, months in found.items()}
