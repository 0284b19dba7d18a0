"""Every test here reads with a fake in SnowNLP's place; the real one is asked in test_snownlp.py."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from feedback.sentiment import reading, weights
from tests.sentiment.people import Undecided


@pytest.fixture(autouse=True)
def undecided(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nobody loads SnowNLP by accident; where no database says which version reads, the shipped one does."""
    with ExitStack() as stack:
        stack.enter_context(reading.by(Undecided()))
        if "app" not in request.fixturenames:
            stack.enter_context(reading.from_file(weights.SHIPPED))
        yield
