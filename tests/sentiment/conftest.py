"""Every test here reads with a fake in SnowNLP's place; the real one is asked in test_snownlp.py."""

from collections.abc import Iterator

import pytest

from feedback.sentiment import reading
from tests.sentiment.people import Undecided


@pytest.fixture(autouse=True)
def undecided() -> Iterator[None]:
    """Nobody loads SnowNLP by accident."""
    with reading.by(Undecided()):
        yield
