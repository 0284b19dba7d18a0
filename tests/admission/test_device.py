"""The mark of a phone: where it comes from, what it tells and what it does not."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from feedback import clock
from feedback.admission import destroy_old_keys, device
from feedback.collecting import Rating
from feedback.db import db
from feedback.keys import key_file, load_key
from tests.checked import CheckedClient
from tests.factories import World

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
COOKIE = "Y29va2llIG9mIGEgcGhvbmU"[:22]
ANOTHER = "another-phone-entirely"


@pytest.fixture(autouse=True)
def no_keys(app: Flask) -> Iterator[None]:
    """The folder of keys outlives a test's database: begin and end without keys of years."""
    yield
    for year in device.years():
        device.destroy_key(year)


def send(phone: CheckedClient, code: str, cookie: str | None = None, grade: str = "5") -> str | None:
    """Rate as a phone with this cookie; return the mark that was kept."""
    headers = {} if cookie is None else {"Cookie": f"theirs=1; msd={cookie}"}
    assert phone.post(f"/r/{code}", data={"grade": grade}, headers=headers).status_code == 303
    return db.session.scalars(select(Rating.device).order_by(Rating.id.desc()).limit(1)).one()


def test_the_page_gives_a_cookie_that_only_the_server_reads_and_the_first_rating_has_it(
    app: Flask, world: World
) -> None:
    phone = app.test_client()
    given = phone.get(f"/r/{world.point.code}").headers["Set-Cookie"]
    assert re.fullmatch(r"msd=[A-Za-z0-9_-]{22}; Max-Age=34560000; Path=/r; HttpOnly; SameSite=Lax", given)
    assert app.test_client().get(f"/r/{world.point.code}").headers["Set-Cookie"] != given, (
        "no two phones are one"
    )
    phone.post(f"/r/{world.point.code}", data={"grade": "4"})
    assert re.fullmatch(r"[0-9a-f]{64}", db.session.scalars(select(Rating.device)).one() or "")


def test_a_phone_that_has_one_keeps_it(phone: CheckedClient, world: World) -> None:
    page = phone.get(f"/r/{world.point.code}", headers={"Cookie": f"msd={COOKIE}"})
    assert "Set-Cookie" not in page.headers


def test_over_https_the_cookie_is_secure(
    phone: CheckedClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(phone.application.config, "PUBLIC_URL", "https://127.0.0.1")
    assert phone.get(f"/r/{world.point.code}").headers["Set-Cookie"].endswith("; SameSite=Lax; Secure")


def test_one_phone_has_one_mark_in_a_branch_and_another_in_every_other(
    phone: CheckedClient, world: World
) -> None:
    same_branch = world.make_point(world.make_brand("第二个品牌", world.branch), "大厅")
    elsewhere = world.make_point(world.make_brand("邻里灯", world.other), "议事厅")
    db.session.commit()
    first = send(phone, world.point.code, COOKIE)
    assert first is not None
    assert send(phone, same_branch.code, COOKIE) == first
    assert send(phone, elsewhere.code, COOKIE) not in (first, None)
    assert send(phone, world.point.code, ANOTHER) not in (first, None)


@pytest.mark.parametrize(
    "cookie", [None, "", "short", COOKIE + "x", COOKIE[:-1] + "密", "a" * 4000, "%00" * 7]
)
def test_no_cookie_or_one_that_is_not_ours_is_no_mark_and_no_refusal(
    phone: CheckedClient, world: World, cookie: str | None
) -> None:
    assert send(phone, world.point.code, cookie and cookie.encode().decode("latin-1")) is None


def test_the_cookie_stands_in_no_row_and_no_log(
    phone: CheckedClient, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert send(phone, world.point.code, COOKIE)
    tables = inspect(db.engine).get_table_names()
    rows = [str(row) for name in tables for row in db.session.execute(text(f'SELECT * FROM "{name}"'))]
    assert rows
    assert not [row for row in [*rows, caplog.text] if COOKIE in row]


def test_the_first_sender_of_a_rating_marks_it_whoever_changes_it(phone: CheckedClient, world: World) -> None:
    for grade, cookie in (("5", COOKIE), ("1", ANOTHER)):
        phone.post(
            f"/r/{world.point.code}",
            data={"grade": grade, "key": "k" * 20},
            headers={"Cookie": f"msd={cookie}"},
        )
    kept = db.session.scalars(select(Rating.device)).one()
    assert kept is not None
    assert kept == send(phone, world.point.code, COOKIE)


class TestTheKey:
    def test_is_a_file_of_the_year_that_only_we_read(self, phone: CheckedClient, world: World) -> None:
        with clock.at(lambda: NOON):
            send(phone, world.point.code, COOKIE)
        path = key_file(phone.application.config["DATA_DIR"], "device-2026")
        assert (device.years(), path.stat().st_mode & 0o777, len(path.read_bytes())) == ([2026], 0o600, 32)

    def test_is_not_made_for_phones_without_a_cookie(self, phone: CheckedClient, world: World) -> None:
        send(phone, world.point.code)
        assert device.years() == []

    def test_changes_at_midnight_of_the_residents(self, phone: CheckedClient, world: World) -> None:
        marks = []
        for minute in (59, 60):
            at = datetime(2026, 12, 31, 15, 0, tzinfo=UTC).timestamp() + 60 * minute
            with clock.at(lambda at=at: datetime.fromtimestamp(at, UTC)):  # type: ignore[misc]
                marks.append(send(phone, world.point.code, COOKIE))
        assert marks[0] != marks[1]
        assert device.years() == [2026, 2027]

    def test_once_destroyed_its_marks_cannot_be_made_again(self, phone: CheckedClient, world: World) -> None:
        with clock.at(lambda: NOON):
            before = send(phone, world.point.code, COOKIE)
            destroyed = phone.application.test_cli_runner().invoke(args=["devices", "destroy-key", "2026"])
            assert destroyed.exit_code == 0
            assert device.years() == []
            assert send(phone, world.point.code, COOKIE) != before

    def test_of_a_year_without_one_cannot_be_destroyed(self, app: Flask) -> None:
        told = app.test_cli_runner().invoke(args=["devices", "destroy-key", "2020"])
        assert told.exit_code == 1
        assert "没有 2020 年" in told.output

    def test_dies_a_month_after_its_year(self, app: Flask) -> None:
        for year in (2024, 2025, 2026):
            load_key(app.config["DATA_DIR"], f"device-{year}")
        assert destroy_old_keys(datetime(2026, 1, 31, 12, tzinfo=UTC)) == [2024]
        assert destroy_old_keys(datetime(2026, 2, 1, 12, tzinfo=UTC)) == [2025]
        assert device.years() == [2026]

    def test_that_cannot_be_made_costs_no_rating(
        self, phone: CheckedClient, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> bytes:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(device, "load_key", full)
        assert send(phone, world.point.code, COOKIE) is None
