"""Counting: by all processes together while Redis is there, by each alone while it is not; no address anywhere."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import redis
from flask import Flask
from sqlalchemy import delete, insert

from feedback import clock, create_app
from feedback.admission.limit import Taken, count
from feedback.clock import now
from feedback.collecting import WorkerBeat
from feedback.db import db
from tests import servers
from tests.admission.crowd import PEER, Crowd, ratings
from tests.databases import let_go


@contextmanager
def with_redis(app: Flask, url: str) -> Iterator[None]:
    """Let an application use a Redis."""
    app.config["REDIS_URL"] = url
    app.extensions.pop("bell", None)
    yield
    app.config["REDIS_URL"] = ""
    if bell := app.extensions.pop("bell", None):
        bell.redis.close()


@contextmanager
def second_process(crowd: Crowd, url: str) -> Iterator[Crowd]:
    """The same installation in another process: keys, database and Redis are the same, memory is not."""
    names = (
        "DATA_DIR",
        "DATABASE_URL",
        "PUBLIC_URL",
        "LIMIT_ADDRESS",
        "LIMIT_POINT",
        "LIMIT_WORK",
        "LIMIT_WAIT",
        "LIMIT_MINUTES",
    )
    app = create_app(
        **{name: crowd.app.config[name] for name in names}, REDIS_URL=url, DEMO="0", ARGON2="quick"
    )
    app.testing = True
    yield Crowd(app, crowd.address)
    if bell := app.extensions.get("bell"):
        bell.redis.close()
    let_go(app)


def statuses(*crowds: Crowd) -> list[int]:
    return [crowd.send().status_code for crowd in crowds]


def health(app: Flask) -> tuple[int, Any]:
    """Return what /healthz says while a worker is alive."""
    db.session.execute(delete(WorkerBeat))
    db.session.execute(insert(WorkerBeat).values(owner="a worker", at=now()))
    db.session.commit()
    answer = app.test_client().get("/healthz")
    return answer.status_code, answer.json


def test_two_processes_count_together_through_redis(crowd: Crowd, redis_url: str) -> None:
    with with_redis(crowd.app, redis_url), second_process(crowd, redis_url) as other:
        # The second hears of the first one's two when it counts its own.
        assert statuses(crowd, crowd, other) == [303] * 3
        assert statuses(other, crowd) == [429, 429]
        assert (crowd.insist().status_code, other.insist().status_code) == (303, 303)
    assert ratings() == 5
    client = redis.Redis.from_url(redis_url)
    names = client.keys("mashangping:taken:*")
    assert len(names) == 1
    assert b"127.0.0.1" not in names[0]
    assert 0 < client.ttl(names[0]) <= 60 * crowd.app.config["LIMIT_MINUTES"]
    client.flushall()
    client.close()


def test_without_redis_each_process_counts_by_itself(crowd: Crowd) -> None:
    with second_process(crowd, "") as other:
        assert statuses(crowd, crowd, crowd) == [303, 303, 429]
        assert statuses(other, other, other) == [303, 303, 429]


def test_a_redis_killed_loses_no_rating_and_log_and_health_say_so(
    crowd: Crowd, caplog: pytest.LogCaptureFixture
) -> None:
    crowd.app.config["LIMIT_ADDRESS"] = 10
    for _ in range(5):
        with servers.redis_server() as url, with_redis(crowd.app, url):
            assert statuses(crowd) == [303]
            assert health(crowd.app)[1]["limits"] == "shared"
        with with_redis(crowd.app, url), caplog.at_level(logging.WARNING):
            assert statuses(crowd) == [303]
            status, told = health(crowd.app)
    assert statuses(crowd) == [429], "what it counted while Redis was there or away still counts"
    assert [crowd.insist().status_code for _ in range(3)] == [303] * 3
    assert ratings() == 13
    assert "each process counts its own ratings" in caplog.text
    assert (status, told["limits"], told["notes"]) == (
        200,
        "process",
        ["limits: Redis is away, each process counts by itself"],
    )


def test_counting_leaves_a_redis_alone_that_did_not_answer(
    crowd: Crowd, caplog: pytest.LogCaptureFixture
) -> None:
    dead = f"redis://127.0.0.1:{servers.free_port()}/0"
    with (
        with_redis(crowd.app, dead),
        crowd.app.test_request_context(crowd.address, environ_base={"REMOTE_ADDR": PEER}),
    ):
        count(1, now())
        assert "each process counts its own ratings" in caplog.text
        caplog.clear()
        count(1, now())
    assert caplog.text == ""


def test_a_redis_that_came_back_empty_makes_nothing_cheaper(crowd: Crowd, redis_url: str) -> None:
    assert statuses(crowd) == [303]
    with with_redis(crowd.app, redis_url):
        assert statuses(crowd) == [303]
        assert statuses(crowd) == [429]
        redis.Redis.from_url(redis_url).flushall()


def test_health_notes_nothing_where_no_redis_was_asked_for(crowd: Crowd) -> None:
    status, told = health(crowd.app)
    assert (status, told["limits"], told["notes"]) == (200, "process", [])


def test_no_address_is_logged_or_kept_as_it_is(crowd: Crowd, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        crowd.insist(), crowd.insist(), crowd.insist()
    taken: Taken = crowd.app.extensions["taken"]
    assert len(taken.counts) == 1
    assert "127.0.0.1" not in f"{taken.counts}{caplog.text}"


def test_the_same_address_has_another_name_in_the_next_window_and_the_old_one_is_forgotten(
    crowd: Crowd,
) -> None:
    crowd.app.config["LIMIT_MINUTES"] = 60
    noon = now().replace(minute=0)
    with clock.at(lambda: noon):
        assert statuses(crowd, crowd, crowd) == [303, 303, 429]
    taken: Taken = crowd.app.extensions["taken"]
    (before,) = taken.counts
    with clock.at(lambda: noon + timedelta(hours=1)):
        assert statuses(crowd) == [303]
    (after,) = taken.counts
    assert before.split(":")[2] != after.split(":")[2]


def test_more_names_than_memory_is_worth_begin_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedback.admission.limit.MOST", 3)
    taken = Taken()
    for n in range(10):
        taken.add(1, [f"name {n}"])
    assert len(taken.counts) <= 4
    taken.hear(0, [("late news of another window", 9)])
    assert "late news of another window" not in taken.counts
