"""kill -9 of web and worker under load: every acknowledged rating is there, once, and everything follows from it.

`make test` runs a small number; `make proof` (PROOF=1) what is promised: 10,000 ratings, 60 kills of web
workers, 3 of the master.
"""

import http.client
import os
import random
import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil
import pytest
from flask import Flask
from sqlalchemy import func, select, update

from feedback.clock import now
from feedback.collecting import Comment, Outbox, Rating, RatingChange
from feedback.db import db
from feedback.ledger.models import Leaf
from feedback.sentiment import Analysis
from tests import databases
from tests.servers import until
from tests.site import Site, site

pytestmark = pytest.mark.faults

PROOF = os.environ.get("PROOF") == "1"
RATINGS, WORKER_KILLS, MASTER_KILLS = (10_000, 60, 3) if PROOF else (200, 3, 1)
BACKLOG, STEP_KILLS = (2_000, 20) if PROOF else (400, 4)
PHONES = 8


@pytest.fixture
def one(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """The whole product, with a lease short enough to wait for."""
    url = databases.new_database(request.getfixturevalue("postgresql")) if database == "postgresql" else ""
    with site(tmp_path, url, LEASE_SECONDS="2", LIMIT_ADDRESS="0", LIMIT_POINT="0") as running:
        yield running


class Phone:
    """Sends ratings one after the other; each again under its key until it is acknowledged, as a phone does."""

    def __init__(self, running: Site) -> None:
        self.site = running
        self.acknowledged: dict[str, str] = {}

    def rate(self, number: int) -> None:
        """Send one rating until it is taken; keep where its thanks stand."""
        key = secrets.token_urlsafe(18)
        fields = {
            "grade": str(1 + number % 5),
            "key": key,
            "comment": f"第 {number} 位居民：办事很快，态度也好。",
        }
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError, http.client.HTTPException):
                self.acknowledged[key] = self.send(fields)
                return
            time.sleep(0.05)
        raise AssertionError("not taken within a minute")

    def send(self, fields: dict[str, str]) -> str:
        """Send one POST; return its Location; raise OSError or HTTPException when nobody answers."""
        connection = http.client.HTTPConnection(urlsplit(self.site.address).netloc, timeout=10)
        try:
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", f"/r/{self.site.world.point.code}", urlencode(fields), form)
            answer = connection.getresponse()
            assert answer.status == 303, answer.read()
            return str(answer.headers["Location"])
        finally:
            connection.close()


def count(table: type[db.Model]) -> int:  # type: ignore[name-defined]
    """Return how many rows a table has now."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def check_that_all_followed(app: Flask, ratings: int) -> None:
    """Claim that the backlog is worked off, and that all that follows is there exactly once."""
    until(lambda: count(Outbox) == 0, "an empty outbox", 180 if not PROOF else 600)
    assert count(Rating) == count(RatingChange) == ratings
    assert count(Comment) == count(Analysis) == ratings
    checked = app.test_cli_runner().invoke(args=["recompute", "--check"])
    assert checked.exit_code == 0, checked.output
    assert count(Leaf) == 2 * ratings
    verified = app.test_cli_runner().invoke(args=["verify"])
    assert verified.exit_code == 0, verified.output


def kill_web(running: Site, rng: random.Random, done: threading.Event) -> None:
    """kill -9 web workers and masters, with time between to come back, until each has had its share."""
    kills = ["worker"] * WORKER_KILLS + ["master"] * MASTER_KILLS
    rng.shuffle(kills)
    try:
        for what in kills:
            kill_one(running, rng, what)
    finally:
        done.set()  # or the phones would go on for ever


def kill_one(running: Site, rng: random.Random, what: str) -> None:
    """kill -9 a worker, or the master; mostly wait until the site answers again."""
    master = until(lambda: running.child("gunicorn"), "a master")
    with suppress(psutil.NoSuchProcess):
        workers = master.children()
        victim = rng.choice(workers) if what == "worker" and workers else master
        victim.kill()
    time.sleep(rng.uniform(0.3, 1.5))
    if rng.random() < 0.75:
        # The others are struck while they start. Without a pause a slow machine would never be up at all.
        until(running.healthy, "the web processes back", 60)


def test_what_was_acknowledged_is_there_once_whatever_web_process_is_killed(one: Site) -> None:
    phone, done = Phone(one), threading.Event()
    killer = threading.Thread(target=kill_web, args=(one, random.Random(1), done))
    killer.start()
    with ThreadPoolExecutor(PHONES) as phones:
        sent = 0
        while not done.is_set() or sent < RATINGS:
            list(phones.map(phone.rate, range(sent, sent + 40)))
            sent += 40
    killer.join()
    assert len(phone.acknowledged) == sent
    with one.app.app_context():
        assert count(Rating) == sent
        check_that_all_followed(one.app, sent)
        # The same key again is the same thanks, and still one rating.
        for key, location in list(phone.acknowledged.items())[:20]:
            assert phone.send({"grade": "3", "key": key})[:20] == location[:20]
        assert count(Rating) == sent


def test_a_worker_killed_in_mid_step_leaves_nothing_undone_and_nothing_double(one: Site) -> None:
    with one.app.app_context():
        hits = rated = 0
        rng = random.Random(2)
        for _ in range(8 * STEP_KILLS):
            # Due all at once, however slowly they are written: taken one by one, they would be done before anybody looks.
            later = now() + timedelta(minutes=5)
            for _ in range(BACKLOG // STEP_KILLS):
                one.world.rate(
                    one.world.point, 1 + rated % 5, f"第 {rated} 条：窗口排队太久，没人理。", later
                )
                rated += 1
            db.session.execute(update(Outbox).values(due_at=now()))
            db.session.commit()
            hits += kill_while_claimed(one, rng.uniform(0, 0.05)) > 0
            if hits == STEP_KILLS:
                break
        assert hits == STEP_KILLS
        check_that_all_followed(one.app, rated)


def kill_while_claimed(running: Site, pause: float) -> int:
    """kill -9 the worker `pause` seconds after it has claimed rows; return how many of them it leaves undone."""
    worker = until(lambda: running.child("worker"), "a worker")
    end = time.monotonic() + 60
    while not claimed_by(worker):
        assert time.monotonic() < end, "the backlog is neither claimed nor worked off"
        if not count(Outbox):
            return 0
        time.sleep(0.002)
    time.sleep(pause)
    with suppress(psutil.NoSuchProcess):
        worker.kill()
        worker.wait()
    return claimed_by(worker)


def claimed_by(worker: psutil.Process) -> int:
    """Return how many rows of the outbox a worker holds; what an earlier one left behind is not its own."""
    db.session.rollback()
    own = Outbox.owner.like(f"%-{worker.pid}-%")
    return db.session.scalar(select(func.count()).select_from(Outbox).where(own)) or 0
