"""A point that used to be scanned and no longer is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback import pipeline
from feedback.collecting import Source, Visit
from feedback.db import db
from feedback.scoring.models import Tally
from feedback.scoring.recount import COUNTED
from feedback.scoring.silence import Silence, covered, silent_points
from tests.factories import World

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("before", "seen", "expected"), [(40, 0, 10), (39, 0, None), (400, 1, None), (80, 0, 20)]
)
def test_silence_is_a_wonder_where_ten_were_to_be_expected(
    before: int, seen: int, expected: int | None
) -> None:
    assert covered(before, seen) == expected


def visited(point_id: int, days_ago: int, count: int) -> None:
    day = TODAY - timedelta(days=days_ago)
    db.session.add(Visit(point_id=point_id, day=day, kind="open", count=count))
    db.session.commit()


def test_four_weeks_before_the_last_seven_days_tell_what_to_expect(world: World) -> None:
    other = world.make_point(world.brand, "3 号窗口")
    for point in (world.point, other):
        visited(point.id, 7, 39)
        visited(point.id, 34, 1)
        visited(point.id, 35, 900)
    visited(other.id, 6, 1)
    assert silent_points([world.point.id, other.id], TODAY) == {
        world.point.id: Silence(TODAY - timedelta(days=7), 10)
    }


def test_a_code_that_stays_covered_stays_on_the_list(world: World) -> None:
    visited(world.point.id, 70, 40)
    assert silent_points([world.point.id], TODAY) == {world.point.id: Silence(TODAY - timedelta(days=70), 10)}


def test_what_staff_type_in_ends_no_silence(world: World) -> None:
    visited(world.point.id, 10, 40)
    at = datetime(2026, 11, 20, 4, tzinfo=UTC)
    world.rate(world.point, 5, at=at, source=Source.PAPER)
    pipeline.drain()
    assert list(silent_points([world.point.id], TODAY)) == [world.point.id]
    world.rate(world.point, 5, at=at)
    pipeline.drain()
    assert silent_points([world.point.id], TODAY) == {}


def rated(point_id: int, days_ago: int, count: int) -> None:
    row = {**dict.fromkeys(COUNTED, 0), "g5": count - 1, "none": 1}
    day = TODAY - timedelta(days=days_ago)
    db.session.add(Tally(point_id=point_id, day=day, version_id=1, source="scan", **row))
    db.session.commit()


def test_a_rating_is_a_scan_too_and_neither_is_added_to_the_other(world: World) -> None:
    other = world.make_point(world.brand, "3 号窗口")
    for point in (world.point, other):
        rated(point.id, 8, 40)
        rated(point.id, 40, 900)
        visited(point.id, 8, 40)
    rated(other.id, 0, 1)
    assert silent_points([world.point.id, other.id], TODAY) == {
        world.point.id: Silence(TODAY - timedelta(days=8), 10)
    }
    assert silent_points([other.id], TODAY) == {}
