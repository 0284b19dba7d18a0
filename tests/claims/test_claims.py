"""The holder of a claim code, and nobody else, may see, replace and erase; staff cannot tell, the log still adds up."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from feedback import clock, pipeline
from feedback.brands import qr
from feedback.claims import views
from feedback.claims.rules import read_claim_code, replaceable
from feedback.claims.views import PACE_SECONDS
from feedback.clock import now
from feedback.collecting import Comment, Rating, RatingChange
from feedback.db import db
from feedback.scoring.models import Tally
from tests.checked import CheckedClient
from tests.factories import World


def rated(phone: CheckedClient, world: World, **fields: str) -> str:
    """Send a rating; return its claim code as the thanks page shows it."""
    thanks = phone.post(f"/r/{world.point.code}", data={"grade": "1", **fields}).headers["Location"]
    found = re.search(r"(?:\d{4} ){4}\d{4}", phone.get(thanks).text)
    assert found
    return found[0]


def opened(phone: CheckedClient, code: str, **fields: str) -> TestResponse:
    return phone.post("/claim", data={"code": code, **fields})


def counted() -> list[int]:
    """Return how many of each grade, 1 to 5, are counted once the worker has done its work."""
    pipeline.drain()
    tally = db.session.scalars(select(Tally)).one()
    return [getattr(tally, f"g{grade}") for grade in (1, 2, 3, 4, 5)]


def verified(app: Flask) -> str:
    pipeline.drain()
    run = app.test_cli_runner().invoke(args=["verify"])
    return "" if run.exit_code == 0 else run.output


def test_a_code_opens_what_was_written_and_never_the_grade(phone: CheckedClient, world: World) -> None:
    pages, moment = [], now()  # one moment: the page tells the minute
    for grade in ("1", "5"):
        with clock.at(lambda: moment):
            code = rated(phone, world, grade=grade, comment="等了很久")
            page = opened(phone, code)
        assert page.status_code == 200
        assert "等了很久" in page.text
        assert " checked" not in page.text
        pages.append(page.text.replace(code.replace(" ", ""), ""))
    assert pages[0] == pages[1], "the same page for every grade"


@pytest.mark.parametrize("typed", ["{0}", "{1}", "  {0}\n", "{2}", "{3}"])
def test_a_code_is_read_as_people_type_it(phone: CheckedClient, world: World, typed: str) -> None:
    code = rated(phone, world)
    full = code.translate({ord("0") + n: "０１２３４５６７８９"[n] for n in range(10)})
    said = typed.format(code, code.replace(" ", ""), code.replace(" ", "-"), full)
    assert opened(phone, said).status_code == 200


@pytest.mark.parametrize("typed", ["", "1", "1234 5678 9012 3456 789", "x" * 5000, "1" * 21, "\x00"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_claim_code(typed) == ""


class Watch:
    """A clock by which the work for every answer takes another time; nobody waits by it."""

    def __init__(self) -> None:
        self.at, self.work, self.looks = 0.0, 0.0, list[float]()

    def monotonic(self) -> float:
        self.looks.append(self.at)
        self.at += self.work
        return self.looks[-1]

    def sleep(self, seconds: float) -> None:
        self.at = self.looks[-1] + seconds


def test_wrong_codes_answer_alike_and_take_the_same_time(
    phone: CheckedClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, watch = rated(phone, world), Watch()
    monkeypatch.setattr(views, "time", watch)
    monkeypatch.setattr(views, "PACE_SECONDS", PACE_SECONDS)
    answers, took = set(), []
    for n, typed in enumerate(("1234 5678 9012 3456 7890", "1", "", "x" * 5000, right)):
        watch.work, began = 0.07 * n, watch.at
        answer = opened(phone, typed)
        took.append(round(watch.at - began, 6))
        if typed != right:
            # What was typed stands in its field again: twenty digits, of which one is wrong.
            field = f'value="{typed[:40]}"'
            assert field in answer.text
            answers.add((answer.status_code, answer.text.replace(field, "")))
    assert [status for status, _ in answers] == [422]
    assert took == [PACE_SECONDS] * 5
    assert PACE_SECONDS >= 0.3, "longer than the work ever takes"


def test_the_code_stands_in_no_address(phone: CheckedClient, world: World) -> None:
    code = rated(phone, world, comment="等了很久").replace(" ", "")
    page = opened(phone, code).text
    assert set(re.findall(r"<form ([^>]*)>", page)) == {
        'method="post" action="/claim?lang=zh" autocomplete="off"'
    }
    assert not [link for link in re.findall(r'(?:href|action|src)="([^"]*)"', page) if code in link]
    asking = phone.get("/claim").text
    assert re.findall(r"<form ([^>]*)>", asking) == [
        'method="post" action="/claim?lang=zh" autocomplete="off"'
    ]
    assert phone.get(f"/claim?code={code}").text == asking


def test_the_picture_of_the_code_is_shown_for_half_an_hour(phone: CheckedClient, world: World) -> None:
    thanks = phone.post(f"/r/{world.point.code}", data={"grade": "1"}).headers["Location"]
    qr.svg.cache_clear()
    assert "请拍下这一页" in phone.get(f"{thanks}?qr=1").text
    assert qr.svg.cache_info().currsize == 0, "nobody's code stays in memory"
    later = now() + timedelta(minutes=31)
    with clock.at(lambda: later):
        page = phone.get(f"{thanks}?qr=1").text
    assert "请拍下这一页" not in page
    assert not re.search(r"\d{20}", page)


def test_within_seven_days_the_last_one_counts_at_the_same_day_and_point(
    phone: CheckedClient, world: World, app: Flask
) -> None:
    code = rated(phone, world, tags="rude1", comment="等了很久")
    day = db.session.scalars(select(Rating.day)).one()
    assert counted() == [1, 0, 0, 0, 0]
    later = now() + timedelta(days=6)
    with clock.at(lambda: later):
        # The page asks for no tags: what is sent as such is none of it.
        done = opened(phone, code, do="replace", grade="4", comment="后来办好了", tags="rude1")
        assert "已经更换" in done.text
        assert counted() == [0, 0, 0, 1, 0]
        assert "已经更换" in opened(phone, code, do="replace", grade="5", above="1").text
        assert counted() == [0, 0, 0, 0, 1]
        assert verified(app) == ""
    states = db.session.scalars(select(RatingChange).order_by(RatingChange.number)).all()
    assert [(s.grade, s.tags, s.above) for s in states] == [
        (1, ["rude1"], False),
        (4, [], False),
        (5, [], True),
    ]
    assert db.session.scalars(select(Rating.day)).one() == day
    assert db.session.scalars(select(Comment.text)).all() == []
    assert db.session.scalar(select(func.count(Tally.day))) == 1


def test_after_seven_days_it_stays(phone: CheckedClient, world: World, app: Flask) -> None:
    code = rated(phone, world)
    later = now() + timedelta(days=7, seconds=1)
    with clock.at(lambda: later):
        assert "换成这一条" not in opened(phone, code).text
        refused = opened(phone, code, do="replace", grade="5")
    assert refused.status_code == 422
    assert "七天以后不能再更换" in refused.text
    assert db.session.scalar(select(func.count(RatingChange.id))) == 1
    at, week = now(), timedelta(days=7)
    assert [replaceable(at, at + week + timedelta(seconds=s)) for s in (-1, 0)] == [True, False]
    assert not replaceable(now(), now() - timedelta(days=2)), "a clock set back opens nothing"
    assert replaceable(now(), now() - timedelta(hours=1)), "and an hour closes nothing"


@pytest.mark.parametrize("do", ["replace", "erase"])
def test_a_code_used_up_changes_nothing(
    phone: CheckedClient, world: World, app: Flask, monkeypatch: pytest.MonkeyPatch, do: str
) -> None:
    code = rated(phone, world, comment="等了很久")
    monkeypatch.setattr("feedback.ledger.acts.ACTS", 0)
    assert opened(phone, code, do=do, grade="5").status_code == 422
    assert db.session.scalars(select(Comment.text)).all() == ["等了很久"]
    assert db.session.scalar(select(func.count(RatingChange.id))) == 1
    assert verified(app) == ""


@pytest.mark.parametrize(
    "fields", [{}, {"grade": "6"}, {"grade": "none"}, {"grade": "5", "comment": "好" * 501}]
)
def test_a_replacement_that_says_nothing_is_refused(
    phone: CheckedClient, world: World, fields: dict[str, str]
) -> None:
    code = rated(phone, world, comment="等了很久")
    assert opened(phone, code, do="replace", **fields).status_code == 422
    assert db.session.scalars(select(Comment.text)).all() == ["等了很久"]


def test_acts_at_the_same_moment_leave_one_state_and_a_whole_log(
    phone: CheckedClient, world: World, app: Flask
) -> None:
    code = rated(phone, world, comment="等了很久")

    def act(n: int) -> int:
        client = app.test_client(use_cookies=False)
        fields = (
            {"do": "erase"} if n % 4 == 0 else {"do": "replace", "grade": str(n % 5 + 1), "comment": "换"}
        )
        return client.post("/claim", data={"code": code, **fields}).status_code

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(act, range(12))) == {200}
    assert sum(counted()) == 1
    assert (db.session.scalar(select(func.count(Comment.id))) or 0) <= 1
    assert verified(app) == ""


def test_the_copy_holds_words_and_moment_and_no_grade(phone: CheckedClient, world: World) -> None:
    copies, moment = [], now()
    for grade in ("1", "5"):
        with clock.at(lambda: moment):
            code = rated(phone, world, grade=grade, comment="等了很久")
            copy = opened(phone, code, do="copy")
        assert copy.mimetype == "text/plain"
        assert "attachment" in copy.headers["Content-Disposition"]
        copies.append(copy.data.decode("utf-8-sig"))
    assert copies[0] == copies[1]
    assert "等了很久" in copies[0]
    assert "红色代办" in copies[0]
    assert "满意" not in copies[0]


def test_the_page_speaks_english(phone: CheckedClient, world: World) -> None:
    code = rated(phone, world, comment="slow")
    page = phone.post("/claim?lang=en", data={"code": code})
    assert "Let this one count" in page.text
    assert 'action="/claim?lang=en"' in page.text
    wrong = phone.post("/claim?lang=en", data={"code": "1"})
    assert "No such code was found" in wrong.text
