"""Signing in, and how long it lasts."""

import re
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from time import process_time
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select

from feedback import clock
from feedback.accounts import Person
from feedback.accounts.actions import sign_in
from feedback.accounts.models import AuditEntry, Stranger
from feedback.accounts.passwords import hash_of
from feedback.db import db
from feedback.pages import Refused
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World

WRONG = "用户名或密码不对，请再核对一下。"


def after(start: datetime, **span: float) -> AbstractContextManager[None]:
    """Live some time after a moment."""
    return clock.at(lambda: start + timedelta(**span))


@pytest.fixture
def visitor(world: World, app: Flask) -> CheckedClient:
    """A browser in which nobody has signed in yet."""
    return cast(CheckedClient, app.test_client())


def tries(visitor: CheckedClient, username: str, times: int, password: str = "not the password") -> str:
    """Try a password some times; return the last page."""
    pages = [visitor.submit("/login", username=username, password=password).text for _ in range(times)]
    return pages[-1]


@pytest.mark.parametrize("typed", ["alice", " Alice ", "ALICE"])
def test_the_right_password_opens_the_first_page(visitor: CheckedClient, typed: str) -> None:
    assert visitor.submit("/login", username=typed, password=PASSWORD).location == "/"
    assert visitor.get("/password").status_code == 200


def plain(page: str) -> str:
    """Return a page without its form's token, which tells the second in which it was made."""
    bare, found = re.subn(r'(name="csrf_token"[^>]* value=)"[^"]+"', r"\1", page)
    assert found
    return bare


def test_a_wrong_password_and_an_unknown_name_read_alike(visitor: CheckedClient) -> None:
    wrong = visitor.submit("/login", username="alice", password="not the password")
    unknown = visitor.submit("/login", username="nobody", password="not the password")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert WRONG in wrong.text
    assert plain(wrong.text).replace("alice", "") == plain(unknown.text).replace("nobody", "")


@pytest.mark.parametrize("username", ["alice", "nobody"])
def test_after_five_failures_one_has_to_wait_whether_the_name_exists_or_not(
    visitor: CheckedClient, username: str
) -> None:
    assert WRONG in tries(visitor, username, 5)
    assert "请过 30 秒再试" in tries(visitor, username, 1)


def test_while_waiting_the_right_password_is_not_looked_at(visitor: CheckedClient) -> None:
    tries(visitor, "alice", 5)
    assert "再试" in tries(visitor, "alice", 1, PASSWORD)
    assert visitor.get("/password").status_code == 303


def test_the_wait_grows_and_tries_made_while_waiting_do_not_lengthen_it(world: World) -> None:
    start, waited = clock.now(), 0

    def answer() -> str:
        with after(start, seconds=waited), pytest.raises(Refused) as refusal:
            sign_in("alice", "not the password")
        return refusal.value.sentence

    assert [answer() for _ in range(5)] == [WRONG] * 5
    for words, seconds in (
        ("30 秒", 30),
        ("1 分钟", 60),
        ("2 分钟", 120),
        ("4 分钟", 240),
        ("8 分钟", 480),
        ("15 分钟", 900),
    ):
        assert f"请过 {words}再试" in answer() == answer()
        waited += seconds
        assert answer() == WRONG
    assert "请过 15 分钟再试" in answer()


def test_a_day_later_the_failures_are_forgotten(world: World) -> None:
    start = clock.now()
    for hours in (0, 0, 0, 0, 25, 25, 25, 25, 25):
        with after(start, hours=hours), pytest.raises(Refused, match=WRONG):
            sign_in("alice", "not the password")


def test_one_who_has_waited_signs_in_and_starts_again_from_nothing(
    visitor: CheckedClient, world: World
) -> None:
    tries(visitor, "alice", 5)
    with after(clock.now(), seconds=31):
        visitor.sign_in("alice", PASSWORD)
    db.session.expire_all()
    assert (world.alice.failures, world.alice.failed_at) == (0, None)


def test_a_failure_is_counted_although_the_sign_in_was_refused(visitor: CheckedClient, world: World) -> None:
    tries(visitor, "alice", 3)
    tries(visitor, "nobody", 2)
    assert db.session.scalars(select(Person.failures).where(Person.username == "alice")).one() == 3
    assert db.session.scalars(select(Stranger.failures)).one() == 2


def test_others_do_not_wait_for_the_failures_of_one(visitor: CheckedClient) -> None:
    tries(visitor, "alice", 6)
    assert visitor.sign_in("bob", PASSWORD).location == "/"


