"""The background process: works off the outbox, and says every few seconds that it is alive."""

import logging
import os
import secrets
import signal
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType

from flask import current_app
from sqlalchemy import delete, insert, update

from feedback import canary, cases, pipeline, wake
from feedback.admission import destroy_old_keys, forget_spent
from feedback.clock import now
from feedback.collecting import WorkerBeat
from feedback.contacts import tidy as tidy_contacts
from feedback.db import db
from feedback.ledger import sign_head, sweep, tell_witnesses
from feedback.pressure import tidy as tidy_pressure
from feedback.screening import look
from feedback.sentiment import measure_current, refresh_digests, reread, retrain_asked

log = logging.getLogger(__name__)

BEAT = timedelta(seconds=5)
IDLE_SECONDS = 0.5
NEVER = datetime.min.replace(tzinfo=UTC)
TASKS_EVERY = timedelta(seconds=60)
Tasks = tuple[Callable[[datetime], object], ...]
# What is done when nothing waits; each is a function of the present moment that commits by itself.
IDLE_TASKS: Tasks = (sweep, tell_witnesses, look, forget_spent)
# Somebody waits for it at a screen: looked for every few seconds, and again at once while there was something to do.
LEARNING_TASKS: Tasks = (retrain_asked, reread)
# The same, every minute.
READING_TASKS: Tasks = (refresh_digests, measure_current)
# What is done as often however much waits.
STEADY_TASKS: Tasks = (sign_head, destroy_old_keys, cases.look, tidy_contacts, tidy_pressure)
# A rating of our own on its way is looked for as often as the worker says that it is alive.
WATCH_TASKS: Tasks = (canary.tick,)


class Worker:
    """One worker process; `owner` is its name on the rows it has claimed."""

    def __init__(self) -> None:
        self.owner = f"{socket.gethostname()[:20]}-{os.getpid()}-{secrets.token_hex(3)}"
        self.stopping = False
        self.beaten_at = NEVER
        self.done_at: dict[Tasks, datetime] = {}

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """End after the batch in hand."""
        self.stopping = True

    def run(self) -> None:
        """Work until told to stop; a database that is away for a while is waited for, not died of."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        lease = timedelta(seconds=current_app.config["LEASE_SECONDS"])
        while not self.stopping:
            try:
                self._beat()
                worked = pipeline.work(self.owner, lease)
                self._now_and_then(STEADY_TASKS)
                self._now_and_then(WATCH_TASKS, BEAT)
                if not worked:
                    self._now_and_then(IDLE_TASKS)
                    self._now_and_then(LEARNING_TASKS, BEAT)
                    self._now_and_then(READING_TASKS)
                    wake.wait(IDLE_SECONDS)
            except Exception:
                log.exception("worker: trying again in a moment")
                db.session.rollback()
                wake.wait(2)
            finally:
                db.session.remove()
        self._leave()

    def _beat(self) -> None:
        if abs(now() - self.beaten_at) < BEAT:
            return
        self.beaten_at = now()
        beat = update(WorkerBeat).where(WorkerBeat.owner == self.owner).values(at=self.beaten_at)
        if not db.session.execute(beat.returning(WorkerBeat.owner)).all():
            db.session.execute(insert(WorkerBeat).values(owner=self.owner, at=self.beaten_at))
            # Killed workers leave their row behind.
            db.session.execute(delete(WorkerBeat).where(WorkerBeat.at < self.beaten_at - timedelta(days=1)))
        db.session.commit()

    def _now_and_then(self, tasks: Tasks, every: timedelta = TASKS_EVERY) -> None:
        """Do some tasks if the last time is so long ago."""
        if abs(now() - self.done_at.get(tasks, NEVER)) < every:
            return
        self.done_at[tasks] = now()
        done = [_done(task) for task in tasks]
        if tasks in (LEARNING_TASKS, READING_TASKS) and any(done):
            # There may be more to read: go on as soon as no rating waits.
            self.done_at.pop(LEARNING_TASKS, None)
            self.done_at.pop(READING_TASKS, None)

    def _leave(self) -> None:
        db.session.execute(delete(WorkerBeat).where(WorkerBeat.owner == self.owner))
        db.session.commit()


def _done(task: Callable[[datetime], object]) -> object:
    """Return what a task returns; None if it failed: the others must not wait for it, a key to be destroyed least of all."""
    try:
        return task(now())
    except Exception:
        log.exception("worker: %s.%s failed, again in a while", task.__module__, task.__name__)
        db.session.rollback()
        return None
