"""The demo's two years: one confirmed and frozen, one in marking with something left to do."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback.accounts import Person
from feedback.accounts.models import AuditEntry
from feedback.assessment import Confirmation, Cycle, Mark
from feedback.assessment.queries import brands_in, reviewed_in
from feedback.brands import Brand
from feedback.db import db
from feedback.demo import fill
from feedback.demo.years import years
from tests.demo.conftest import NOW


def silent(_what: str, _done: int, _total: int) -> None:
    """Say nothing while filling."""


def cycle(state: str) -> Cycle:
    return db.session.scalars(select(Cycle).where(Cycle.state == state)).one()


def marked(one: Cycle, username: str) -> dict[str, set[str]]:
    """Return what a reviewer has marked, by brand."""
    rows = db.session.execute(
        select(Brand.name, Mark.indicator)
        .join(Mark, Mark.brand_id == Brand.id)
        .join(Person, Person.id == Mark.person_id)
        .where(Mark.cycle_id == one.id, Person.username == username)
    )
    found: dict[str, set[str]] = {}
    for brand, indicator in rows:
        found.setdefault(brand, set()).add(indicator)
    return found


def test_last_year_is_confirmed_once_by_the_committee(demo: Flask) -> None:
    fill("1", 300, silent)
    last = cycle("confirmed")
    frozen = db.session.scalars(select(Confirmation)).one()
    assert (last.name, frozen.cycle_id, frozen.number) == ("2025 年度", last.id, 1)
    assert frozen.confirmed_at < NOW - timedelta(days=200)
    everything = {indicator.key for indicator in reviewed_in(last)}
    names = {brand.name for brand in brands_in(last)}
    assert len(names) == 15  # the three youngest brands did not stand yet
    for username in ("reviewer1", "reviewer2"):
        assert marked(last, username) == dict.fromkeys(names, everything)


def test_this_year_is_in_marking_and_something_is_missing(demo: Flask) -> None:
    fill("1", 300, silent)
    this = cycle("marking")
    assert this.name == "2026 年度"
    assert len(brands_in(this)) == 17  # one was founded after its last day
    first, second = marked(this, "reviewer1"), marked(this, "reviewer2")
    assert (len(first), len(second)) == (15, 9)
    assert sorted({len(keys) for keys in second.values()}) == [3, 4]


def test_the_trail_is_in_the_order_of_time(demo: Flask) -> None:
    fill("1", 300, silent)
    moments = list(db.session.scalars(select(AuditEntry.at).order_by(AuditEntry.id)))
    assert moments == sorted(moments)
    assert moments[-1] == NOW
    assert (
        db.session.scalar(
            select(func.count(AuditEntry.id)).where(AuditEntry.action == "assessment.confirmed")
        )
        == 1
    )


@pytest.mark.parametrize(
    ("today", "last", "this"),
    [
        ("2026-11-21", ("2025 年度", "2025-12-31"), ("2026 年度", "2026-10-31")),
        ("2027-01-05", ("2025 年度", "2025-12-31"), ("2026 年度", "2026-12-31")),
        ("2027-03-01", ("2025 年度", "2025-12-31"), ("2026 年度", "2026-12-31")),
        ("2027-03-03", ("2026 年度", "2026-12-31"), ("2027 年度", "2027-02-28")),
    ],
)
def test_the_years_suit_the_day_on_which_the_world_is_made(
    today: str, last: tuple[str, str], this: tuple[str, str]
) -> None:
    before, now = years(date.fromisoformat(today))
    assert (before.name, before.ends_on.isoformat()) == last
    assert (now.name, now.ends_on.isoformat()) == this
    assert now.begins_on == before.ends_on + timedelta(days=1) <= now.ends_on < date.fromisoformat(today)
