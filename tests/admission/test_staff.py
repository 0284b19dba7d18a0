"""Internal devices: registered by the committee alone, one by one, and let go again."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import event, select

from feedback import clock
from feedback.accounts import Role
from feedback.accounts.models import AuditEntry
from feedback.admission import staff, staff_rules
from feedback.admission.staff_models import StaffDevice
from feedback.brands import qr
from feedback.clock import now
from feedback.collecting import Rating
from feedback.collecting.facts import facts_of
from feedback.collecting.ticket import way_of
from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World

NAME = "大厅 2 号窗口平板"


def link(cora: CheckedClient, name: str = NAME) -> str:
    """Let the committee invite a device; return the path of its link."""
    page = cora.submit("/devices", name=name)
    assert page.status_code == 200
    return str(re.findall(r"http://127\.0\.0\.1:8000(/device/[A-Za-z0-9_-]{22})<", page.text)[0])


def registered(app: Flask, cora: CheckedClient, name: str = NAME) -> CheckedClient:
    """Return a device that has been registered."""
    device = cast(CheckedClient, app.test_client())
    answer = device.submit(link(cora, name))
    assert answer.status_code == 200
    assert "所评不计分" in answer.text
    db.session.rollback()  # what nobody committed is not there
    return device


def mark_of(phone: CheckedClient, code: str) -> str | None:
    """Rate with a phone; return the mark that was kept."""
    assert phone.post(f"/r/{code}", data={"grade": "5"}).status_code == 303
    return db.session.scalars(select(Rating.device).order_by(Rating.id.desc()).limit(1)).one()


def test_what_a_registered_device_sends_is_internal_wherever_below_it_is_sent(
    app: Flask, world: World, cora: CheckedClient
) -> None:
    elsewhere = world.make_point(world.make_brand("邻里灯", world.other), "议事厅")
    db.session.commit()
    device = registered(app, cora)
    assert mark_of(device, world.point.code) == "internal"
    assert mark_of(device, elsewhere.code) == "internal"
    trail = [e.action for e in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert [a for a in trail if a.startswith("admission.")] == [
        "admission.invite_device",
        "admission.enrol_device",
    ]


def test_a_code_does_not_make_a_resident_of_it(app: Flask, world: World, cora: CheckedClient) -> None:
    registered(app, cora)
    facts, kept = facts_of(world.point.code), staff.cookie_of(db.session.scalars(select(StaffDevice)).one())
    assert facts is not None
    seen = []
    for cookie in (f"msi={kept}", f"msd={'a' * 22}"):
        with app.test_request_context(headers={"Cookie": cookie}):
            seen.append(way_of("a code", facts, None, now()).device)
    assert seen == ["internal", None]


def test_a_committee_s_device_is_none_of_another_committee_s(
    app: Flask, world: World, cora: CheckedClient
) -> None:
    device = registered(app, cora)
    stored = db.session.scalars(select(StaffDevice)).one()
    stored.organisation = world.other
    db.session.commit()
    assert mark_of(device, world.point.code) != "internal"


def test_the_cookie_is_for_the_server_alone(app: Flask, world: World, cora: CheckedClient) -> None:
    device = cast(CheckedClient, app.test_client())
    flags = [c for c in device.submit(link(cora)).headers.getlist("Set-Cookie") if c.startswith("msi=")]
    assert len(flags) == 1
    assert {"HttpOnly", "Path=/r", "SameSite=Lax"} <= set(flags[0].split("; "))


def test_opening_the_link_registers_nothing_and_it_is_good_once(
    app: Flask, world: World, cora: CheckedClient
) -> None:
    where, device = link(cora), cast(CheckedClient, app.test_client())
    kept = db.session.execute(select(StaffDevice.__table__)).one()
    assert where.rsplit("/", 1)[1] not in map(str, kept)
    assert "登记本机" in device.get(where).text
    assert mark_of(device, world.point.code) != "internal"
    assert device.submit(where).status_code == 200
    other = cast(CheckedClient, app.test_client())
    token = other.csrf("/login")
    again = other.post(where, data={"csrf_token": token})
    assert (again.status_code, "用不了" in again.text) == (410, True)
    assert other.get(where).status_code == 410
    assert mark_of(other, world.point.code) != "internal"


def test_the_link_dies_after_half_an_hour_and_unknown_ones_answer_alike(
    app: Flask, world: World, cora: CheckedClient
) -> None:
    where, device = link(cora), cast(CheckedClient, app.test_client())
    unknown = device.get("/device/" + "a" * 22)
    assert unknown.status_code == 410
    late = now() + staff_rules.VALID
    with clock.at(lambda: late):
        assert device.get(where).text == unknown.text
        assert staff.enrol(where.rsplit("/", 1)[1], late) is None
    early = now() - timedelta(days=1)
    assert staff.enrol(where.rsplit("/", 1)[1], early) is None
    assert device.get(where).status_code == 200


def test_of_many_that_press_at_once_one_registers(app: Flask, world: World, cora: CheckedClient) -> None:
    code = link(cora).rsplit("/", 1)[1]
    db.session.rollback()

    def press(_n: int) -> bool:
        with app.app_context():
            return staff.enrol(code, now()) is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press, range(8))) == 1


def test_a_revoked_device_is_like_any_other_again_and_what_it_sent_stays(
    app: Flask, world: World, cora: CheckedClient
) -> None:
    device = registered(app, cora)
    assert mark_of(device, world.point.code) == "internal"
    stored = db.session.scalars(select(StaffDevice)).one()
    assert cora.submit(f"/devices/{stored.id}/revoke", "/devices").status_code == 303
    db.session.rollback()  # what nobody committed is not there
    assert "已撤销" in cora.get("/devices").text
    assert mark_of(device, world.point.code) != "internal"
    assert sorted(db.session.scalars(select(Rating.device)), key=str)[-1] == "internal"
    actions = list(db.session.scalars(select(AuditEntry.action)))
    assert actions.count("admission.revoke_device") == 1


@pytest.mark.parametrize("forged", ["1", "1.{h}.{z}", "1.{h}.{s}x", "0.{h}.{s}", "2.{h}.{s}", "١.{h}.{s}"])
def test_a_forged_cookie_is_no_internal_device(
    app: Flask, world: World, cora: CheckedClient, forged: str
) -> None:
    registered(app, cora)
    stored = db.session.scalars(select(StaffDevice)).one()
    number, digest, signature = staff.cookie_of(stored).split(".")
    assert staff.is_internal(f"{number}.{digest}.{signature}", world.branch.id)
    assert not staff.is_internal(forged.format(h=digest, s=signature, z="0" * 32), world.branch.id)


def test_a_number_that_came_again_in_a_new_database_is_no_internal_device(
    app: Flask, world: World, cora: CheckedClient
) -> None:
    registered(app, cora)
    stored = db.session.scalars(select(StaffDevice)).one()
    cookie, stored.code_hash = staff.cookie_of(stored), "0" * 64
    db.session.commit()
    assert not staff.is_internal(cookie, world.branch.id)


def test_an_invitation_that_was_revoked_registers_nothing(
    app: Flask, world: World, cora: CheckedClient
) -> None:
    where = link(cora)
    cora.submit(f"/devices/{db.session.scalars(select(StaffDevice.id)).one()}/revoke", "/devices")
    assert staff.enrol(where.rsplit("/", 1)[1], now()) is None
    assert db.session.scalars(select(StaffDevice.enrolled_at)).one() is None


def test_another_committee_neither_sees_a_device_nor_lets_it_go(
    app: Flask, world: World, cora: CheckedClient
) -> None:
    link(cora, "值班手机")
    world.person("dina", Role.COMMITTEE_MANAGER, world.other)
    db.session.commit()
    dina = cast(CheckedClient, app.test_client())
    dina.sign_in("dina", PASSWORD)
    assert "值班手机" not in dina.get("/devices").text
    number = db.session.scalars(select(StaffDevice.id)).one()
    assert dina.submit(f"/devices/{number}/revoke", "/devices").status_code == 404
    assert db.session.scalars(select(StaffDevice.revoked_at)).one() is None


def test_a_link_s_picture_stays_in_no_memory(world: World, cora: CheckedClient) -> None:
    qr.svg.cache_clear()
    link(cora)
    assert qr.svg.cache_info().currsize == 0


def test_an_ordinary_rating_asks_the_database_nothing_about_devices(
    app: Flask, world: World, phone: CheckedClient
) -> None:
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    phone.get(f"/r/{world.point.code}")
    assert mark_of(phone, world.point.code) is None
    assert asked
    assert not [statement for statement in asked if "staff_device" in statement]


def test_a_name_in_use_is_refused_and_an_old_one_is_free_again(
    app: Flask, world: World, cora: CheckedClient
) -> None:
    registered(app, cora)
    twice = cora.submit("/devices", name=NAME)
    assert (twice.status_code, "请换一个名字" in twice.text) == (422, True)
    assert cora.submit("/devices", name="  ").status_code == 422
    cora.submit(f"/devices/{db.session.scalars(select(StaffDevice.id)).one()}/revoke", "/devices")
    assert link(cora)


def test_neither_the_branch_nor_a_reviewer_nor_an_administrator_finds_the_screen(
    app: Flask, world: World, alice: CheckedClient, cora: CheckedClient
) -> None:
    world.person("rita", Role.REVIEWER, world.committee)
    world.person("sam", Role.SYSTEM_ADMIN, world.committee)
    db.session.commit()
    registered(app, cora)
    for who in ("rita", "sam"):
        client = cast(CheckedClient, app.test_client())
        client.sign_in(who, PASSWORD)
        assert client.get("/devices").status_code == 404
    token = alice.csrf("/password")
    assert alice.get("/devices").status_code == 404
    for where in ("/devices", "/devices/1/revoke"):
        assert alice.post(where, data={"csrf_token": token, "name": "本支部"}).status_code == 404
    assert [d.revoked_at for d in db.session.scalars(select(StaffDevice))] == [None]


def test_a_link_sent_from_elsewhere_registers_no_phone(app: Flask, world: World, cora: CheckedClient) -> None:
    where = link(cora)
    assert app.test_client().post(where).status_code == 400
    assert db.session.scalars(select(StaffDevice.enrolled_at)).one() is None
