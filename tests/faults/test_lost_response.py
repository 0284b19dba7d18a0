"""Answers cut off after the server has committed: every rating is there, once, however often a phone asks again.

`make test` sends a few; `make proof` (PROOF=1) a thousand.
"""

import http.client
import random
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Lock
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import func, select

from feedback.collecting import Comment, Rating, RatingChange
from feedback.db import db
from tests import databases
from tests.bad_line import bad_line
from tests.faults.test_nothing_lost import PHONES, PROOF
from tests.site import Site, site

pytestmark = pytest.mark.faults

RATINGS = 1_000 if PROOF else 60


@pytest.fixture
def one(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """The whole product."""
    url = databases.new_database(request.getfixturevalue("postgresql")) if database == "postgresql" else ""
    with site(tmp_path, url, LIMIT_ADDRESS="0", LIMIT_POINT="0") as running:
        yield running


class Cuts:
    """Breaks the line after two answers of three: before the first byte, in the head, or after it."""

    def __init__(self) -> None:
        self.random, self.lock, self.count = random.Random(1), Lock(), 0

    def __call__(self, _request: str) -> int | None:
        with self.lock:
            if self.random.random() < 1 / 3:
                return None
            self.count += 1
            return self.random.choice((0, 9, 60))


def press(address: str, path: str, fields: dict[str, str]) -> str:
    """Send one POST; return where the thanks stand; raise OSError or HTTPException when the answer is cut."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request(
            "POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}
        )
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 303
        return str(answer.headers["Location"])
    finally:
        connection.close()


def insist(address: str, path: str, fields: dict[str, str]) -> str:
    """Send the same POST until its answer arrives whole, as the phone's outbox does."""
    for _ in range(200):
        with suppress(OSError, http.client.HTTPException):
            return press(address, path, fields)
    raise AssertionError("no answer came through")


def rate(address: str, path: str) -> tuple[str, str]:
    """Tap, then send the rest, both until acknowledged; return both addresses of the thanks."""
    key = secrets.token_urlsafe(18)
    tapped = insist(address, path, {"key": key, "turn": "1", "grade": "2"})
    rest = {
        "key": key,
        "turn": "2",
        "grade": "2",
        "tags": "wait2",
        "comment": "等了很久",
        "awareness": "heard",
    }
    return tapped, insist(address, path, rest)


def test_every_rating_is_one_row_however_many_answers_are_lost(one: Site) -> None:
    path, cuts = f"/r/{one.world.point.code}", Cuts()
    with bad_line(one.address, cuts) as address, ThreadPoolExecutor(PHONES) as phones:
        thanks = list(phones.map(lambda _: rate(address, path), range(RATINGS)))
    assert cuts.count > RATINGS, "most answers were lost"
    assert all(tapped == whole for tapped, whole in thanks)
    assert len(set(thanks)) == RATINGS
    with one.app.app_context():
        assert [db.session.scalar(select(func.count(table.id))) for table in (Rating, Comment)] == [
            RATINGS
        ] * 2
        assert db.session.scalar(select(func.count(RatingChange.id))) == 2 * RATINGS
