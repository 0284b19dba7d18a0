"""What may be published: five grades in two languages, and no grade easier to give than another."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

import feedback
from feedback.questionnaire import read
from feedback.questionnaire.draft import differences, fingerprint, known_tags, lines_of, tags_of
from feedback.questionnaire.rules import TAGS_MAX, problems

SHIPPED: dict[str, Any] = json.loads(
    (Path(feedback.__file__).parent / "questionnaire" / "default.json").read_text()
)
NONE = {
    "value": "none",
    "words": {"zh": "不了解，不评价", "en": "I can't say"},
    "asks": {"zh": "", "en": ""},
    "tags": [],
}


def body(**changes: Any) -> dict[str, Any]:
    """Return the shipped version with some parts replaced."""
    return {**copy.deepcopy(SHIPPED), **changes}


def with_grade(position: int, **changes: Any) -> dict[str, Any]:
    """Return the shipped version with parts of one grade replaced."""
    made = body()
    made["grades"][position].update(changes)
    return made


def tag(number: int, zh: str | None = None) -> dict[str, Any]:
    """Return a tag of its own."""
    return {"id": f"x{number}", "words": {"zh": zh or f"标签{number}", "en": f"Tag {number}"}}


def test_what_is_shipped_can_be_published() -> None:
    assert problems(SHIPPED) == {}
    assert problems(body(grades=[*SHIPPED["grades"], NONE])) == {}


@pytest.mark.parametrize(
    ("made", "place", "sentence"),
    [
        (body(title={"zh": "", "en": "How?"}), "title.zh", "中文没有填写。"),
        (body(title={"zh": "满意吗？"}), "title.en", "英文没有填写。"),
        (body(title="满意吗？"), "title.zh", "中文没有填写。"),
        (body(title={"zh": "长" * 21, "en": "How?"}), "title.zh", "中文最多 20 个字，现在是 21 个。"),
        (body(awareness="yes"), "awareness", "请选择"),
        (body(grades=SHIPPED["grades"][:4]), "grades", "五个等级一个也不能少"),
        (body(grades=SHIPPED["grades"][::-1]), "grades", "五个等级一个也不能少"),
        (body(grades=[NONE, *SHIPPED["grades"]]), "grades", "五个等级一个也不能少"),
        (body(grades=[*SHIPPED["grades"], SHIPPED["grades"][4]]), "grades", "五个等级一个也不能少"),
        (body(grades=[1, 2, 3, 4, 5]), "grades", "五个等级一个也不能少"),
        (with_grade(0, words={"zh": "特别特别特别特别好", "en": "Good"}), "5.words.zh", "中文最多 8 个字"),
        (with_grade(0, words={"zh": "好", "en": "Extraordinary"}), "5.words.en", "一个词最多 10 个字母"),
        (with_grade(4, asks={"zh": "哪里不好？", "en": " "}), "1.asks.en", "英文没有填写。"),
        (with_grade(1, tags=[tag(n) for n in range(TAGS_MAX + 1)]), "4.tags", "最多 12 个标签，现在是 13 个"),
        (with_grade(1, tags=[tag(1), tag(2, "标签1")]), "4.tags", "标签“标签1”写了两次"),
        (with_grade(1, tags=[{"id": "x", "words": {"zh": "快"}}]), "4.tags", "第 1 个标签：英文没有填写。"),
        (with_grade(1, tags=[{"id": "X y", "words": {"zh": "快", "en": "Quick"}}]), "4.tags", "没有编号"),
        (with_grade(1, tags=[tag(1, "快|慢")]), "4.tags", "不能有竖线"),
        (with_grade(1, tags="快"), "4.tags", "标签读不出来"),
        (with_grade(1, tags=SHIPPED["grades"][0]["tags"]), "grades", "两个标签的编号相同"),
        (with_grade(0, tags=[]), "grades", "要么五个等级都有标签，要么都没有"),
        (body(grades=[*SHIPPED["grades"], {**NONE, "tags": [tag(1)]}]), "none.tags", "“不了解”下面没有标签"),
        ({}, "grades", "五个等级一个也不能少"),
    ],
)
def test_what_is_wrong_is_named_where_it_is(made: dict[str, Any], place: str, sentence: str) -> None:
    assert sentence in problems(made)[place]


def test_no_tags_at_all_is_the_same_work_for_every_grade() -> None:
    assert problems(body(grades=[{**g, "tags": []} for g in SHIPPED["grades"]])) == {}


def test_every_grade_may_have_as_many_tags_as_any_other() -> None:
    full = [
        {**g, "tags": [tag(100 * i + n) for n in range(TAGS_MAX)]} for i, g in enumerate(SHIPPED["grades"])
    ]
    assert problems(body(grades=full)) == {}


def test_a_tag_that_stays_keeps_its_id_and_a_new_one_gets_a_new_one() -> None:
    known = known_tags([SHIPPED])
    tags = tags_of("办得快 | Fast\n不收礼 ｜ No gifts\n\n 热情耐心|Warm \n", "5", known)
    assert [(t["id"], t["words"]["zh"], t["words"]["en"]) for t in tags] == [
        ("fast5", "办得快", "Fast"),
        ("g5n1", "不收礼", "No gifts"),
        ("kind5", "热情耐心", "Warm"),
    ]


def test_a_tag_of_ones_own_may_bring_its_traditional_form() -> None:
    typed = "里弄走访 | Home visits | 里弄走訪\n不收礼 | No gifts"
    changed = with_grade(0, tags=tags_of(typed, "5", {}))
    best = read(changed).grades[0]
    assert problems(changed) == {}
    assert [tag.words["zh-Hant"] for tag in best.tags] == ["里弄走訪", "不收礼"]
    assert lines_of(best) == typed
    assert "繁体" in problems(with_grade(0, tags=tags_of("甲 | A | 乙|丙", "5", {})))["5.tags"]


def test_the_same_words_under_another_grade_are_another_tag() -> None:
    known = known_tags([SHIPPED])
    assert tags_of("办得快 | Quick", "4", known)[0]["id"] == "fast4"
    assert tags_of("办得快 | Quick", "3", known)[0]["id"] == "g3n1"


def test_an_id_is_never_given_to_other_words_and_old_words_get_theirs_back() -> None:
    first = with_grade(0, tags=tags_of("不收礼 | No gifts", "5", known_tags([SHIPPED])))
    second = with_grade(0, tags=tags_of("不抽烟 | No smoke", "5", known_tags([SHIPPED, first])))
    third = tags_of("不收礼 | No gifts\n不抽烟 | No smoke", "5", known_tags([SHIPPED, first, second]))
    assert [t["id"] for t in third] == ["g5n1", "g5n2"]
    assert second["grades"][0]["tags"][0]["id"] == "g5n2"


def test_lines_are_read_back_as_they_were_written() -> None:
    grade = read(SHIPPED).grades[0]
    again = tags_of(lines_of(grade), "5", known_tags([SHIPPED]))
    assert again == SHIPPED["grades"][0]["tags"]


def test_differences_are_told_in_sentences() -> None:
    after = body(title={"zh": "满意吗？", "en": "Happy?"}, awareness=False)
    after["grades"].append(NONE)
    after["grades"][0]["tags"] = [*after["grades"][0]["tags"][1:], tag(1, "不收礼")]
    after["grades"][1]["words"] = {"zh": "还好", "en": "Fine"}
    after["grades"][2]["tags"].reverse()
    assert differences(read(SHIPPED), read(after)) == [
        "问题改为“满意吗？”（Happy?）。",
        "不再问来之前知不知道这个品牌。",
        "可以选“不了解，不评价”。",
        "“非常满意”加上标签“不收礼”。",
        "“非常满意”去掉标签“热情耐心”。",
        "“满意”的说法改为“还好”（Fine）。",
        "“基本满意”的标签换了次序。",
    ]
    assert differences(read(SHIPPED), read(SHIPPED)) == []


def test_a_fingerprint_changes_with_a_letter_and_not_with_the_order_of_keys() -> None:
    assert fingerprint(SHIPPED) == fingerprint(dict(reversed(SHIPPED.items())))
    assert fingerprint(SHIPPED) != fingerprint(body(title={"zh": "满意吗？", "en": "How was the service?"}))