def test_an_unknown_name_takes_as_long_as_a_wrong_password(app: Flask, world: World) -> None:
    app.config["ARGON2"] = "strong"
    world.alice.password_hash = hash_of(PASSWORD)
    db.session.commit()
    try:
        spent: dict[str, list[float]] = {"alice": [], "nobody": []}
        for username in ("alice", "nobody") * 2:
            begun = process_time()  # not by the wall: other work on this machine would be counted too
            with pytest.raises(Refused):
                sign_in(username, "not the password")
            spent[username].append(process_time() - begun)
    finally:
        app.config["ARGON2"] = "quick"
    known, unknown = min(spent["alice"]), min(spent["nobody"])
    assert 0.4 < unknown / known < 2.5


def test_a_closed_account_reads_like_a_wrong_password(visitor: CheckedClient, world: World) -> None:
    world.alice.active = False
    db.session.commit()
    answer = visitor.submit("/login", username="alice", password=PASSWORD)
    assert answer.status_code == 422
    assert WRONG in answer.text


def test_a_closed_account_is_out_wherever_it_is_signed_in(alice: CheckedClient, world: World) -> None:
    world.alice.active = False
    db.session.commit()
    assert alice.get("/password").status_code == 303


@pytest.mark.parametrize("wanted", ["/password", "/password?a=中文"])
def test_after_signing_in_one_comes_to_the_page_one_wanted(visitor: CheckedClient, wanted: str) -> None:
    asked = visitor.get(wanted).location
    answer = visitor.submit(asked, username="alice", password=PASSWORD)
    assert visitor.get(answer.location).status_code == 200
    assert answer.location.startswith("/password")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//example.org",
        "/\\example.org",
        "/%09/example.org",
        "https://example.org",
        "javascript:x",
        "%0d%0aA:b",
    ],
)
def test_nobody_is_sent_elsewhere(visitor: CheckedClient, elsewhere: str) -> None:
    answer = visitor.submit(f"/login?next={elsewhere}", username="alice", password=PASSWORD)
    assert answer.location == "/"


def cookie(client: CheckedClient) -> str:
    """Return the session cookie of a browser."""
    found = client.get_cookie("msp")
    assert found
    return found.value


def test_signing_in_changes_the_session_and_signing_out_kills_every_copy(
    visitor: CheckedClient, app: Flask
) -> None:
    visitor.get("/login")
    before = cookie(visitor)
    visitor.sign_in("alice", PASSWORD)
    stolen = cookie(visitor)
    assert stolen != before
    thief = cast(CheckedClient, app.test_client())
    thief.set_cookie("msp", stolen)
    assert thief.get("/password").status_code == 200
    assert visitor.submit("/logout", form="/password").location == "/login"
    thief.set_cookie("msp", stolen)
    assert (thief.get("/password").status_code, visitor.get("/password").status_code) == (303, 303)


def test_the_cookie_is_for_the_server_alone(visitor: CheckedClient) -> None:
    answer = visitor.submit("/login", username="alice", password=PASSWORD)
    flags = answer.headers["Set-Cookie"]
    assert "HttpOnly" in flags
    assert "SameSite=Lax" in flags


def test_half_an_hour_without_a_page_ends_the_sign_in(alice: CheckedClient) -> None:
    start = clock.now()
    for minutes, status in ((29, 200), (58, 200), (89, 303)):
        with after(start, minutes=minutes):
            assert alice.get("/password").status_code == status


def test_twelve_hours_end_the_sign_in_of_the_busiest(alice: CheckedClient) -> None:
    start = clock.now()
    for minutes in range(0, 12 * 60, 20):
        with after(start, minutes=minutes):
            assert alice.get("/password").status_code == 200
    with after(start, hours=12, seconds=1):
        assert alice.get("/password").status_code == 303


def test_a_clock_set_back_makes_no_sign_in_eternal(alice: CheckedClient) -> None:
    with after(clock.now(), days=-1):
        assert alice.get("/password").status_code == 303


def test_signing_in_and_out_stand_in_the_trail(alice: CheckedClient) -> None:
    alice.submit("/logout", form="/password")
    entries = db.session.execute(select(AuditEntry.username, AuditEntry.action).order_by(AuditEntry.id)).all()
    assert entries == [("alice", "accounts.sign_in"), ("alice", "accounts.sign_out")]
