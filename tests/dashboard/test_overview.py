"""All brands one may see."""

import re

from feedback import pipeline
from feedback.accounts import Kind, Role
from feedback.accounts.actions import add_organisation
from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World


def names(page: str) -> list[str]:
    """Return the brands in the order shown."""
    return re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', page)


def committee(world: World, client: CheckedClient) -> CheckedClient:
    """Let somebody of the committee use this browser."""
    world.person("rita", Role.COMMITTEE_MANAGER, world.committee)
    db.session.commit()
    client.post("/logout", data={"csrf_token": client.csrf("/password")})
    client.sign_in("rita", PASSWORD)
    return client


def test_the_committee_sees_every_brand_in_the_order_of_the_organisations(
    world: World, alice: CheckedClient
) -> None:
    theirs = world.make_brand("邻里灯", world.other)
    point = world.make_point(theirs, "大厅")
    db.session.commit()
    for _ in range(6):
        world.rate(world.point, 1)
        world.rate(point, 5)
    pipeline.drain()
    page = committee(world, alice).get("/dashboard").text
    # 邻里灯 scores 100, 红色代办 0: the tree decides, not the score.
    assert names(page) == ["红色代办", "邻里灯"]
    flat = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "红色代办 桂花支部 0.0 0.0–39.0 6 样本不足" in flat
    assert "邻里灯 兰花支部 100.0 61.0–100.0 6 样本不足" in flat
    assert "社区党总支" in flat


def test_the_tenth_organisation_comes_after_the_second(world: World, alice: CheckedClient) -> None:
    for n in range(10):
        world.make_brand(f"第{n}个", add_organisation(f"第{n}支部", Kind.BRANCH, world.committee))
    db.session.commit()
    shown = names(committee(world, alice).get("/dashboard").text)
    assert shown == ["红色代办", *(f"第{n}个" for n in range(10))]


def test_a_brand_of_few_ratings_shows_no_figure(world: World, alice: CheckedClient) -> None:
    for _ in range(4):
        world.rate(world.point, 1)
    pipeline.drain()
    page = committee(world, alice).get("/dashboard").text
    assert "少于 5 条" in page
    assert 'class="rule"' not in page


def test_who_has_several_brands_chooses_and_sees_no_other_branch(world: World, alice: CheckedClient) -> None:
    world.make_brand("第二品牌", world.branch)
    world.make_brand("邻里灯", world.other)
    db.session.commit()
    assert names(alice.get("/dashboard").text) == ["红色代办", "第二品牌"]


def test_charlie_without_a_brand_is_told_what_will_stand_here(charlie: CheckedClient) -> None:
    assert "还没有品牌" in charlie.get("/dashboard").text


def test_the_period_goes_on_to_the_brand(world: World, alice: CheckedClient) -> None:
    page = committee(world, alice).get("/dashboard?period=last").text
    assert f"/dashboard/{world.brand.id}?period=last" in page
    assert 'aria-current="true">20' in page
