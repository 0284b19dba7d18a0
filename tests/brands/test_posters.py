"""Posters: which points are on the sheets, and what each of them says."""

import re

import pytest

from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import World


def sheets(browser: CheckedClient, world: World, query: str = "") -> tuple[int, list[str]]:
    """Return how many sheets there are, and the numbers printed on the posters in their order."""
    page = browser.get(f"/brands/{world.brand.id}/posters/print{query}").text
    return page.count('<section class="sheet'), re.findall(r"编号 (\w{4})", page)


def test_bob_prints_all_open_points_unless_he_chooses(bob: CheckedClient, world: World) -> None:
    more = [world.make_point(world.brand, f"{i} 号桌") for i in range(4)]
    more[0].retired_at = more[0].created_at
    db.session.commit()
    open_ones = [p.code[:4].upper() for p in (world.point, *more[1:])]
    assert sheets(bob, world) == (4, open_ones)
    assert sheets(bob, world, "?layout=half") == (2, open_ones)
    assert sheets(bob, world, "?layout=card") == (1, open_ones)
    assert sheets(bob, world, f"?point={more[1].id}&point={more[3].id}") == (2, [open_ones[1], open_ones[3]])


def test_a_poster_says_what_it_must(bob: CheckedClient, world: World) -> None:
    page = bob.get(f"/brands/{world.brand.id}/posters/print").text
    for words in (
        "红色代办",
        "2 号窗口",
        "桂花街道党群服务中心",
        "扫一扫 · 点一下 · 说一句",
        "自愿、匿名，任何人不得要求您打好评",
        f"127.0.0.1:8000/r/{world.point.code}",
        "印制",
    ):
        assert words in page


@pytest.mark.parametrize("query", ["?point=999999", "?layout=wall", "?point=abc&layout="])
def test_what_cannot_be_printed_is_not_found(bob: CheckedClient, world: World, query: str) -> None:
    assert bob.get(f"/brands/{world.brand.id}/posters/print{query}").status_code == 404


def test_a_point_of_another_brand_is_not_on_the_sheet(bob: CheckedClient, world: World) -> None:
    foreign = world.make_point(world.make_brand("兰花茶室", world.other), "茶室")
    db.session.commit()
    assert bob.get(f"/brands/{world.brand.id}/posters/print?point={foreign.id}").status_code == 404


def test_two_hundred_at_once_and_the_rest_is_named(bob: CheckedClient, world: World) -> None:
    for i in range(204):
        world.make_point(world.brand, f"{i} 号桌")
    db.session.commit()
    page = bob.get(f"/brands/{world.brand.id}/posters/print?layout=card")
    assert page.text.count('<article class="poster">') == 200
    assert "还有 5 个没有在里面" in page.text
    assert page.text.count('<section class="sheet') == 50


def test_charlie_prints_nothing_of_alices(charlie: CheckedClient, world: World) -> None:
    for page in ("posters", "posters/print"):
        assert charlie.get(f"/brands/{world.brand.id}/{page}").status_code == 404
