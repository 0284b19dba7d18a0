"""What the worker does unasked: each task is done, and one that fails holds up no other."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback import clock, pipeline, worker
from feedback.admission import device
from feedback.admission.models import SpentChallenge
from feedback.canary.models import CanaryState
from feedback.cases.models import Case
from feedback.clock import now
from feedback.contacts.models import Contact
from feedback.db import Model, db
from feedback.ledger.models import Head
from feedback.pressure.models import PressureSpent
from feedback.screening.models import BrandLook
from tests.checked import CheckedClient
from tests.factories import World

LEFT = {"do": "contact", "contact": "13800000000", "consent": "1"}


def count(model: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_what_falls_due_is_done_unasked(
    app: Flask, world: World, phone: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "CANARY_AN_HOUR", 5)
    cookie = {"Cookie": "msd=" + "a" * 22}
    thanks = phone.post(f"/r/{world.point.code}", data={"grade": "1"}, headers=cookie).headers["Location"]
    assert phone.post(thanks, data=LEFT).status_code == 200
    assert phone.post(thanks, data={"do": "pressure", "pressed": "yes"}).status_code == 200
    db.session.add(SpentChallenge(nonce="n", made_at=now()))
    db.session.commit()
    pipeline.drain()
    before = [count(model) for model in (Contact, PressureSpent, SpentChallenge, Head, Case, BrandLook)]
    later, year = now() + timedelta(days=400), now().year
    assert (before, year in device.years()) == ([1, 1, 1, 0, 0, 0], True)
    with clock.at(lambda: later):
        one = worker.Worker()
        for tasks in (worker.STEADY_TASKS, worker.WATCH_TASKS, worker.IDLE_TASKS):
            one._now_and_then(tasks)
    after = [count(model) for model in (Contact, PressureSpent, SpentChallenge, Head, Case)]
    assert (after, year in device.years()) == ([0, 0, 0, 1, 1], False)
    assert (count(BrandLook), count(CanaryState)) == (1, 1)


def test_a_task_that_fails_holds_up_no_other(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    done: list[datetime] = []

    def breaks(_now: datetime) -> None:
        raise OSError(28, "No space left on device")

    worker.Worker()._now_and_then((breaks, done.append))
    assert len(done) == 1
    assert "breaks failed" in caplog.text
