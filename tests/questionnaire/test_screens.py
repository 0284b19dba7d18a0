"""The committee's screens: look, draft, publish, choose; nobody else's."""

import re

import pytest
from flask import Flask

from feedback.accounts import Kind, Role
from feedback.accounts.actions import add_organisation
from feedback.clock import now
from feedback.db import db
from feedback.questionnaire import Questionnaire, Version, current_version
from tests.brands import reading
from tests.checked import CheckedClient
from tests.factories import World


def typed(page: str) -> dict[str, str]:
    """Return what stands in the fields of the draft form, as a browser would send it."""
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*type="text"[^>]*value="([^"]*)"', page))
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', page)
    ticked = re.findall(r'<input checked[^>]*name="([^"]+)"[^>]*type="checkbox"', page)
    return {**fields, **dict(areas), **dict.fromkeys(ticked, "y")}


def begin(cora: CheckedClient) -> tuple[str, dict[str, str]]:
    """Start a draft of the first questionnaire; return its address and what its form holds."""
    answer = cora.submit("/questionnaires/1/draft", form="/questionnaires")
    assert answer.status_code == 303
    address = answer.location.removesuffix("/edit")
    return address, typed(cora.get(f"{address}/edit").text)


@pytest.mark.parametrize(
    "address",
    [
        "/questionnaires",
        "/questionnaires/new",
        "/questionnaires/versions/1",
        "/questionnaires/versions/1/edit",
        "/questionnaires/versions/1/publish",
    ],
)
def test_questionnaires_are_the_committees(
    alice: CheckedClient, bob: CheckedClient, charlie: CheckedClient, address: str
) -> None:
    for browser in (alice, bob, charlie):
        assert browser.get(address).status_code == 404


def test_cora_sees_a_version_as_residents_do(cora: CheckedClient) -> None:
    assert "3 个品牌" not in cora.get("/questionnaires").text
    assert "1 个品牌在用：红色代办" in cora.get("/questionnaires").text
    page = cora.get("/questionnaires/versions/1").text
    for words in ("非常满意", "哪里做得不够好？", "推诿不办", "Very good", "Passed around", "来之前"):
        assert words in page
    assert "接着改" not in page


