"""Each kind of indicator, computed by hand."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from feedback.assessment.indicators import KINDS, awareness, mass, reviewed
from feedback.assessment.indicators.kind import Facts
from feedback.assessment.scheme import Indicator
from tests.assessment.examples import FACTS, FEW, RULE, given

MASS = Indicator("mass", "mass", "群众评议", Decimal(30), "", {})
KNOWN = Indicator("awareness", "awareness", "知晓度", Decimal(10), "", {})
POLITICS = Indicator("politics", "reviewed", "政治引领", Decimal(15), "标准", {})


def test_the_mass_evaluation_is_the_mean_of_what_the_grades_are_worth() -> None:
    measured = mass.measure(MASS, FACTS, RULE)
    assert measured.value == Decimal("82.16")
    assert measured.sum == "（214×100＋111×80＋45×60＋29×30＋13×0）÷412＝33850÷412＝82.16"
    assert (measured.n, measured.beside) == (412, "95% 区间 78.2–85.4")


def test_a_mass_evaluation_of_too_few_has_no_value_and_says_how_many_there_are() -> None:
    measured = mass.measure(MASS, FEW, RULE)
    assert (measured.value, measured.why) == (None, "样本不足：42 条，不到 100 条")


def test_a_scheme_may_count_fewer_for_a_small_place_and_still_prints_the_interval() -> None:
    measured = mass.measure(replace(MASS, params={"min_n": "42"}), FEW, RULE)
    assert measured.value == Decimal("88.57")  # 3720 / 42 = 88.5714…
    assert measured.beside == "95% 区间 78.2–85.4"
    assert mass.measure(replace(MASS, params={"min_n": "43"}), FEW, RULE).value is None


def test_what_fewer_than_five_answered_is_not_even_counted_aloud() -> None:
    nobody = Facts()
    assert mass.measure(MASS, nobody, RULE).why == "样本不足：少于 5 条，不显示数字"
    assert mass.measure(MASS, nobody, RULE).n is None
    assert awareness.measure(KNOWN, nobody, RULE).why == "样本不足：少于 5 条，不显示数字"


def test_whoever_has_heard_of_a_brand_counts_half() -> None:
    measured = awareness.measure(KNOWN, FACTS, RULE)
    assert measured.value == Decimal("60.00")
    assert measured.sum == "（180＋0.5×120）÷400×100＝60.00"


def test_a_scheme_may_count_hearsay_otherwise() -> None:
    assert awareness.measure(replace(KNOWN, params={"heard": "0"}), FACTS, RULE).value == Decimal("45.00")
    assert awareness.measure(replace(KNOWN, params={"heard": "1"}), FACTS, RULE).value == Decimal("75.00")


def test_reviewers_marks_are_averaged_and_their_spread_is_shown() -> None:
    measured = reviewed.measure(POLITICS, FACTS, RULE)
    assert measured.value == Decimal("87.67")
    assert measured.sum == "（85.0＋88.0＋90.0）÷3＝87.67"
    assert measured.beside == "3 位评委，最高最低相差 5.0，标准差 2.05"  # √(38/9) = 2.0548…


def test_one_reviewer_has_no_spread_and_none_has_no_value() -> None:
    alone = replace(FACTS, marks={"politics": given("80.5")})
    assert reviewed.measure(POLITICS, alone, RULE).beside == "1 位评委"
    assert reviewed.measure(POLITICS, alone, RULE).value == Decimal("80.50")
    assert reviewed.measure(POLITICS, Facts(), RULE).why == "还没有评委打分"


@settings(deadline=None)  # time here tells of the machine's other work
@each(st.lists(st.integers(0, 1000), min_size=1, max_size=12))
def test_a_mean_of_marks_lies_between_them_whatever_their_order(tenths: list[int]) -> None:
    marks = [str(Decimal(t).scaleb(-1)) for t in tenths]
    one = reviewed.measure(POLITICS, replace(FACTS, marks={"politics": given(*marks)}), RULE)
    two = reviewed.measure(POLITICS, replace(FACTS, marks={"politics": given(*reversed(marks))}), RULE)
    assert one == two
    assert one.value is not None
    assert Decimal(min(tenths)) / 10 <= one.value <= Decimal(max(tenths)) / 10


def test_no_indicator_counts_how_many_took_part() -> None:
    # Ten times as many answers of the same kind are worth the same: a number of votes is no result.
    tenfold = replace(
        FACTS,
        grades={g: 10 * n for g, n in (FACTS.grades or {}).items()},
        awareness={a: 10 * n for a, n in (FACTS.awareness or {}).items()},
        marks={key: [*marks] * 10 for key, marks in FACTS.marks.items()},
    )
    for kind in KINDS:
        indicator = Indicator("politics", kind.key, kind.label, Decimal(15), "", {})
        assert kind.measure(indicator, FACTS, RULE).value == kind.measure(indicator, tenfold, RULE).value
