"""What a scheme must be before anybody is judged by it."""

from typing import Any

import pytest

from feedback.assessment.rules import problems
from feedback.assessment.scheme import read_body
from tests.assessment.examples import body, weighing


def edited(position: int, **changes: Any) -> dict[str, Any]:
    """Return the shipped scheme with one indicator changed."""
    changed = body()
    changed["indicators"][position].update(changes)
    return changed


def test_the_shipped_scheme_is_sound_and_gives_residents_thirty() -> None:
    assert problems(body()) == []
    assert str(read_body(body()).mass.weight) == "30"


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (weighing({"duty": "10"}), "权重合计是 95，要正好是 100，还差 5。"),
        (weighing({"duty": "15.1"}), "权重合计是 100.1，要正好是 100，多了 0.1。"),
        (weighing({"duty": "0", "mass": "45"}), "“规划与责任落实”的权重要大于 0，最多一位小数。"),
        (weighing({"duty": "-15", "mass": "60"}), "“规划与责任落实”的权重要大于 0，最多一位小数。"),
        (weighing({"duty": "14.95", "mass": "30.05"}), "“群众评议”的权重要大于 0，最多一位小数。"),
        (weighing({"duty": "十五"}), "“规划与责任落实”的权重要大于 0，最多一位小数。"),
        (edited(3, key="politics"), "指标编号“politics”出现了不止一次。"),
        (edited(3, name="政治引领"), "指标名称“政治引领”出现了不止一次。"),
        (edited(3, kind="votes"), "“业务融合”的种类不在系统里。"),
        (edited(3, key="Fusion!"), "“业务融合”的编号要用小写字母、数字和下划线，最多 30 个。"),
        (edited(3, name=""), "每项指标都要有名称，最多 20 个字。"),
        (edited(3, standard=""), "“业务融合”由评委打分，要写明评分标准。"),
        (edited(0, kind="awareness"), "方案里要有且只有一项群众评议。"),
        (edited(1, kind="mass"), "方案里要有且只有一项群众评议。"),
        (edited(0, params={"min_n": "29"}), "“群众评议”的最少评价数要填 30 到 1000 之间的整数。"),
        (edited(0, params={"min_n": "50.5"}), "“群众评议”的最少评价数要填 30 到 1000 之间的整数。"),
        (edited(1, params={"heard": "1.1"}), "“知晓度”里“听说过”要折算成 0 到 1 之间的数。"),
        (body(bands=[]), "等次要有名称，最少 1 档，最多 8 档。"),
        (body(bands=[{"name": "好", "from": "90"}, {"name": "差", "from": "10"}]), "最后一档要从 0 分起，每个总分才都有等次。"),
        (body(bands=[{"name": "好", "from": "60"}, {"name": "差", "from": "60"}, {"name": "无", "from": "0"}]), "等次要从高到低排，起始分一档比一档低。"),
        (body(bands=[{"name": "好", "from": "60"}, {"name": "好", "from": "0"}]), "等次的名称不能重复。"),
        (body(bands=[{"name": "好", "from": "101"}, {"name": "差", "from": "0"}]), "等次的起始分要在 0 到 100 之间，最多一位小数。"),
        (body(veto={"below": "60", "at_most": "及格"}), "触发否决后最高评为哪一档，要从等次里选。"),
        (body(veto={"below": "0", "at_most": "一般"}), "否决线要在 0 到 100 分之间。"),
        (body(small_sample="ignore"), "样本不足时怎么办，要从两种办法里选一种。"),
        (body(small_sample_at_most="及格"), "样本不足时最高评为哪一档，要从等次里选。"),
    ],
)  # fmt: skip
def test_a_scheme_that_will_not_do_says_why(bad: dict[str, Any], says: str) -> None:
    assert says in problems(bad)


def test_weights_may_have_tenths_and_still_sum_to_exactly_a_hundred() -> None:
    # In floats 0.1 + 0.2 + … misses 100.
    assert problems(weighing({"mass": "30.1", "awareness": "10.2", "politics": "14.7"})) == []
