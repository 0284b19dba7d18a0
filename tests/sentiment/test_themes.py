"""What a comment is about, and whether it praises or complains of it."""

import pytest

from feedback.sentiment.reading import read
from feedback.sentiment.themes import SHIPPED, places


@pytest.mark.parametrize(
    ("theme", "text"),
    [
        ("服务态度", "工作人员爱理不理"),
        ("办事效率", "办个证跑了三趟"),
        ("等候时间", "取号以后等了两个小时"),
        ("环境设施", "厕所没有灯光"),
        ("政策宣传", "政策看不懂"),
        ("问题解决", "反映的事一直没修"),
        ("党员作用", "党员带头扫雪"),
    ],
)
def test_each_theme_is_known_by_its_words(theme: str, text: str) -> None:
    assert theme in read(text).themes


@pytest.mark.parametrize(
    ("theme", "text"),
    [
        ("等候时间", "我小时候就住这里"),
        ("等候时间", "24小时自助机"),
        ("环境设施", "老人有心脏病"),
        ("等候时间", "等了解清楚再来"),
    ],
)
def test_a_longer_word_that_means_something_else_is_no_sign(theme: str, text: str) -> None:
    assert theme not in read(text).themes


def test_every_theme_has_five_to_thirty_words_and_none_twice() -> None:
    for words in SHIPPED.values():
        assert 5 <= len(words) <= 30
        assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("text", "grade", "expected"),
    [
        ("态度好，不用排队", 5, {"服务态度": "praise", "等候时间": "praise"}),
        ("态度很好，就是排队太久", 4, {"服务态度": "praise", "等候时间": "complaint"}),
        ("态度很好，但是排队排到门外", 4, {"服务态度": "praise", "等候时间": "complaint"}),
        ("排队的人多，不过态度很好", 4, {"服务态度": "praise", "等候时间": "complaint"}),
        ("在排队", 1, {"等候时间": "complaint"}),
        ("在排队", 5, {"等候时间": "praise"}),
        ("在排队", 3, {"等候时间": "neither"}),
        ("在排队", None, {"等候时间": "neither"}),
        ("希望加强宣传", 5, {"政策宣传": "neither"}),
        ("态度真好", 1, {"服务态度": "neither"}),
        ("态度太差", 5, {"服务态度": "complaint"}),
        ("态度好，但是后来态度很差", 3, {"服务态度": "complaint"}),
    ],
)
def test_a_theme_is_praised_or_complained_of(text: str, grade: int | None, expected: dict[str, str]) -> None:
    assert read(text, grade).mentions == expected


def test_places_are_where_the_words_stand() -> None:
    assert places("厕所脏，小时候不脏", ["脏", "小时", "-小时候"]) == [(2, 3), (8, 9)]
    assert places("厕所", []) == []
    assert places("-", ["-"]) == []
