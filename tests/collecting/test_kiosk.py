"""A shared screen: started and ended by its PIN, no right of the staff's, no mark, nothing left for the next (I7)."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from feedback import clock
from feedback.accounts.models import AuditEntry
from feedback.brands import qr
from feedback.clock import now
from feedback.collecting import Rating
from feedback.collecting.kiosk_pin import Kiosk, enter, read_pin, set_pin, stop, weakness
from feedback.db import db
from feedback.pages import Refused
from tests.checked import CheckedClient
from tests.factories import World

PIN = "482915"


@pytest.fixture
def tablet(app: Flask, world: World) -> CheckedClient:
    """A tablet on which the screen of the world's point runs."""
    set_pin(world.bob, world.point, PIN, now())
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    assert client.post(f"/kiosk/{world.point.code}/start", data={"pin": PIN}).status_code == 303
    return client


def rated() -> list[Rating]:
    db.session.rollback()  # what nobody committed is not there
    return list(db.session.scalars(select(Rating).order_by(Rating.id)))


def test_a_rating_on_the_screen_has_a_source_of_its_own_and_no_mark(
    tablet: CheckedClient, world: World
) -> None:
    address = f"/kiosk/{world.point.code}"
    tablet.get(f"/r/{world.point.code}")  # a cookie of the phone's page must make no difference
    answer = tablet.post(address, data={"grade": "2", "comment": "慢", "key": "k" * 20})
    grown = tablet.post(address, data={"grade": "2", "comment": "太慢", "key": "k" * 20})
    (rating,) = rated()
    assert (rating.source, rating.device) == ("kiosk", None)
    assert (answer.status_code, grown.status_code) == (303, 303)
    assert answer.headers["Location"].startswith(f"{address}/thanks/")


def test_two_who_rate_one_after_the_other_are_two(tablet: CheckedClient, world: World) -> None:
    address = f"/kiosk/{world.point.code}"
    for grade in ("5", "1"):
        key = re.findall(r'name="key"[^>]* value="([^"]*)"', tablet.get(address).text)[0]
        tablet.post(address, data={"grade": grade, "key": key})
    assert [rating.grade for rating in rated()] == [5, 1]


def test_a_point_that_was_closed_takes_nothing_from_a_screen_that_still_runs(
    tablet: CheckedClient, world: World
) -> None:
    world.point.retired_at = now()
    db.session.commit()
    assert tablet.post(f"/kiosk/{world.point.code}", data={"grade": "5"}).status_code == 410
    assert rated() == []


def test_the_claim_code_is_shown_for_minutes_and_its_address_opens_no_other_page(
    tablet: CheckedClient, world: World
) -> None:
    location = tablet.post(f"/kiosk/{world.point.code}", data={"grade": "5"}).headers["Location"]
    qr.svg.cache_clear()
    page = tablet.get(location)
    (code,) = re.findall(r'class="code">([\d ]+)<', page.text)
    assert f"/claim#{code.replace(' ', '')}" in page.text, (
        "what is photographed holds it where no server sees it"
    )
    assert qr.svg.cache_info().currsize == 0, "nobody's code stays in memory"
    assert page.headers["Refresh"] == f"60; url=/kiosk/{world.point.code}"
    assert page.headers["Cache-Control"] == "no-store"
    assert tablet.get(location.replace("/kiosk/", "/r/")).status_code == 404
    with clock.at(lambda: clock._system() + timedelta(minutes=5)):
        assert 'class="code"' not in tablet.get(location).text


def test_without_the_cookie_the_screen_takes_nothing(phone: CheckedClient, world: World) -> None:
    set_pin(world.bob, world.point, PIN, now())
    address = f"/kiosk/{world.point.code}"
    assert phone.post(address, data={"grade": "5"}).status_code == 403
    assert 'name="pin"' in phone.get(address).text
    for forged in ("x", "1.1.9999999999.abc", "é.é", "." * 9):
        assert (
            phone.post(address, data={"grade": "5"}, headers={"Cookie": f"msk={forged}"}).status_code == 403
        )
    assert rated() == []


def test_the_cookie_is_good_for_its_point_a_day_and_this_pin_and_opens_nothing_of_the_staffs(
    tablet: CheckedClient, world: World
) -> None:
    other = world.make_point(world.brand, "3 号窗口")
    db.session.commit()
    set_pin(world.bob, other, PIN, now())
    assert tablet.post(f"/kiosk/{other.code}", data={"grade": "5"}).status_code == 403
    assert tablet.get(f"/points/{world.point.id}/kiosk").status_code == 303
    with clock.at(lambda: clock._system() + timedelta(hours=17)):
        assert tablet.post(f"/kiosk/{world.point.code}", data={"grade": "5"}).status_code == 403
    set_pin(world.bob, world.point, "739164", now())
    assert tablet.post(f"/kiosk/{world.point.code}", data={"grade": "5"}).status_code == 403
    assert rated() == []


