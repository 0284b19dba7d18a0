"""The background step: one analysis for each rating with a comment, and counts that follow from them."""

from collections.abc import Sequence
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
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
from tests.sentiment.people import Forbidden, Undecided, erase, rate


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


def test_a_newer_reading_is_not_undone_by_one_that_began_before_it(world: World) -> None:
    key = "k" * 20
    rating = rate(world.point, 1, "排队太久", key)

    class Slow(Undecided):
        """While it reads, the resident changes her mind, and another worker reads that."""

        def scores(self, texts: Sequence[str]) -> list[float]:
            rate(world.point, 5, "态度热情", key)
            with reading.by(Undecided()):
                run(rating)
            return [0.5]

    with reading.by(Slow()):
        run(rating)
    assert here(world) == {"positive": 1}


def test_two_workers_at_one_point_lose_no_count(world: World, app: Flask) -> None:
    first, second = rate(world.point, 5, "热情"), rate(world.point, 1, "太差")

    def other_worker() -> None:
        with app.app_context():
            run(second)
            db.session.remove()

    analyse([first])
    other = Thread(target=other_worker)
    other.start()
    other.join(0.5)
    assert other.is_alive(), "it must wait for the cell"
    db.session.commit()
    other.join(60)
    assert here(world) == {"positive": 1, "negative": 1}


def test_only_the_days_and_points_asked_for_are_counted(world: World) -> None:
    other = world.make_point(world.brand, "3 号窗口")
    db.session.commit()
    run(rate(world.point, 5, "热情"), rate(other, 5, "热情"))
    today = local_day(now(), "Asia/Shanghai")
    yesterday = today - timedelta(days=1)
    assert split([world.point.id, other.id], today, today)["positive"] == 2
    assert split([world.point.id], yesterday, yesterday)["positive"] == 0
    assert split([], today, today) == {"negative": 0, "unclear": 0, "positive": 0, "none": 0}
