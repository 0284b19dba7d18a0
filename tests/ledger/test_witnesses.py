"""Each day's head goes to the addresses of the setting, and nothing ever goes anywhere without it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from flask import Flask

from feedback import ledger
from feedback.clock import now
from feedback.db import db
from feedback.ledger.models import LedgerDelivery
from tests.factories import World
from tests.ledger.conftest import logged
from tests.servers import free_port


class Listener(ThreadingHTTPServer):
    """A witness that keeps what it is sent, and answers as it is told."""

    got: list[dict[str, Any]]
    strayed = False
    status = 200


class Answer(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def do_GET(self) -> None:
        self.server.strayed = True
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def listening() -> Iterator[Listener]:
    server = Listener(("127.0.0.1", 0), Answer)
    server.got = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def witness() -> Iterator[Listener]:
    with listening() as server:
        yield server


def point_at(app: Flask, monkeypatch: pytest.MonkeyPatch, *ports: int) -> None:
    addresses = " ".join(f"http://127.0.0.1:{port}/heads" for port in ports)
    monkeypatch.setitem(app.config, "LEDGER_WEBHOOK", addresses)


@pytest.fixture
def head(world: World) -> int:
    world.rate(world.point, 5)
    logged()
    found = ledger.sign_head(now())
    assert found
    return found.number


def test_nothing_is_sent_while_nothing_is_set(head: int, witness: Listener) -> None:
    assert ledger.tell_witnesses(now()) == 0
    assert db.session.query(LedgerDelivery).count() == 0
    assert witness.got == []


def test_every_witness_is_told_once(
    app: Flask, head: int, witness: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening() as other:
        point_at(app, monkeypatch, witness.server_port, other.server_port)
        assert [ledger.tell_witnesses(now()) for _ in range(3)] == [2, 0, 0]
        assert [line["number"] for line in witness.got] == [head]
        assert witness.got == other.got


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_witness_that_refuses_is_tried_again_later_and_no_other_address_is(
    app: Flask, head: int, witness: Listener, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    point_at(app, monkeypatch, witness.server_port)
    witness.status = status
    start = now()
    assert [ledger.tell_witnesses(start + timedelta(seconds=s)) for s in (0, 60, 119)] == [0, 0, 0]
    assert (len(witness.got), witness.strayed) == (1, False)
    witness.status = 200
    assert ledger.tell_witnesses(start + timedelta(minutes=3)) == 1
    assert len(witness.got) == 2


def test_a_witness_that_is_away_holds_nothing_up(
    app: Flask, head: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    point_at(app, monkeypatch, free_port())
    assert ledger.tell_witnesses(now()) == 0
    (kept,) = db.session.query(LedgerDelivery).all()
    assert (kept.attempts, kept.sent_at) == (1, None)
    assert kept.error