def test_leaving_needs_the_pin_and_ends_the_screen(tablet: CheckedClient, world: World) -> None:
    address = f"/kiosk/{world.point.code}"
    wrong = tablet.post(f"{address}/leave", data={"pin": "000000"})
    assert (wrong.status_code, "口令不对" in wrong.text) == (422, True)
    assert tablet.post(address, data={"grade": "5"}).status_code == 303
    assert tablet.post(f"{address}/leave", data={"pin": "４８２ ９１５"}).status_code == 303
    assert tablet.post(address, data={"grade": "5"}).status_code == 403
    assert len(rated()) == 1


def test_guessing_is_slowed_down_and_the_right_pin_then_waits_too(phone: CheckedClient, world: World) -> None:
    set_pin(world.bob, world.point, PIN, now())
    address = f"/kiosk/{world.point.code}/start"
    for _ in range(5):
        assert "口令不对" in phone.post(address, data={"pin": "111222"}).text
    assert "请过 30 秒再试" in phone.post(address, data={"pin": PIN}).text
    with clock.at(lambda: clock._system() + timedelta(seconds=31)):
        assert phone.post(address, data={"pin": PIN}).status_code == 303
    db.session.rollback()  # what nobody committed is not there
    assert db.session.scalars(select(Kiosk.failures)).all() == [0]


def test_of_guesses_sent_together_one_is_looked_at(app: Flask, world: World) -> None:
    set_pin(world.bob, world.point, PIN, now())
    seen_before = db.session.get_one(Kiosk, world.point.id)
    with db.engine.begin() as another:
        another.execute(update(Kiosk).values(failures=1, failed_at=now()))
    assert seen_before.failures == 0
    with pytest.raises(Refused, match="刚才有人也在输入口令"):
        enter(world.point.id, PIN, now())


def test_what_is_wrong_is_said_and_what_was_written_stays(tablet: CheckedClient, world: World) -> None:
    answer = tablet.post(f"/kiosk/{world.point.code}", data={"comment": "写了一半", "key": "k" * 20})
    assert answer.status_code == 422
    assert "请先点一个表情" in answer.text
    assert "写了一半" in answer.text
    assert "k" * 20 in answer.text


def test_the_desk_sets_and_ends_it_and_the_trail_says_so(bob: CheckedClient, world: World) -> None:
    address = f"/points/{world.point.id}/kiosk"
    weak = bob.submit(address, pin="123456")
    assert (weak.status_code, "太容易猜" in weak.text) == (422, True)
    assert bob.submit(address, pin=PIN).status_code == 303
    assert bob.submit(f"{address}/stop", form=address).status_code == 303
    stop(world.bob, world.point)
    db.session.rollback()  # what nobody committed is not there
    done = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert done == ["collecting.kiosk_stop", "collecting.kiosk_pin"]
    assert PIN not in str(db.session.execute(select(AuditEntry.__table__)).all())


def test_a_point_without_a_screen_says_so(phone: CheckedClient, world: World) -> None:
    answer = phone.post(f"/kiosk/{world.point.code}/start", data={"pin": PIN})
    assert (answer.status_code, "没有开通平板模式" in answer.text) == (422, True)
    assert phone.get("/kiosk/zzzzzzzzzz").status_code == 404


@pytest.mark.parametrize(
    ("pin", "weak"),
    [("482915", False), ("12345", True), ("111111", True), ("987654", True), ("12a456", True)],
)
def test_a_pin_that_anybody_would_try_is_refused(pin: str, weak: bool) -> None:
    assert (weakness(read_pin(pin)) is not None) is weak


def test_another_sites_form_is_not_taken(tablet: CheckedClient, world: World) -> None:
    foreign = {"Origin": "https://elsewhere.example"}
    assert tablet.post(f"/kiosk/{world.point.code}", data={"grade": "5"}, headers=foreign).status_code == 403
    assert rated() == []


def test_a_weak_pin_changes_nothing(world: World) -> None:
    with pytest.raises(Refused):
        set_pin(world.bob, world.point, "000000", now())
    assert db.session.get(Kiosk, world.point.id) is None
