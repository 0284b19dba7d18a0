"""The figures of a board in sentences."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from feedback.dashboard.board import Board, Theme
from feedback.dashboard.choices import choices
from feedback.dashboard.summary import summary
from feedback.scoring import Counts, Participation, Rule, mass_score
from feedback.scoring.rules import FIRST_RULE
from feedback.sentiment import Said, Trust
from feedback.sentiment.versions import Measured

RULE = Rule.read(1, FIRST_RULE)
MONTH, MONTHS = choices(date(2026, 11, 20))[:2]
SAID = Said([], [("空调坏了", 6), ("空调", 9), ("多小时", 3)], [], 60, datetime(2026, 11, 20, tzinfo=UTC))


def counts(total: int, comments: int = 0, bad: int = 0) -> Counts:
    grades = {5: total - bad, 4: 0, 3: 0, 2: bad, 1: 0}
    return Counts(grades=grades, none=0, awareness={}, comments=comments)


def board(total: int, past: int, choice: Any = MONTH, **more: Any) -> Board:
    now = counts(total, more.pop("comments", 0), more.pop("bad", 0))
    empty = Board(choice, date(2020, 1, 1), RULE, mass_score(now, RULE), None, [], {}, now, counts(past),
                  Participation(total, 0, 1, 1), {}, [], 0, None, Trust("测试", None, None, 0.7))  # fmt: skip
    return replace(empty, **more)


def told(some: Board) -> str:
    return "".join(part.text for sentence in summary(some) for part in sentence)


@pytest.mark.parametrize(
    ("total", "past", "sentence"),
    [
        # 20 days of November against 31 of October.
        (200, 155, "本月收到 200 条评价，平均每天 10.0 条，比上月的每天 5.0 条多，"),
        (100, 310, "本月收到 100 条评价，平均每天 5.0 条，比上月的每天 10.0 条少，"),
        (100, 155, "本月收到 100 条评价，平均每天 5.0 条，和上月的每天 5.0 条差不多，"),
        (100, 0, "本月收到 100 条评价，平均每天 5.0 条，上月没有收到评价，"),
        (100, 4, "本月收到 100 条评价，平均每天 5.0 条，上月少于 5 条，不作比较，"),
    ],
)
def test_a_month_that_has_begun_is_held_against_the_last_by_the_day(
    total: int, past: int, sentence: str
) -> None:
    assert told(board(total, past)).startswith(sentence)


@pytest.mark.parametrize(
    ("total", "past", "sentence"),
    [
        (312, 200, "近 12 个月收到 312 条评价，比前 12 个月的 200 条多，还没有人写评语。"),
        (200, 312, "近 12 个月收到 200 条评价，比前 12 个月的 312 条少，"),
        (312, 308, "近 12 个月收到 312 条评价，和前 12 个月的 308 条差不多，"),
        (312, 0, "近 12 个月收到 312 条评价，前 12 个月没有收到评价，"),
    ],
)
def test_whole_periods_are_held_against_each_other(total: int, past: int, sentence: str) -> None:
    assert told(board(total, past, MONTHS)).startswith(sentence)


@pytest.mark.parametrize(
    ("comments", "words"),
    [
        (0, "还没有人写评语。"),
        (4, "其中有几条写了评语。"),
        (60, "其中 60 条写了评语。"),
        (97, "几乎都写了评语。"),
        (100, "，都写了评语。"),
    ],
)
def test_comments_are_counted_where_nobody_can_be_worked_out(comments: int, words: str) -> None:
    assert words in told(board(100, 100, comments=comments))


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (0, "没有人选不满意或非常不满意。"),
        (3, "有几条选了不满意或非常不满意。"),
        (18, "不满意和非常不满意共 18 条，占 18%。"),
        (98, "几乎都选了不满意或非常不满意。"),
        (100, "不满意和非常不满意共 100 条，占 100%。"),
    ],
)
def test_bad_grades_are_told_with_their_share(bad: int, words: str) -> None:
    assert words in told(board(100, 100, bad=bad))


def test_what_is_complained_of_and_praised_stands_with_its_figures() -> None:
    themes = [
        Theme("等候时间", 2, 12, 0.1),
        Theme("环境设施", 30, 6, 0.05),
        Theme("服务态度", 9, 3, 0.0),
    ]
    text = told(board(100, 100, comments=60, themes=themes, said=SAID, disagreeing=7))
    assert "意见集中在 等候时间 12 条，占评语的 20%（上月是 10%）和 环境设施 6 条。" in text
    assert "常说的是 “空调坏了”6 条、“多小时”。" in text
    assert "表扬最多的是 环境设施 30 条。" in text
    assert "7 条评语说的和所选等级不一致，建议先看。" in text


def test_a_theme_that_fewer_than_five_mention_has_a_name_and_no_figure() -> None:
    text = told(board(100, 100, comments=60, themes=[Theme("等候时间", 0, 4, 0.1)], disagreeing=2))
    assert "意见集中在 等候时间。" in text
    assert "有几条评语说的和所选等级不一致" in text


def test_of_fewer_than_five_comments_nothing_is_summed_up() -> None:
    text = told(board(100, 100, comments=4, themes=[Theme("等候时间", 1, 3, None)], said=SAID))
    assert "等候时间" not in text
    assert "空调" not in text


def test_a_sample_that_is_too_small_says_so() -> None:
    assert told(board(29, 100)).endswith("评价还不到 30 条，这些数字只能参考。")
    assert "参考" not in told(board(30, 100))


def test_every_number_is_a_link_to_what_it_counts() -> None:
    themes = [Theme("等候时间", 8, 12, 0.1)]
    full = board(100, 155, bad=18, comments=60, themes=themes, said=SAID, disagreeing=7)
    parts = [part for sentence in summary(full) for part in sentence]
    assert [p.text for p in parts if any(c.isdigit() for c in p.text) and not p.endpoint] == []
    asked = {part.text: part.asks for part in parts if part.endpoint}
    assert asked["上月的每天 5.0 条"] == {"begin": "2026-10-01", "end": "2026-10-31"}
    assert asked["等候时间 12 条，占评语的 20%"] == {
        "period": "month",
        "theme": "等候时间",
        "polarity": "complaint",
    }
    assert asked["上月是 10%"] == {
        "theme": "等候时间",
        "polarity": "complaint",
        "period": "own",
        "begin": "2026-10-01",
        "end": "2026-10-31",
    }
    assert asked["“空调坏了”6 条"] == {"period": "month", "word": "空调坏了", "side": "complaint"}


def test_a_brand_that_is_younger_than_the_period_before_is_held_against_nothing() -> None:
    young = board(100, 155, began=date(2026, 10, 2))
    assert told(young).startswith("本月收到 100 条评价，平均每天 5.0 条，还没有人写评语。")
    assert "和上月" in told(replace(young, began=date(2026, 10, 1)))


def test_a_reading_below_its_floor_is_summed_up_in_nothing() -> None:
    measured = Measured(0.5, 0.5, 100, True)
    low = replace(board(100, 100).trust, measured=measured)
    text = told(board(100, 100, comments=60, themes=[Theme("等候时间", 8, 12, None)], said=SAID, trust=low))
    assert "等候时间" not in text
