"""The background steps in order, as one tuple; claim, lease, retry, set aside.

A rating's outbox row is written with it and goes when every step is done. Steps are done at least once, so
each is idempotent: it looks at the rating as it now stands and writes the whole answer. A step's work and its
done-mark are one transaction.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from feedback import cases
from feedback.clock import now
from feedback.collecting import Outbox
from feedback.db import db
from feedback.ledger import STEP, append
from feedback.scoring import tallies
from feedback.screening import STEP as SCREEN
from feedback.screening import screen
from feedback.sentiment import analyse

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """One background step: `run` does it for some ratings in the running transaction and does not commit.

    It reads and computes first and writes last: on SQLite the first write holds every other writer.
    """

    name: str
    run: Callable[[Sequence[int]], None]
    at_once: bool = False  # also for a row that is held: nobody sees it in a figure


# The ledger first: no comment that cannot be read keeps a rating out of it.
PIPELINE: tuple[Step, ...] = (
    Step(STEP, append, at_once=True),
    # Before the tally, which counts by how each rating stands; what stands otherwise later is queued again.
    Step(SCREEN, screen),
    Step(tallies.STEP, tallies.tally),
    Step("analyse", analyse),
    Step(cases.STEP, cases.open_swept),
)
BATCH = 200
STRAY = timedelta(minutes=10)  # longer than the longest pause between two tries
LONGEST_HELD = timedelta(hours=26)  # to the next midnight, also where the clocks go back
TRIES = 8  # then the row is set aside for a person, after about nine minutes


@dataclass(frozen=True)
class Job:
    """A claimed outbox row."""

    id: int
    rating_id: int
    done: tuple[str, ...]
    attempts: int
    held_until: datetime | None = None
    error: str | None = None


def work(owner: str, lease: timedelta, steps: Sequence[Step] = PIPELINE, limit: int = BATCH) -> int:
    """Claim a batch, do what is left of it, and return how many rows were claimed (0 = nothing to do)."""
    jobs = claim(owner, now(), lease, limit)
    try:
        for step in steps:
            waiting = [
                job for job in jobs if step.name not in job.done and (step.at_once or not job.held_until)
            ]
            after = {job.id: job for job in _run(owner, step, waiting)}
            jobs = [after.get(job.id, job) for job in jobs]
        _finish(owner, jobs, [step.name for step in steps])
    except LeaseLost:
        log.warning("%s took too long over %d rows; another worker has them", owner, len(jobs))
    return len(jobs)


def drain(owner: str = "drain", steps: Sequence[Step] = PIPELINE) -> None:
    """Work until nothing is due; for commands and tests."""
    while work(owner, timedelta(minutes=5), steps):
        pass


def claim(owner: str, now: datetime, lease: timedelta, limit: int) -> list[Job]:
    """Lease due rows to an owner; one that died loses its rows when their lease is over."""
    free = or_(
        Outbox.leased_until.is_(None),
        Outbox.leased_until < now,
        # A lease made before the clock was set back would otherwise last until the clock has caught up.
        Outbox.leased_until > now + 2 * lease,
    )
    due = (
        select(Outbox.id)
        .where(Outbox.set_aside_at.is_(None), _is_due(now), free)
        .order_by(Outbox.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if db.session.scalar(due.limit(1)) is None:
        # Asking first: an UPDATE that finds nothing would still take SQLite's write lock, twice a second.
        db.session.rollback()
        return []
    rows = db.session.execute(
        update(Outbox)
        .where(Outbox.id.in_(due))
        .values(owner=owner, leased_until=now + lease)
        .returning(Outbox.id, Outbox.rating_id, Outbox.done, Outbox.attempts, Outbox.held_until)
    ).all()
    db.session.commit()
    jobs = (Job(r.id, r.rating_id, tuple(r.done), r.attempts, _held(r.held_until, now)) for r in rows)
    return sorted(jobs, key=lambda job: job.id)


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a row is to be worked on; one that lies too far ahead is from before the clock was set back."""
    stray = and_(Outbox.held_until.is_(None), Outbox.due_at > now + STRAY)
    return or_(Outbox.due_at <= now, stray, Outbox.due_at > now + LONGEST_HELD)


def _held(until: datetime | None, now: datetime) -> datetime | None:
    return until if until and now < until <= now + LONGEST_HELD else None


def _run(owner: str, step: Step, jobs: Sequence[Job]) -> Iterable[Job]:
    """Do one step for some jobs; return them with the step marked done, or with what went wrong."""
    if not jobs:
        return []
    try:
        step.run([job.rating_id for job in jobs])
        marked = [replace(job, done=(*job.done, step.name)) for job in jobs]
        _mark(owner, marked)
        db.session.commit()
        return marked
    except LeaseLost:
        db.session.rollback()
        raise
    except Exception as error:
        db.session.rollback()
        if len(jobs) == 1:
            log.warning("step %s failed for rating %s", step.name, jobs[0].rating_id, exc_info=True)
            return [replace(jobs[0], error=f"{step.name}: {type(error).__name__}: {error}"[:300])]
        # One bad row must not hold its neighbours: halve until it stands alone.
        middle = len(jobs) // 2
        return [*_run(owner, step, jobs[:middle]), *_run(owner, step, jobs[middle:])]


class LeaseLost(Exception):
    """Somebody else took the rows over: what was done for them is theirs to do again."""


def _mark(owner: str, jobs: Sequence[Job]) -> None:
    for done in {job.done for job in jobs}:
        ids = [job.id for job in jobs if job.done == done]
        marked = db.session.execute(
            update(Outbox)
            .where(Outbox.id.in_(ids), Outbox.owner == owner)
            .values(done=list(done))
            .returning(Outbox.id)
        ).all()
        if len(marked) != len(ids):
            raise LeaseLost


def _finish(owner: str, jobs: Sequence[Job], steps: Sequence[str]) -> None:
    """Remove the rows that are done with; give the others back, to be tried again later or set aside."""
    finished = [job.id for job in jobs if set(steps) <= set(job.done)]
    db.session.execute(delete(Outbox).where(Outbox.id.in_(finished), Outbox.owner == owner))
    for job in jobs:
        if job.id in finished:
            continue
        if job.held_until and not job.error:
            free = {"due_at": job.held_until, "owner": None, "leased_until": None}
            db.session.execute(
                update(Outbox).where(Outbox.id == job.id, Outbox.owner == owner).values(**free)
            )
            continue
        attempts = job.attempts + 1
        db.session.execute(
            update(Outbox)
            .where(Outbox.id == job.id, Outbox.owner == owner)
            .values(
                attempts=attempts,
                due_at=now() + timedelta(seconds=2**attempts),
                owner=None,
                leased_until=None,
                error=job.error,
                set_aside_at=now() if attempts >= TRIES else None,
            )
        )
    db.session.commit()
