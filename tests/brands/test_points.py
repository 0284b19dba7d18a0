"""Points: added, moved to another place, closed, opened; never to another brand."""

import re

from feedback.brands import Service, address_of, point_with
from feedback.db import db
from tests.brands import reading
from tests.checked import CheckedClient
from tests.factories import World

WORDS = {"name": "门口宣传栏", "place": "东门", "channel": "board", "service": "0"}


def test_alice_adds_a_point_with_a_code_of_its_own(alice: CheckedClient, world: World) -> None:
    answer = alice.submit(f"/brands/{world.brand.id}/points/new", **WORDS, code="aaaaaaaaaa")
    assert answer.status_code == 303
    added = reading.points(world.brand.id)[-1]
    assert (added.name, added.place, added.channel, added.service_id) == ("门口宣传栏", "东门", "board", None)
    assert re.fullmatch("[0-9a-hjkmnp-tv-z]{10}", added.code)
    assert added.code not in ("aaaaaaaaaa", world.point.code)
    assert alice.get(answer.location).status_code == 200
    assert reading.trail() == [("alice", "brands.add_point")]


def test_a_point_goes_to_another_place_and_keeps_brand_and_code(alice: CheckedClient, world: World) -> None:
    code, other = world.point.code, world.make_brand("银龄陪伴", world.branch)
    db.session.commit()
    page = alice.get(f"/points/{world.point.id}/edit").text
    assert "评价点不能换品牌" in page
    words = {**WORDS, "place": "二楼", "brand_id": str(other.id), "brand": str(other.id), "code": "b" * 10}
    assert alice.submit(f"/points/{world.point.id}/edit", **words).status_code == 303
    after = reading.point(world.point.id)
    assert (after.place, after.brand_id, after.code) == ("二楼", world.brand.id, code)
    assert reading.trail() == [("alice", "brands.edit_point")]


def test_charlie_reaches_no_point_of_alices_branch_and_bob_changes_none(
    alice: CheckedClient, bob: CheckedClient, charlie: CheckedClient, world: World
) -> None:
    for page in ("", "/edit", "/retire", "/qr.svg", "/qr.png"):
        assert charlie.get(f"/points/{world.point.id}{page}").status_code == 404
    assert bob.get(f"/points/{world.point.id}").status_code == 200
    assert "停用这个评价点" not in bob.get(f"/points/{world.point.id}").text
    for page in ("/edit", "/retire"):
        assert bob.get(f"/points/{world.point.id}{page}").status_code == 404


def test_a_service_of_another_brand_is_refused(alice: CheckedClient, world: World) -> None:
    other = world.make_brand("银龄陪伴", world.branch)
    other.services = [Service(name="陪诊")]
    db.session.commit()
    foreign = {**WORDS, "service": str(other.services[0].id)}
    assert alice.submit(f"/brands/{world.brand.id}/points/new", **foreign).status_code == 422
    assert len(reading.points(world.brand.id)) == 1


def test_two_open_points_of_one_name_are_refused_and_a_closed_one_may_be_followed(
    alice: CheckedClient, world: World
) -> None:
    again = {**WORDS, "name": "2 号窗口"}
    refused = alice.submit(f"/brands/{world.brand.id}/points/new", **again)
    assert refused.status_code == 422
    assert "已经有一个评价点叫“2 号窗口”" in refused.text
    assert alice.submit(f"/points/{world.point.id}/retire").status_code == 303
    assert alice.submit(f"/brands/{world.brand.id}/points/new", **again).status_code == 303
    reopened = alice.submit(f"/points/{world.point.id}/reopen", form=f"/points/{world.point.id}")
    assert "已经有一个评价点叫“2 号窗口”" in alice.get(reopened.location).text
    assert reading.point(world.point.id).retired_at is not None


def test_a_retired_point_is_closed_and_opens_again_under_its_old_code(
    alice: CheckedClient, phone: CheckedClient, world: World
) -> None:
    code = world.point.code
    alice.submit(f"/points/{world.point.id}/retire")
    assert "已经停用" in alice.get(f"/points/{world.point.id}").text
    assert phone.get(f"/r/{code}").status_code == 410
    db.session.rollback()
    alice.submit(f"/points/{world.point.id}/reopen", form=f"/points/{world.point.id}")
    found = point_with(code)
    assert found is not None
    assert reading.point(found.id).retired_at is None
    assert phone.get(f"/r/{code}").status_code == 200
    assert reading.trail() == [("alice", "brands.retire_point"), ("alice", "brands.reopen_point")]


def test_closing_twice_is_closing_once(alice: CheckedClient, world: World) -> None:
    for _ in range(2):
        alice.submit(f"/points/{world.point.id}/retire")
    assert reading.trail() == [("alice", "brands.retire_point")]


def test_the_address_comes_from_the_settings_and_not_from_the_phone(world: World) -> None:
    assert address_of(world.point) == f"http://127.0.0.1:8000/r/{world.point.code}"
