"""What does not count is told: how many, why, and what the score would be with it."""

from datetime import datetime, timedelta

import pytest

from feedback import pipeline
from feedback.clock import now
from feedback.collecting import Source
from feedback.scoring.aside import aside
from feedback.scoring.queries import counts_by_source
from feedback.scoring.rules import FIRST_RULE, GRADES, Counts, Rule
from tests.checked import CheckedClient
from tests.factories import World

RULE = Rule.read(1, FIRST_RULE)
MARK = "a" * 64


def earlier() -> datetime:
    """Return a moment that the public's figures already tell of."""
    return now() - timedelta(days=3)


def counts(fives: int, ones: int = 0, marked: int = 0) -> Counts:
    return Counts({**dict.fromkeys(GRADES, 0), 5: fives, 1: ones}, marked=marked)


def by(counted: Counts, repeat: int = 0, internal: int = 0, excluded: int = 0) -> dict[str, Counts]:
    return {
        "counted": counted,
        "repeat": counts(repeat),
        "internal": counts(internal),
        "excluded": counts(excluded),
    }


def test_the_score_with_and_without() -> None:
    found = aside(by(counts(5, 5, marked=7), repeat=10, excluded=20), RULE)
    assert (found.total, found.few, found.unmarked, found.asked) == (30, False, 3, 10)
    assert found.parts == (("复核排除", 20), ("同一设备重复", 10))
    assert found.together is not None
    assert (found.together.value, found.together.n) == (87.5, 40)


@pytest.mark.parametrize("few", [1, 4])
def test_of_fewer_than_five_there_is_no_figure(few: int) -> None:
    found = aside(by(counts(50), repeat=few), RULE)
    assert (found.few, found.parts, found.together) == (True, (), None)


def test_where_all_count_nothing_stands_aside() -> None:
    found = aside(by(counts(50)), RULE)
    assert (found.total, found.few, found.parts, found.together) == (0, False, (), None)


def test_a_reason_of_fewer_than_five_is_not_told_by_the_others() -> None:
    found = aside(by(counts(50), repeat=9, internal=2), RULE)
    assert (found.total, found.parts) == (11, ())


def test_no_score_with_them_where_there_is_none_without_or_where_they_gave_too_few_grades() -> None:
    assert aside(by(counts(4), repeat=50), RULE).together is None
    silent = {**by(counts(50)), "repeat": Counts(none=9)}
    assert (aside(silent, RULE).total, aside(silent, RULE).together) == (9, None)


def test_the_page_says_it(world: World, alice: CheckedClient) -> None:
    for _ in range(8):
        world.rate(world.point, 5, at=earlier(), device=MARK)
    for grade in (1, 1, 1):
        world.rate(world.point, grade, at=earlier())
    pipeline.drain()
    day = earlier().date()
    ways = counts_by_source([world.point.id], day - timedelta(days=1), day + timedelta(days=1))
    assert ways == {Source.SCAN: 5}, "no way is praised with what does not count"
    page = " ".join(alice.get(f"/brands/{world.brand.id}/score").text.split())
    assert "另有 <strong>6</strong> 条不计分（同一设备重复 6 条）" in page
    assert "不算它们是 <strong>40.0</strong> 分（5 条）；都算上是 <strong>72.7</strong> 分（11 条）" in page
    assert "没有设备标记的评价占 60%" in page
    public = alice.get(f"/b/{world.brand.code}").text
    assert "另有 6 条不计分" in public


def test_the_public_page_tells_no_number_below_five(world: World, phone: CheckedClient) -> None:
    for _ in range(4):
        world.rate(world.point, 5, at=earlier(), device=MARK)
    for _ in range(6):
        world.rate(world.point, 4, at=earlier())
    pipeline.drain()
    assert "另有少于 5 条不计分。" in phone.get(f"/b/{world.brand.code}").text


def test_a_comment_that_does_not_count_is_read_all_the_same(world: World, alice: CheckedClient) -> None:
    for number in range(3):
        world.rate(world.point, 1, f"第 {'一二三'[number]} 次来都没人", device=MARK)
    pipeline.drain()
    page = alice.get(f"/dashboard/{world.brand.id}/comments").text
    assert page.count("次来都没人") == 3
    assert page.count("不计分：同一设备重复") == 1
