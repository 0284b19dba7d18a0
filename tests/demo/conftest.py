"""The demo world at one fixed moment, small, and read by a reader that costs nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from feedback import clock
from feedback.sentiment import reading
from tests.sentiment.people import Undecided

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def standing_still() -> Iterator[None]:
    """Every world of a test is made at the same moment, and nobody loads SnowNLP."""
    with clock.at(lambda: NOW), reading.by(Undecided()):
        yield


@pytest.fixture
def demo(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as `make run` starts it, with files of its own."""
    monkeypatch.setitem(app.config, "DEMO", True)
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    return app
