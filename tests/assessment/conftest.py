"""A committee, its reviewers, and a cycle over the brands of Alice's and Charlie's branches."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import insert, select

from feedback import assessment
from feedback.accounts import Person, Role
from feedback.assessment import Confirmation, Cycle, Entry, Scheme
from feedback.brands import Brand
from feedback.clock import at
from feedback.db import db
from feedback.questionnaire import current_version
from feedback.scoring import Tally
from tests.assessment.examples import FACTS, FEW, MARKS, body
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)


class Year:
    """Mei runs the committee, Dora and Erik review; Alice's brand is well known, Charlie's has few ratings."""

    def __init__(self, world: World, today: date = TODAY) -> None:
        self.world = world
        self.mine, self.theirs = world.brand, world.make_brand("邻里灯", world.other)
        self.mei = world.person("mei", Role.COMMITTEE_MANAGER, world.committee)
        self.dora = world.person("dora", Role.REVIEWER, world.committee)
        self.erik = world.person("erik", Role.REVIEWER, world.committee)
        self.mine.created_at = self.theirs.created_at = NOON - timedelta(days=999)
        world.make_point(self.theirs, "议事厅")
        self.tally(self.mine, FACTS, today)
        self.tally(self.theirs, FEW, today)
        db.session.commit()
        self.scheme = self.new_scheme()
        self.cycle = assessment.add_cycle(
            self.mei, world.committee, self.scheme, "2026年度", today - timedelta(days=321), today
        )

    def new_scheme(self, **changes: Any) -> Scheme:
        """Keep the shipped scheme, changed, as the next version."""
        return assessment.add_scheme(self.mei, self.world.committee, "品牌考核", body(**changes))

    def tally(self, brand: Brand, facts: Any, day: date = TODAY) -> None:
        """Count these grades and answers for a brand, as the worker would have."""
        counts = {f"g{grade}": n for grade, n in facts.grades.items()}
        version = current_version(brand.questionnaire_id)
        db.session.execute(
            insert(Tally).values(
                point_id=brand.points[0].id,
                day=day,
                version_id=version.id,
                source="open",
                none=facts.none,
                comments=0,
                **counts,
                **facts.awareness,
            )
        )

    def mark(self, who: Person, brand: Brand, **marks: str) -> None:
        """Mark a brand by indicator."""
        entries = {k: Entry(Decimal(v), "看过台账") for k, v in marks.items()}
        assessment.mark(who, self.cycle, brand, entries)

    def mark_all(self) -> None:
        """Give every brand its marks: Dora all of them, Erik the second ones of Alice's brand."""
        self.mark(self.dora, self.mine, **{key: values[0] for key, values in MARKS.items()})
        self.mark(self.erik, self.mine, politics="88.0", duty="76.0")
        self.mark(self.dora, self.theirs, **{key: values[0] for key, values in MARKS.items()})

    def go(self, *states: str, reason: str = "") -> None:
        """Take the cycle through some states."""
        for state in states:
            assessment.move(self.mei, self.cycle, state, reason)

    def confirm(self) -> Confirmation:
        """Take a draft through to its first confirmed result."""
        self.go("open", "marking")
        self.mark_all()
        self.go("publicised", "confirmed")
        return self.versions()[0]

    def versions(self) -> list[Confirmation]:
        """Return the confirmed versions, oldest first."""
        return list(db.session.scalars(select(Confirmation).order_by(Confirmation.number)))

    def stored(self) -> Cycle:
        """Return the cycle as the database has it now."""
        db.session.expire(self.cycle)
        return self.cycle


@pytest.fixture
def year(world: World) -> Any:
    """A year under assessment; it is the eighteenth of November."""
    with at(lambda: NOON):
        yield Year(world)


def browser(app: Flask, username: str) -> CheckedClient:
    """Return somebody's signed-in browser."""
    client = cast(CheckedClient, app.test_client())
    client.sign_in(username, PASSWORD)
    return client


@pytest.fixture
def mei(year: Year, app: Flask) -> CheckedClient:
    """The browser of the committee's manager."""
    return browser(app, "mei")


@pytest.fixture
def dora(year: Year, app: Flask) -> CheckedClient:
    """The browser of a reviewer."""
    return browser(app, "dora")
