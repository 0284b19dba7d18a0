"""No figure is about one to four people, and no two on a page leave so few between them (P5)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from feedback import clock, pipeline
from feedback.scoring import counts_of
from feedback.sentiment import split, themes_of
from tests.checked import CheckedClient
from tests.dashboard.test_brand import words_of
from tests.factories import World

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
Note = Callable[..., None]


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(lambda: NOW):
        yield


@pytest.mark.parametrize("asked", [1, 4, 5])
def test_of_eight_who_rated_the_few_who_were_asked_more_show_no_figure(
    world: World, alice: CheckedClient, asked: int
) -> None:
    for n in range(8):
        answer = "heard" if n < asked else None
        world.rate(world.point, 4, "路灯不亮，空调坏了" if n < asked else "", at=NOW, awareness=answer)
    pipeline.drain()
    page = words_of(alice.get(f"/dashboard/{world.brand.id}").text)
    assert "8 条有效评价" in page
    assert (
        ("少于 5 人回答" in page)
        == ("人回答， " not in page and f"{asked} 人回答，" not in page)
        == (asked < 5)
    )
    assert (page.count("评语少于 5 条") == 3) == (asked < 5)
    assert ("的意见" in page) == (asked == 5)


def test_what_is_kept_from_the_branch_is_in_no_figure_about_comments(
    world: World, alice: CheckedClient, cora: CheckedClient
) -> None:
    for n in range(12):
        world.rate(world.point, 2, f"空调坏了没人修{n}", at=NOW, above=n in (3, 7))
    pipeline.drain()
    days = ([world.point.id], NOW.date(), NOW.date())
    assert sum(split(*days).values()) == counts_of(*days).comments == 10
    assert {(theme, complaint) for theme, _, complaint, _ in themes_of(*days)} == {("环境设施", 10)}
    for who in (alice, cora):
        page = who.get(f"/dashboard/{world.brand.id}").text
        assert "12 条有效评价" in words_of(page)
        link = re.search(r'href="([^"]+)" aria-label="环境设施的意见 10 条"', page)
        assert link
        listed = who.get(link[1].replace("&amp;", "&")).text.count("空调坏了没人修")
        # Beside a figure of twelve the ten that Alice finds would tell her of the other two.
        assert listed == (10 if who is alice else 12)
