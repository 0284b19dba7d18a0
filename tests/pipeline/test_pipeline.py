"""Every rating's steps are done, once where it matters, whatever fails or dies."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from feedback import clock, pipeline
from feedback.clock import now
from feedback.collecting import Outbox
from feedback.db import db
from feedback.pipeline import Step, claim, drain, work
from tests.factories import World

LEASE = timedelta(seconds=60)


def identity(moment: datetime) -> datetime:
    return moment


class Steps:
    """Two steps that note what they were given; `breaks` are ratings the first one chokes on."""

    def __init__(self, *breaks: int) -> None:
        self.first: list[int] = []
        self.second: list[int] = []
        self.breaks = set(breaks)

    def one(self, ratings: Sequence[int]) -> None:
        if self.breaks & set(ratings):
            raise ValueError("a comment that cannot be read")
        self.first += ratings

    def two(self, ratings: Sequence[int]) -> None:
        self.second += ratings

    def tuple(self) -> tuple[Step, ...]:
        return Step("one", self.one), Step("two", self.two)


def waiting() -> list[Outbox]:
    return list(
        db.session.scalars(select(Outbox).order_by(Outbox.id).execution_options(populate_existing=True))
    )


def test_every_step_sees_every_rating_and_the_outbox_is_empty_after(world: World) -> None:
    ids = [world.rate(world.point, 5) for _ in range(3)]
    steps = Steps()
    drain(steps=steps.tuple())
    assert (steps.first, steps.second, waiting()) == (ids, ids, [])


def test_a_rating_one_step_chokes_on_holds_neither_its_neighbours_nor_the_other_step(world: World) -> None:
    ids = [world.rate(world.point, 5) for _ in range(7)]
    steps = Steps(ids[3])
    work("w", LEASE, steps.tuple())
    assert sorted(steps.first) == [i for i in ids if i != ids[3]]
    assert steps.second == ids
    (row,) = waiting()
    assert (row.rating_id, row.done, row.attempts) == (ids[3], ["two"], 1)
    assert row.error == "one: ValueError: a comment that cannot be read"
    assert row.due_at > now()


def test_what_fails_again_and_again_is_set_aside_and_left_alone(world: World) -> None:
    bad = world.rate(world.point, 1)
    steps = Steps(bad)
    start = now()
    for hour in range(pipeline.TRIES):
        moment = start + timedelta(hours=hour)
        with clock.at(partial(identity, moment)):
            assert work("w", LEASE, steps.tuple()) == 1
    with clock.at(lambda: start + timedelta(days=9)):
        assert work("w", LEASE, steps.tuple()) == 0
    (row,) = waiting()
    assert row.set_aside_at is not None
    assert steps.second == [bad]


def test_a_step_that_is_done_is_not_done_again_when_another_is_retried(world: World) -> None:
    bad = world.rate(world.point, 1)
    steps = Steps(bad)
    work("w", LEASE, steps.tuple())
    steps.breaks.clear()
    later = now() + timedelta(minutes=1)
    with clock.at(lambda: later):
        work("w", LEASE, steps.tuple())
    assert (steps.first, steps.second, waiting()) == ([bad], [bad], [])


def test_rows_of_a_worker_that_died_are_taken_over_when_its_lease_is_over(world: World) -> None:
    rating = world.rate(world.point, 4)
    assert [j.rating_id for j in claim("dead", now(), LEASE, 10)] == [rating]
    assert claim("alive", now() + timedelta(seconds=59), LEASE, 10) == []
    assert [j.rating_id for j in claim("alive", now() + timedelta(seconds=61), LEASE, 10)] == [rating]


def test_a_clock_set_back_by_a_day_does_not_hold_rows_for_a_day(world: World) -> None:
    rating = world.rate(world.point, 4, at=now() - timedelta(days=3))
    claim("before", now(), LEASE, 10)
    yesterday = now() - timedelta(days=1)
    assert [j.rating_id for j in claim("after", yesterday, LEASE, 10)] == [rating]


def test_a_worker_whose_rows_were_taken_over_leaves_no_mark(world: World) -> None:
    world.rate(world.point, 4)
    steps = Steps()

    def slow(_ratings: Sequence[int]) -> None:
        with clock.at(lambda: later):
            claim("quick", later, LEASE, 10)

    later = now() + timedelta(seconds=90)
    work("slow", LEASE, (Step("slow", slow), Step("two", steps.two)))
    (row,) = waiting()
    assert (row.owner, row.done, steps.second) == ("quick", [], [])


@pytest.mark.parametrize("limit", [1, 2])
def test_two_workers_never_hold_the_same_row(world: World, limit: int) -> None:
    for _ in range(4):
        world.rate(world.point, 4)
    first, second = claim("a", now(), LEASE, limit), claim("b", now(), LEASE, limit)
    assert not {j.id for j in first} & {j.id for j in second}
    assert len(first) == len(second) == limit


def test_what_is_held_is_logged_at_once_and_counted_from_its_moment_on(world: World) -> None:
    held, other = world.rate(world.point, 1), world.rate(world.point, 5)
    midnight = now() + timedelta(hours=9)
    db.session.execute(update(Outbox).where(Outbox.rating_id == held).values(held_until=midnight))
    db.session.commit()
    steps = Steps()
    both = Step("one", steps.one, at_once=True), Step("two", steps.two)
    drain(steps=both)
    assert (steps.first, steps.second) == ([held, other], [other])
    (row,) = waiting()
    assert (row.done, row.attempts, row.due_at, row.owner) == (["one"], 0, midnight, None)
    with clock.at(lambda: midnight - timedelta(seconds=1)):
        drain(steps=both)
    assert steps.second == [other]
    with clock.at(lambda: midnight):
        drain(steps=both)
    assert (steps.first, steps.second, waiting()) == ([held, other], [other, held], [])


@pytest.mark.parametrize("held", [timedelta(0), timedelta(hours=20)])
def test_what_was_queued_before_the_clock_was_set_back_does_not_wait_for_a_day(
    world: World, held: timedelta
) -> None:
    """Rated, or replaced by claim code, while the clock was a day ahead."""
    tomorrow = now() + timedelta(days=1)
    rating = world.rate(world.point, 4, at=tomorrow)
    if held:
        row = {"held_until": tomorrow + held, "due_at": tomorrow + held}
        db.session.execute(update(Outbox).values(row))
        db.session.commit()
    steps = Steps()
    drain(steps=steps.tuple())
    assert (steps.first, steps.second, waiting()) == ([rating], [rating], [])


def test_a_try_that_failed_while_the_clock_was_ahead_is_made_again_today(world: World) -> None:
    bad = world.rate(world.point, 1)
    steps = Steps(bad)
    with clock.at(partial(identity, now() + timedelta(days=1))):
        work("w", LEASE, steps.tuple())
    steps.breaks.clear()
    drain(steps=steps.tuple())
    assert waiting() == []