def test_cora_drafts_and_publishes_and_the_phone_shows_it(
    cora: CheckedClient, phone: CheckedClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A phone may be shown what was true a second ago; here it is asked sooner.
    monkeypatch.setattr("feedback.collecting.facts.FRESH_SECONDS", 0.0)
    address, fields = begin(cora)
    assert fields["g5-words_zh"] == "非常满意"
    fields["title_zh"] = "今天办得顺心吗？"
    fields["g1-tags"] += "\n乱收费 | Charged too much"
    assert cora.submit(f"{address}/edit", **fields).status_code == 303
    assert "今天办得顺心吗？" not in phone.get(f"/r/{world.point.code}").text
    confirm = cora.get(f"{address}/publish").text
    assert "“非常不满意”加上标签“乱收费”。" in confirm
    seen = re.findall(r'name="seen"[^>]*value="([^"]+)"', confirm)[0]
    assert cora.submit(f"{address}/publish", seen=seen).status_code == 303
    page = phone.get(f"/r/{world.point.code}").text
    assert "今天办得顺心吗？" in page
    assert "乱收费" in page
    db.session.rollback()
    tags = [t["id"] for t in current_version(1).body["grades"][4]["tags"]]
    assert tags == ["wait1", "rude1", "push1", "trips1", "open1", "form1", "g1n1"]
    assert [action for _, action in reading.trail()] == [
        "questionnaire.draft",
        "questionnaire.edit",
        "questionnaire.publish",
    ]


def test_not_knowing_may_be_offered_and_then_a_phone_can_send_it(
    cora: CheckedClient, phone: CheckedClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedback.collecting.facts.FRESH_SECONDS", 0.0)
    assert phone.post(f"/r/{world.point.code}", data={"grade": "none"}).status_code == 422
    address, fields = begin(cora)
    cora.submit(f"{address}/edit", **{**fields, "none": "y"})
    seen = re.findall(r'name="seen"[^>]*value="([^"]+)"', cora.get(f"{address}/publish").text)[0]
    cora.submit(f"{address}/publish", seen=seen)
    assert "不了解，不评价" in phone.get(f"/r/{world.point.code}").text
    assert phone.post(f"/r/{world.point.code}", data={"grade": "none"}).status_code == 303


def test_going_on_with_a_draft_begins_no_second_one(cora: CheckedClient) -> None:
    assert begin(cora)[0] == begin(cora)[0]
    db.session.rollback()
    assert db.session.query(Version).count() == 2


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(cora: CheckedClient) -> None:
    address, fields = begin(cora)
    wrong = {
        **fields,
        "g2-words_zh": "",
        "g1-tags": "没有英文",
        "none": "y",
        "none_en": "",
        "title_en": "x" * 61,
    }
    answer = cora.submit(f"{address}/edit", **wrong)
    assert answer.status_code == 422
    for words in (
        "中文没有填写。",
        "第 1 个标签：英文没有填写。",
        "英文没有填写。",
        "英文最多 60 个字母",
        "没有英文",
    ):
        assert words in answer.text
    db.session.rollback()
    assert db.session.query(Version).filter_by(number=2).one().body == current_version(1).body


def test_tags_for_four_grades_only_are_refused(cora: CheckedClient) -> None:
    address, fields = begin(cora)
    answer = cora.submit(f"{address}/edit", **{**fields, "g3-tags": ""})
    assert answer.status_code == 422
    assert "要么五个等级都有标签，要么都没有" in answer.text


@pytest.mark.parametrize("address", ["/edit", "/publish"])
def test_a_published_version_cannot_be_edited(cora: CheckedClient, address: str) -> None:
    answer = cora.get(f"/questionnaires/versions/1{address}")
    assert answer.location == "/questionnaires/versions/1"
    assert "这一版已经发布" in cora.get("/questionnaires/versions/1").text
    cora.submit(f"/questionnaires/versions/1{address}", form="/questionnaires", title_zh="改了", seen="x")
    cora.submit("/questionnaires/versions/1/discard", form="/questionnaires")
    db.session.rollback()
    assert current_version(1).body["title"]["zh"] == "这次服务，您满意吗？"
    assert reading.trail() == []


def test_a_questionnaire_that_others_use_is_not_ones_own_to_change(cora: CheckedClient, world: World) -> None:
    elsewhere = add_organisation("机关党委", Kind.COMMITTEE, None)
    branch = add_organisation("机关支部", Kind.BRANCH, elsewhere)
    world.make_brand("机关先锋", branch)
    db.session.commit()
    answer = cora.submit("/questionnaires/1/draft", form="/questionnaires")
    assert answer.location == "/questionnaires"
    page = cora.get("/questionnaires").text
    assert "别的单位的品牌也在用这份问卷" in page
    assert "机关先锋" not in page
    db.session.rollback()
    assert db.session.query(Version).count() == 1


def test_cora_makes_another_questionnaire_and_a_brand_chooses_it(
    cora: CheckedClient, alice: CheckedClient, world: World
) -> None:
    made = cora.submit("/questionnaires/new", name="会议测评", source="1")
    assert made.status_code == 303
    address = made.location.removesuffix("/edit")
    chooser = f"/brands/{world.brand.id}/questionnaire"
    # A questionnaire without a published version has nothing to ask.
    assert "会议测评" not in cora.get(chooser).text
    assert cora.submit(chooser, questionnaire="2").status_code == 422
    seen = re.findall(r'name="seen"[^>]*value="([^"]+)"', cora.get(f"{address}/publish").text)[0]
    cora.submit(f"{address}/publish", seen=seen)
    assert alice.get(chooser).status_code == 404
    assert cora.submit(chooser, questionnaire="2").status_code == 303
    assert reading.brand(world.brand.id).questionnaire_id == 2
    assert reading.trail()[-1] == ("cora", "questionnaire.choose")


def test_two_questionnaires_of_one_name_are_refused(cora: CheckedClient) -> None:
    answer = cora.submit("/questionnaires/new", name="窗口服务评价", source="1")
    assert answer.status_code == 422
    assert "已经有一份问卷叫“窗口服务评价”" in answer.text


def test_a_first_draft_thrown_away_takes_its_questionnaire_along(cora: CheckedClient) -> None:
    made = cora.submit("/questionnaires/new", name="会议测评", source="1")
    address = made.location.removesuffix("/edit")
    # Asked a second time: looking at the question deletes nothing.
    assert "会一起删除" in cora.get(f"{address}/discard").text
    assert cora.get(address).status_code == 200
    assert cora.submit(f"{address}/discard").status_code == 303
    db.session.rollback()
    assert db.session.query(Questionnaire).count() == 1
    assert cora.get(address).status_code == 404


def test_a_committee_manager_chooses_for_own_brands_only(
    app: Flask, cora: CheckedClient, world: World
) -> None:
    elsewhere = add_organisation("机关党委", Kind.COMMITTEE, None)
    brand = world.make_brand("机关先锋", add_organisation("机关支部", Kind.BRANCH, elsewhere))
    world.person("evan", Role.COMMITTEE_MANAGER, elsewhere)
    db.session.commit()
    assert cora.get(f"/brands/{brand.id}/questionnaire").status_code == 404
    assert brand.created_at <= now()
