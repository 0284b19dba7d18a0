"""A point that takes two ratings from one address before it asks for something; prices small enough to pay."""

from collections.abc import Iterator

import pytest
from flask import Flask

from feedback.admission.limit import Taken
from tests.admission.crowd import Crowd
from tests.factories import World

# The window is years long: none turns in the middle of a test.
SMALL = {"LIMIT_ADDRESS": 2, "LIMIT_POINT": 0, "LIMIT_WORK": 300, "LIMIT_WAIT": 10, "LIMIT_MINUTES": 10**6}


@pytest.fixture
def crowd(app: Flask, world: World) -> Iterator[Crowd]:
    """The first phones before the point."""
    before = dict(app.config)
    app.config.update(SMALL)
    app.extensions["taken"] = Taken()
    yield Crowd(app, f"/r/{world.point.code}")
    app.config.update(before)


@pytest.fixture
def full(crowd: Crowd) -> Crowd:
    """The same after two ratings: the next one costs something."""
    assert [crowd.send().status_code for _ in range(2)] == [303, 303]
    return crowd
