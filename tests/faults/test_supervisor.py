"""Processes of the running product are killed; what must be there comes back, what must not be there goes."""

import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.servers import until
from tests.site import Site, site

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One product for all tests that leave it running."""
    with site(tmp_path_factory.mktemp("site")) as one:
        yield one


@pytest.fixture
def short_lived(tmp_path: Path) -> Iterator[Site]:
    """A product that the test ends."""
    with site(tmp_path) as one:
        yield one


def killed(one: Site, word: str) -> tuple[list[psutil.Process], float]:
    """kill -9 a child; return the processes it leaves behind, and the seconds until another one stands there."""
    old = one.child(word)
    assert old is not None
    left = old.children(recursive=True)
    start = time.monotonic()
    old.kill()
    until(lambda: (new := one.child(word)) and new.pid != old.pid, f"a new {word}")
    return left, time.monotonic() - start


def test_a_killed_server_is_back_in_two_seconds_and_its_workers_are_gone(running: Site) -> None:
    until(lambda: len(everything(running)) == 5, "every process")
    left, seconds = killed(running, "gunicorn")
    assert seconds < 2
    assert len(left) == 2, "the server's two workers"
    # Those who knock while it is away wait at the door instead of being turned away.
    assert running.healthy()
    assert alive(left, 10) == []
    assert running.healthy()


def test_a_killed_worker_is_back_in_two_seconds(running: Site) -> None:
    _, seconds = killed(running, "worker")
    assert seconds < 2


def everything(one: Site) -> list[psutil.Process]:
    supervisor = psutil.Process(one.process.pid)
    return [*supervisor.children(recursive=True), supervisor]


def alive(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Return those still at work after so long; one that has ended and waits for its parent to notice is not."""
    left = psutil.wait_procs(processes, timeout=seconds)[1]
    return [p for p in left if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def test_a_stop_ends_all_of_it_within_seconds(short_lived: Site) -> None:
    until(lambda: len(everything(short_lived)) == 5, "every process")
    there = everything(short_lived)
    short_lived.process.terminate()
    assert short_lived.process.wait(30) == 0
    assert alive(there, 10) == []


def test_nothing_outlives_a_killed_supervisor(short_lived: Site) -> None:
    there = everything(short_lived)
    short_lived.process.kill()
    short_lived.process.wait()
    assert alive(there, 10) == []
