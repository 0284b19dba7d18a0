"""A one-time code: once, for its point, until its day; and nothing that leads from it to the rating (I6, I9)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback import clock
from feedback.admission import CodeBatch, Occasion, OneTimeCode, Wanted, spend
from feedback.admission.code_actions import make_batch, void_batch
from feedback.brands import Point
from feedback.clock import now
from feedback.collecting import Comment, Rating, RatingChange
from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import World


def batch_of(world: World, point: Point) -> tuple[CodeBatch, list[str]]:
    today = now().date()
    wanted = Wanted(Occasion.MEETING, "议事会", 10, today + timedelta(days=3))
    return make_batch(world.alice, point, wanted, "s" * 24, today, now())


@pytest.fixture
def codes(world: World) -> list[str]:
    """Ten codes of the world's point."""
    return batch_of(world, world.point)[1]


def sources() -> list[str]:
    return list(db.session.scalars(select(Rating.source).order_by(Rating.id)))


def test_a_code_leads_to_the_rating_page_and_never_stands_in_an_address_that_a_server_sees(
    phone: CheckedClient, world: World, codes: list[str]
) -> None:
    answer = phone.post("/c", data={"code": codes[0].upper()})
    path, _, fragment = answer.headers["Location"].partition("#")
    assert (answer.status_code, fragment) == (303, codes[0])
    assert path == f"/r/{world.point.code}?lang=zh&ticket=1"
    assert 'name="ticket"' in phone.get(path).text
    assert 'name="ticket"' not in phone.get(f"/r/{world.point.code}").text
    thanks = phone.post(path, data={"grade": "4", "ticket": codes[0]})
    assert (thanks.status_code, codes[0] in thanks.headers["Location"]) == (303, False)
    assert sources() == ["code"]


def test_fifty_phones_with_one_code_are_one_rating(app: Flask, world: World, codes: list[str]) -> None:
    def send(n: int) -> int:
        sent = {"grade": "5", "ticket": codes[0], "key": f"phone-{n:016d}"}
        return app.test_client(use_cookies=False).post(f"/r/{world.point.code}", data=sent).status_code

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(50)))
    assert (answers.count(303), answers.count(422)) == (1, 49)
    assert sources() == ["code"]


def test_the_rating_grows_under_its_key_when_the_code_is_used_up(
    phone: CheckedClient, world: World, codes: list[str]
) -> None:
    address, sent = f"/r/{world.point.code}", {"ticket": codes[0], "key": "k" * 20}
    first = phone.post(address, data={**sent, "grade": "2"})
    grown = phone.post(address, data={**sent, "grade": "2", "comment": "等了两小时"})
    assert (first.status_code, grown.headers["Location"]) == (303, first.headers["Location"])
    assert (sources(), db.session.scalars(select(Comment.text)).all()) == (["code"], ["等了两小时"])


def test_nothing_is_left_of_a_used_code_and_the_rating_has_no_trace_of_it(
    phone: CheckedClient, world: World, codes: list[str]
) -> None:
    before = set(db.session.scalars(select(OneTimeCode.code_hash)))
    phone.post(f"/r/{world.point.code}", data={"grade": "4", "ticket": codes[3]})
    (gone,) = before - set(db.session.scalars(select(OneTimeCode.code_hash)))
    rows = [
        *db.session.execute(select(Rating.__table__)),
        *db.session.execute(select(RatingChange.__table__)),
    ]
    assert rows
    for needle in (codes[3], gone):
        assert not any(needle in str(value) for row in rows for value in row)
    assert "batch_id" not in Rating.__table__.c


def test_a_used_code_leads_kindly_to_the_open_page(
    phone: CheckedClient, world: World, codes: list[str]
) -> None:
    phone.post(f"/r/{world.point.code}", data={"grade": "4", "ticket": codes[0]})
    spent = phone.post("/c?lang=en", data={"code": codes[0]})
    assert (spent.status_code, f'href="/r/{world.point.code}?lang=en' in spent.text) == (410, True)
    late = phone.post(f"/r/{world.point.code}", data={"grade": "1", "ticket": codes[0], "comment": "还是慢"})
    assert late.status_code == 422
    assert "这个一次性码用不了" in late.text
    assert "还是慢" in late.text
    phone.post(f"/r/{world.point.code}", data={"grade": "1", "comment": "还是慢"})
    assert sources() == ["code", "scan"]


def test_an_expired_and_a_void_code_open_nothing(world: World, phone: CheckedClient) -> None:
    batch, codes = batch_of(world, world.point)
    sent = {"grade": "5", "ticket": codes[0]}
    with clock.at(lambda: clock._system() + timedelta(days=5)):
        assert "已经过了有效期" in phone.post("/c", data={"code": codes[0]}).text
        assert phone.post(f"/r/{world.point.code}", data=sent).status_code == 422
    void_batch(world.alice, batch, now())
    assert "已经作废" in phone.post("/c", data={"code": codes[0]}).text
    assert phone.post(f"/r/{world.point.code}", data=sent).status_code == 422
    assert sources() == []


def test_a_code_is_used_up_on_its_last_day_and_no_later_and_of_a_void_batch_never(world: World) -> None:
    batch, codes = batch_of(world, world.point)
    assert not spend(codes[0], world.point.id, batch.last_day + timedelta(days=1))
    assert spend(codes[0], world.point.id, batch.last_day)
    # Somebody voids it at the same moment: its rows may still stand.
    batch.voided_at = now()
    assert not spend(codes[1], world.point.id, batch.last_day)


def test_a_code_of_another_point_is_no_code_here_and_stays_good_there(
    world: World, phone: CheckedClient, codes: list[str]
) -> None:
    other = world.make_point(world.brand, "3 号窗口")
    db.session.commit()
    sent = {"grade": "5", "ticket": codes[0]}
    assert phone.post(f"/r/{other.code}", data=sent).status_code == 422
    assert phone.post(f"/r/{world.point.code}", data=sent).status_code == 303
    assert sources() == ["code"]


@pytest.mark.parametrize("typed", ["", "0" * 18, "x", "😀" * 18, "\0" * 18, "a" * 5000])
def test_what_is_no_code_is_asked_for_again_as_it_was_typed(
    phone: CheckedClient, world: World, typed: str
) -> None:
    answer = phone.post("/c", data={"code": typed})
    assert answer.status_code == 422
    assert "没有找到这个码" in answer.text
    assert "红色代办" not in answer.text


def test_a_refused_grade_uses_no_code_up(phone: CheckedClient, world: World, codes: list[str]) -> None:
    address = f"/r/{world.point.code}?ticket=1"
    wrong = phone.post(address, data={"grade": "9", "ticket": codes[0]})
    assert (wrong.status_code, codes[0] in wrong.text) == (422, True)
    assert db.session.scalar(select(func.count()).select_from(OneTimeCode)) == 10
