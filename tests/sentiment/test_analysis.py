"""The background step: one analysis for each rating with a comment, and counts that follow from them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from feedback.clock import local_day, now
from feedback.db import db
from feedback.sentiment import (
    Analysis,
    Mention,
    SentimentTally,
    ThemeTally,
    analyse,
    reading,
    split,
    themes_of,
)
from tests.factories import World
from tests.sentiment.people import Forbidden, erase, rate


def here(world: World) -> dict[str, int]:
    today = local_day(now(), "Asia/Shanghai")
    return {label: n for label, n in split([world.point.id], today, today).items() if n}


def themes(world: World) -> list[tuple[str, int, int, int]]:
    today = local_day(now(), "Asia/Shanghai")
    return themes_of([world.point.id], today, today)


def run(*rating_ids: int) -> None:
    analyse(rating_ids)
    db.session.commit()


def test_comments_are_read_and_counted(world: World) -> None:
    run(
        rate(world.point, 5, "态度热情"),
        rate(world.point, 1, "排队等了两个小时"),
        rate(world.point, 3, "👍"),
        rate(world.point, 3, "今天来过"),
    )
    assert here(world) == {"positive": 1, "negative": 1, "none": 1, "unclear": 1}
    assert themes(world) == [("等候时间", 0, 1, 0), ("服务态度", 1, 0, 0)]


def test_a_rating_without_a_comment_costs_nothing(world: World) -> None:
    with reading.by(Forbidden()):
        run(rate(world.point, 5, ""))
    assert db.session.scalar(select(func.count()).select_from(Analysis)) == 0


def test_reading_twice_changes_nothing(world: World) -> None:
    ids = [rate(world.point, 5, "态度热情"), rate(world.point, 1, "排队太久")]
    run(*ids)
    before = here(world), themes(world)
    run(*ids)
    run(ids[1])
    assert (here(world), themes(world)) == before
    assert db.session.scalar(select(func.count()).select_from(Mention)) == 2


def test_a_replaced_comment_is_read_anew(world: World) -> None:
    key = "k" * 20
    run(rate(world.point, 1, "排队太久", key))
    run(rate(world.point, 5, "态度热情", key))
    assert here(world) == {"positive": 1}
    assert themes(world) == [("服务态度", 1, 0, 0)]


def test_a_comment_taken_back_leaves_no_analysis(world: World) -> None:
    key = "k" * 20
    run(rate(world.point, 1, "排队太久", key))
    run(rate(world.point, 1, "", key))
    assert here(world) == {}
    assert themes(world) == []
    assert db.session.scalar(select(func.count()).select_from(Analysis)) == 0


def test_an_erased_comment_leaves_no_analysis(world: World) -> None:
    rating = rate(world.point, 1, "排队太久")
    run(rating)
    erase(rating)
    with reading.by(Forbidden()):
        run(rating)
    assert here(world) == {}
    for table in (Analysis, Mention, SentimentTally, ThemeTally):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


@pytest.mark.parametrize(
    ("grade", "comment", "expected"),
    [
        (5, "排队太久，没人管", True),
        (4, "太差了", True),
        (3, "太差了", False),
        (1, "态度很好", True),
        (2, "热情周到", True),
        (1, "太差了", False),
        (5, "态度很好", False),
        (None, "太差了", False),
        (1, "请问几点下班", False),
    ],
)
def test_words_that_say_otherwise_than_the_grade_are_marked(
    world: World, grade: int | None, comment: str, expected: bool
) -> None:
    rating = rate(world.point, grade, comment)
    run(rating)
    assert db.session.get_one(Analysis, rating).disagrees is expected


def test_a_change_that_came_during_the_reading_is_left_to_its_own_turn(world: World) -> None:
    key = "k" * 20
    rating = rate(world.point, 1, "排队太久", key)

    class Slow(reading.SnowNLPReader):
        """While it reads, the resident changes her mind."""

        def scores(self, texts: object) -> list[float]:
            rate(world.point, 5, "态度热情", key)
            return [0.5]

        def simplified(self, text: str) -> str:
            return text

    with reading.by(Slow()):
        run(rating)
    assert here(world) == {}
    run(rating)
    assert here(world) == {"positive": 1}


def test_only_the_days_and_points_asked_for_are_counted(world: World) -> None:
    other = world.make_point(world.brand, "3 号窗口")
    db.session.commit()
    run(rate(world.point, 5, "热情"), rate(other, 5, "热情"))
    today = local_day(now(), "Asia/Shanghai")
    yesterday = today - timedelta(days=1)
    assert split([world.point.id, other.id], today, today)["positive"] == 2
    assert split([world.point.id], yesterday, yesterday)["positive"] == 0
    assert split([], today, today) == {"negative": 0, "unclear": 0, "positive": 0, "none": 0}
