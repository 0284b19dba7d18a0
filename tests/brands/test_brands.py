"""Brands: who sees them, who changes them, and that everything stands in the trail."""

import pytest
from sqlalchemy import select

from feedback.accounts.models import AuditEntry
from feedback.brands import Brand, Service
from feedback.db import db
from tests.brands import reading
from tests.checked import CheckedClient
from tests.factories import World

WORDS = {"name": "银龄陪伴", "mark": "银", "positioning": "陪老人看病。", "responsible": "组织委员"}


def test_alice_sees_her_brand_and_charlie_does_not(
    alice: CheckedClient, bob: CheckedClient, charlie: CheckedClient, world: World
) -> None:
    for browser in (alice, bob):
        assert "红色代办" in browser.get("/brands").text
        assert "2 号窗口" in browser.get(f"/brands/{world.brand.id}").text
    assert "红色代办" not in charlie.get("/brands").text
    assert charlie.get(f"/brands/{world.brand.id}").status_code == 404


@pytest.mark.parametrize(
    "page", ["", "/edit", "/retire", "/move", "/points/new", "/points/import", "/posters"]
)
def test_a_brand_of_another_branch_answers_like_one_that_does_not_exist(
    charlie: CheckedClient, world: World, page: str
) -> None:
    forbidden = charlie.get(f"/brands/{world.brand.id}{page}")
    unknown = charlie.get(f"/brands/999999{page}")
    assert (forbidden.status_code, forbidden.text) == (404, unknown.text)


def test_an_id_no_row_can_have_is_unknown(alice: CheckedClient) -> None:
    for address in ("/brands/99999999999999999999", "/points/2147483648", "/brands/0"):
        assert alice.get(address).status_code == 404


def test_bob_looks_and_changes_nothing(bob: CheckedClient, world: World) -> None:
    page = bob.get(f"/brands/{world.brand.id}").text
    assert "修改资料" not in page
    assert "添加评价点" not in page
    for address in ("edit", "retire", "move", "reopen", "points/new", "points/import"):
        assert bob.submit(f"/brands/{world.brand.id}/{address}", form="/brands", **WORDS).status_code == 404
    assert reading.brand(world.brand.id).name == "红色代办"


def test_alice_says_what_her_brand_stands_for(alice: CheckedClient, world: World) -> None:
    services = {
        "services-0-name": "代办证件",
        "services-0-description": "当天办好。",
        "services-1-name": " ",
        "services-2-name": "上门\u202e办理",
    }
    answer = alice.submit(f"/brands/{world.brand.id}/edit", **WORDS, **services)
    assert answer.status_code == 303
    brand = reading.brand(world.brand.id)
    assert (brand.name, brand.mark, brand.positioning) == ("银龄陪伴", "银", "陪老人看病。")
    # What turns the reading direction round is left out: it would print one name and be another.
    assert [(s.name, s.description) for s in brand.services] == [("代办证件", "当天办好。"), ("上门办理", "")]
    assert reading.trail() == [("alice", "brands.edit")]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "brands.edit")).one()
    assert entry.detail["name"] == ["红色代办", "银龄陪伴"]
    assert entry.detail["services"] == [[], ["代办证件", "上门办理"]]


def test_a_renamed_service_stays_the_service_of_its_points(alice: CheckedClient, world: World) -> None:
    world.brand.services = [Service(name="甲"), Service(name="乙")]
    db.session.flush()
    one, two = (s.id for s in world.brand.services)
    world.point.service_id = one
    db.session.commit()
    swapped = {
        "services-0-id": str(one),
        "services-0-name": "乙",
        "services-1-id": str(two),
        "services-1-name": "甲",
    }
    answer = alice.submit(f"/brands/{world.brand.id}/edit", **WORDS, **swapped)
    assert answer.status_code == 303
    point = reading.point(world.point.id)
    assert point.service is not None
    assert (point.service.id, point.service.name) == (one, "乙")


