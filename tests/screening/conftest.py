"""A brand with four ordinary months, in the last of which somebody stuffed twenty best grades; three who may judge it."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

import pytest
from flask import Flask

from feedback import pipeline
from feedback.accounts import Person, Role
from feedback.collecting import Answer, Taken, keep_many
from feedback.db import db
from feedback.questionnaire import current_version
from feedback.screening import look
from feedback.screening.detectors import Seen
from feedback.screening.models import Flag
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World
from tests.screening.ratings import NOW, ordinary, row, together

Client = Callable[[str], CheckedClient]


def keep(world: World, some: Sequence[Seen], comment: str = "") -> list[str]:
    """Store ratings of the small world's point as they would have come in, let the worker see to them; return the keys."""
    keys = [secrets.token_hex(16) for _ in some]
    version = current_version(world.brand.questionnaire_id).id
    keep_many(
        [
            Taken(
                world.point.id,
                world.point.code,
                version,
                key,
                Answer(r.grade, comment=r.text or comment),
                r.at,
                device=r.device,
            )
            for r, key in zip(some, keys, strict=True)
        ]
    )
    db.session.commit()
    pipeline.drain()
    return keys


@pytest.fixture
def today() -> datetime:
    """The moment at which the detectors look."""
    return NOW


@pytest.fixture
def stuffed(world: World) -> World:
    """The small world after the burst was found."""
    keep(world, together(ordinary(a_day=2), row(20, 5)))
    assert look(NOW) == 1
    return world


@pytest.fixture
def flag(stuffed: World) -> Flag:
    """The flag of the burst."""
    return db.session.query(Flag).one()


@pytest.fixture
def judges(world: World) -> list[Person]:
    """Cora, Dora and Erik sit on the committee."""
    roles = {"cora": Role.COMMITTEE_MANAGER, "dora": Role.REVIEWER, "erik": Role.REVIEWER}
    people = [world.person(name, role, world.committee) for name, role in roles.items()]
    db.session.commit()
    return people


@pytest.fixture
def client(app: Flask, judges: list[Person]) -> Client:
    """Return the browser of somebody, signed in."""

    def signed_in(name: str) -> CheckedClient:
        browser = app.test_client()
        assert isinstance(browser, CheckedClient)
        browser.sign_in(name, PASSWORD)
        return browser

    return signed_in
