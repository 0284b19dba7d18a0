"""What the tallies answer."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from feedback import pipeline, scoring
from feedback.collecting import Visit
from feedback.db import db
from feedback.scoring import Gate
from tests.factories import World

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)


def rate_all(world: World, *grades: int | None, days_ago: int = 0) -> None:
    """Give some ratings and let the worker tally them."""
    for grade in grades:
        world.rate(world.point, grade, at=NOON - timedelta(days=days_ago), awareness="heard")
    pipeline.drain()


def test_a_score_counts_both_ends_of_its_period_and_nothing_beyond(world: World) -> None:
    rate_all(world, 5, 5, 5, 5, None)
    rate_all(world, 1, 1, days_ago=1)
    rate_all(world, 3, 3, 3, days_ago=2)
    score = scoring.score_of(world.brand, TODAY - timedelta(days=1), TODAY)
    assert (score.n, score.none, score.value, score.gate) == (6, 1, 400 / 6, Gate.FEW)
    assert score.awareness == {"knows": 0, "heard": 7, "unknown": 0}


def test_brands_do_not_mix(world: World) -> None:
    mine, theirs = world.brand, world.make_brand("邻里灯", world.other)
    db.session.commit()
    rate_all(world, 5, 5, 5, 5, 5)
    scores = scoring.scores_of([mine, theirs], TODAY, TODAY)
    assert (scores[mine.id].value, scores[theirs.id].value, scores[theirs.id].n) == (100, None, 0)


def test_twelve_months_end_with_this_one(world: World) -> None:
    rate_all(world, 4, 4, 4, 4, 4)
    rate_all(world, 2, 2, 2, 2, 2, days_ago=31)
    months = scoring.monthly(world.brand, TODAY)
    assert [m.period.begin.month for m in months] == [12, *range(1, 12)]
    assert [m.score.value for m in months[-3:]] == [None, 30, 80]
    assert months[-1].period.end == TODAY


def test_retired_points_keep_their_ratings(world: World) -> None:
    rate_all(world, 5, 5, 5, 5, 5)
    world.point.retired_at = NOON
    db.session.commit()
    assert scoring.score_of(world.brand, TODAY, TODAY).n == 5


def test_participation_counts_answers_open_visits_and_points_that_heard_somebody(world: World) -> None:
    silent = world.make_point(world.brand, "1 号窗口")
    for kind, count in (("open", 30), ("closed", 2)):
        db.session.execute(insert(Visit).values(point_id=world.point.id, day=TODAY, kind=kind, count=count))
    rate_all(world, 5, 2, None)
    found = scoring.participation([world.point.id, silent.id], TODAY, TODAY)
    assert (found.ratings, found.visits, found.active_points, found.points) == (3, 30, 1, 2)


def test_nobody_answered_is_nought_and_no_error(world: World) -> None:
    found = scoring.participation([world.point.id], TODAY, TODAY)
    assert (found.ratings, found.visits, found.active_points) == (0, 0, 0)
    assert scoring.counts_of([], TODAY, TODAY).total == 0