def test_a_service_in_use_is_not_taken_away(alice: CheckedClient, world: World) -> None:
    world.brand.services = [Service(name="代办证件")]
    db.session.flush()
    world.point.service_id = world.brand.services[0].id
    db.session.commit()
    answer = alice.submit(f"/brands/{world.brand.id}/edit", **WORDS)
    assert answer.status_code == 422
    assert "“代办证件”还有 1 个评价点在用" in answer.text
    assert reading.brand(world.brand.id).name == "红色代办"
    assert reading.trail() == []


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "请填写品牌名称。"),
        ("name", "长" * 41, "最多写 40 个字，请删短一点。"),
        ("mark", "代办", "标志只能是一个字。"),
        ("positioning", "长" * 201, "最多写 200 个字，请删短一点。"),
        ("services-1-name", "长" * 41, "最多写 40 个字，请删短一点。"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(
    alice: CheckedClient, world: World, field: str, value: str, sentence: str
) -> None:
    answer = alice.submit(f"/brands/{world.brand.id}/edit", **{**WORDS, field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert reading.brand(world.brand.id).name == "红色代办"


def test_two_services_of_one_name_are_refused(alice: CheckedClient, world: World) -> None:
    twice = {"services-0-name": "代办", "services-1-name": "代办 "}
    answer = alice.submit(f"/brands/{world.brand.id}/edit", **WORDS, **twice)
    assert answer.status_code == 422
    assert "服务事项“代办”写了两次" in answer.text


def test_a_name_another_brand_has_is_refused(alice: CheckedClient, world: World) -> None:
    world.make_brand("银龄陪伴", world.other)
    db.session.commit()
    answer = alice.submit(f"/brands/{world.brand.id}/edit", **WORDS)
    assert answer.status_code == 422
    assert "已经有一个品牌叫“银龄陪伴”" in answer.text


def test_the_code_of_a_brand_cannot_be_edited(alice: CheckedClient, world: World) -> None:
    before = world.brand.code
    alice.submit(f"/brands/{world.brand.id}/edit", **WORDS, code="aaaaaaaaaa", organisation_id="5")
    after = reading.brand(world.brand.id)
    assert (after.name, after.code, after.organisation_id) == ("银龄陪伴", before, world.branch.id)


def test_cora_adds_a_brand_to_a_branch_and_alice_may_not(
    cora: CheckedClient, alice: CheckedClient, world: World
) -> None:
    assert alice.get("/brands/new").status_code == 404
    answer = cora.submit("/brands/new", organisation=world.branch.id, **WORDS)
    assert answer.status_code == 303
    db.session.rollback()
    added = db.session.scalars(select(Brand).where(Brand.name == "银龄陪伴")).one()
    assert (added.organisation_id, len(added.code)) == (world.branch.id, 10)
    assert "银龄陪伴" in alice.get("/brands").text
    assert reading.trail() == [("cora", "brands.add")]


def test_only_a_branch_below_gets_a_brand(cora: CheckedClient, world: World) -> None:
    answer = cora.submit("/brands/new", organisation=world.committee.id, **WORDS)
    assert answer.status_code == 422
    assert reading.trail() == []


def test_cora_moves_a_brand_with_its_points_to_charlie(
    cora: CheckedClient, alice: CheckedClient, charlie: CheckedClient, world: World
) -> None:
    code = world.point.code
    assert alice.get(f"/brands/{world.brand.id}/move").status_code == 404
    answer = cora.submit(f"/brands/{world.brand.id}/move", organisation=world.other.id)
    assert answer.status_code == 303
    assert alice.get(f"/brands/{world.brand.id}").status_code == 404
    assert "2 号窗口" in charlie.get(f"/brands/{world.brand.id}").text
    assert reading.point(world.point.id).code == code
    assert reading.trail() == [("cora", "brands.move")]


def test_a_retired_brand_takes_no_points_and_can_be_opened_again(
    cora: CheckedClient, alice: CheckedClient, world: World
) -> None:
    assert alice.get(f"/brands/{world.brand.id}/retire").status_code == 404
    assert cora.submit(f"/brands/{world.brand.id}/retire").status_code == 303
    assert "已停用" in alice.get("/brands").text
    refused = alice.submit(
        f"/brands/{world.brand.id}/points/new", name="3 号窗口", channel="counter", service="0"
    )
    assert refused.status_code == 422
    assert "这个品牌已经停用" in refused.text
    assert "还没有可以打印的评价点" in alice.get(f"/brands/{world.brand.id}/posters").text
    cora.submit(f"/brands/{world.brand.id}/reopen", form=f"/brands/{world.brand.id}")
    assert reading.brand(world.brand.id).retired_at is None
    assert reading.trail() == [("cora", "brands.retire"), ("cora", "brands.reopen")]


def test_a_committee_with_many_brands_turns_pages_and_searches(cora: CheckedClient, world: World) -> None:
    for i in range(31):
        world.make_brand(f"品牌{i:02}", world.other)
    db.session.commit()
    first, second = cora.get("/brands").text, cora.get("/brands?page=2").text
    assert "第 1 页，共 2 页" in first
    assert "品牌30" not in first
    assert "品牌30" in second
    found = cora.get("/brands?q=红色").text
    assert "红色代办" in found
    assert "品牌30" not in found
    assert "没有找到“无此品牌”" in cora.get("/brands?q=无此品牌").text


def test_an_administrator_has_no_brands(world: World, alice: CheckedClient) -> None:
    world.alice.memberships[0].role = "system_admin"
    db.session.commit()
    assert alice.get("/brands").status_code == 404
