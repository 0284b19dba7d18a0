"""Last year's assessment, confirmed; this year's, in marking, with marks still missing."""

import json
import random
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

from flask import current_app
from sqlalchemy import select

from feedback import assessment, clock
from feedback.accounts import Organisation, Person
from feedback.assessment import Cycle, Entry, Scheme
from feedback.assessment.queries import brands_in
from feedback.db import db
from feedback.demo.plan import DATA, brands, world

SCHEME = "党建品牌考核方案"
REVIEWERS = ("reviewer1", "reviewer2")
STRICTER = {"reviewer1": 0.0, "reviewer2": -2.5}
DONE = {"reviewer1": 15, "reviewer2": 9}  # brands that each has marked so far this year
LATE = timedelta(days=60)  # in January and February last year's results are still being made


@dataclass(frozen=True)
class Year:
    """A cycle's name and its first and last day."""

    name: str
    begins_on: date
    ends_on: date


def years(today: date) -> tuple[Year, Year]:
    """Return last year's cycle and this year's, which is over at the end of last month so that it can be finished."""
    number = (today - LATE).year
    last_month = today.replace(day=1) - timedelta(days=1)
    ends_on = min(last_month, date(number, 12, 31))
    return (
        Year(f"{number - 1} 年度", date(number - 1, 1, 1), date(number - 1, 12, 31)),
        Year(f"{number} 年度", date(number, 1, 1), ends_on),
    )


def assess(seed: str, begin: datetime, now: datetime) -> None:
    """Take both years through the public actions, each at its own moment; every action commits by itself."""
    rng = random.Random(f"{seed} marks")
    last, this = years(clock.local_day(now, current_app.config["TIMEZONE"]))
    manager = _person("committee")
    with _at(begin + timedelta(days=3, hours=10)):
        committee = db.session.scalars(
            select(Organisation).where(Organisation.name == world()["committee"])
        ).one()
        scheme = assessment.add_scheme(manager, committee, SCHEME, assessment.default_body())
    _last_year(rng, manager, committee, scheme, last, begin)
    _this_year(rng, manager, committee, scheme, this, now)


def _last_year(
    rng: random.Random, manager: Person, committee: Organisation, scheme: Scheme, year: Year, begin: datetime
) -> None:
    start = begin + timedelta(days=4, hours=10)
    marking = begin.replace(year=year.ends_on.year + 1, month=1, day=5, hour=9)
    with _at(start):
        cycle = assessment.add_cycle(manager, committee, scheme, year.name, year.begins_on, year.ends_on)
        assessment.move(manager, cycle, "open")
    with _at(marking):
        assessment.move(manager, cycle, "marking")
    for days, who in enumerate(REVIEWERS, 1):
        _mark(rng, cycle, who, marking + timedelta(days=days), len(brands()))
    with _at(marking + timedelta(days=14)):
        assessment.move(manager, cycle, "publicised")
    with _at(marking + timedelta(days=22)):
        assessment.move(manager, cycle, "confirmed")


def _this_year(
    rng: random.Random, manager: Person, committee: Organisation, scheme: Scheme, year: Year, now: datetime
) -> None:
    with _at(now - timedelta(days=14)):
        cycle = assessment.add_cycle(manager, committee, scheme, year.name, year.begins_on, year.ends_on)
        assessment.move(manager, cycle, "open")
    with _at(now - timedelta(days=9)):
        assessment.move(manager, cycle, "marking")
    for days, who in enumerate(REVIEWERS, -3):
        _mark(rng, cycle, who, now + timedelta(days=days), DONE[who])


def _mark(rng: random.Random, cycle: Cycle, username: str, at: datetime, how_many: int) -> None:
    """Let a reviewer mark the first so many brands of a cycle, a few minutes apart; the last one is left half done."""
    who, found = _person(username), brands_in(cycle)
    for n, brand in enumerate(found[:how_many]):
        entries = {key: _entry(rng, key, _quality(brand.name) + STRICTER[username]) for key in _texts()}
        if how_many < len(found) and n == how_many - 1:
            del entries["originality"]
        with _at(at + timedelta(minutes=7 * n)):
            assessment.mark(who, cycle, brand, entries)


def _at(moment: datetime) -> AbstractContextManager[None]:
    return clock.at(lambda: moment.astimezone(UTC))


@cache
def _texts() -> dict[str, dict[str, list[str]]]:
    read: dict[str, dict[str, list[str]]] = json.loads((DATA / "evidence.json").read_text(encoding="utf-8"))
    return read


def _quality(name: str) -> float:
    """Return what reviewers think of a brand, 0…100: akin to what residents think, but milder."""
    return 83 + 0.6 * (next(b.mean for b in brands() if b.name == name) - 80)


def _entry(rng: random.Random, indicator: str, quality: float) -> Entry:
    value = Decimal(round(2 * min(max(rng.gauss(quality, 4.5), 45), 98))) / 2
    band = next(least for least in _texts()[indicator] if value >= int(least) or least == "50")
    return Entry(value, rng.choice(_texts()[indicator][band]))


def _person(username: str) -> Person:
    return db.session.scalars(select(Person).where(Person.username == username)).one()
