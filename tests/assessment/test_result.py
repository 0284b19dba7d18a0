"""From indicators to the total and the band, to the last digit."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from feedback.assessment.decimals import half_up, plain, read
from feedback.assessment.indicators.kind import Facts
from feedback.assessment.result import Status, assess, banded
from feedback.assessment.scheme import SmallSample
from tests.assessment.examples import FACTS, FEW, RULE, given, scheme


def test_a_total_is_the_weighted_mean_of_the_printed_values() -> None:
    result = assess(scheme(), FACTS, RULE)
    assert [line.product for line in result.lines] == [
        Decimal(p) for p in ("2464.80", "600.00", "1315.05", "1200.00", "1136.25", "1365.00")
    ]
    assert (result.products, result.weights) == (Decimal("8081.10"), Decimal(100))
    assert (result.total, result.band, result.notes) == (Decimal("80.8"), "较好", ())
    assert result.sum == (
        "（30×82.16＋10×60.00＋15×87.67＋15×80.00＋15×75.75＋15×91.00）÷100＝8081.1÷100＝80.8"
    )


def test_a_small_sample_leaves_the_rest_to_make_up_a_hundred() -> None:
    result = assess(scheme(small_sample_at_most=""), FEW, RULE)
    assert (result.products, result.weights, result.total) == (
        Decimal("5016.30"),
        Decimal(60),
        Decimal("83.6"),  # 83.605
    )
    assert result.lines[0].product is None
    assert result.notes == (
        "“群众评议”、“知晓度”样本不足，不计分；其余指标权重合计 60，按比例折算为 100 分。",
    )


def test_a_brand_that_few_rated_does_not_get_the_best_band_where_the_scheme_says_so() -> None:
    best = replace(FEW, marks={key: given("98.0") for key in FEW.marks})
    assert assess(scheme(small_sample_at_most=""), best, RULE).band == "好"
    held = assess(scheme(small_sample_at_most="较好"), best, RULE)
    assert (held.total, held.band) == (Decimal("98.0"), "较好")
    assert held.notes[-1] == "群众评议样本不足，按方案最高评为“较好”；按总分本为“好”。"


def test_a_scheme_may_leave_small_samples_without_a_band() -> None:
    result = assess(scheme(small_sample="not_assessed"), FEW, RULE)
    assert (result.status, result.total, result.band) == (Status.NOT_ASSESSED, None, "")
    assert result.notes == ("群众评议样本不足，按方案本周期不评定等次。",)


def test_awareness_alone_under_the_gate_does_not_stop_an_assessment() -> None:
    unasked = replace(FACTS, awareness=None)
    result = assess(scheme(small_sample="not_assessed"), unasked, RULE)
    assert (result.status, result.weights) == (Status.ASSESSED, Decimal(90))


def test_a_brand_without_a_mark_has_no_total_yet() -> None:
    result = assess(scheme(), replace(FACTS, marks={**FACTS.marks, "duty": []}), RULE)
    assert (result.status, result.total) == (Status.INCOMPLETE, None)
    assert result.notes == ("还没有评委打分：规划与责任落实。",)


def test_residents_who_are_not_content_hold_the_band_down() -> None:
    angry = replace(
        FACTS,
        grades={5: 40, 4: 10, 3: 10, 2: 20, 1: 40},
        marks={key: given("100.0") for key in FACTS.marks},
        awareness={"knows": 400, "heard": 0, "unknown": 0},
    )
    result = assess(scheme(), angry, RULE)
    assert result.lines[0].measured.value == Decimal("50.00")  # (4000+800+600+600) / 120
    assert (result.total, result.band) == (Decimal("85.0"), "一般")
    assert result.notes == ("群众评议得分 50.00 低于 60，按方案最高评为“一般”；按总分本为“较好”。",)


@pytest.mark.parametrize(
    ("mass", "band"), [("59.99", "一般"), ("60.00", "好"), ("60.01", "好"), ("0.00", "一般")]
)
def test_the_veto_looks_at_the_printed_score(mass: str, band: str) -> None:
    assert banded(scheme(), Decimal("95.0"), Decimal(mass))[0] == band


def test_a_veto_never_lifts_a_band() -> None:
    assert banded(scheme(), Decimal("40.0"), Decimal("10.00"))[0] == "差"


def test_a_scheme_without_a_veto_has_none() -> None:
    assert banded(scheme(veto=None), Decimal("95.0"), Decimal("10.00")) == ("好", ())


@pytest.mark.parametrize(
    ("total", "band"),
    [("100.0", "好"), ("90.0", "好"), ("89.9", "较好"), ("75.0", "较好"), ("74.9", "一般"), ("60.0", "一般"),
     ("59.9", "差"), ("0.0", "差")],
)  # fmt: skip
def test_a_band_begins_at_its_first_tenth(total: str, band: str) -> None:
    assert banded(scheme(), Decimal(total), Decimal(80))[0] == band


@pytest.mark.parametrize(
    ("exact", "places", "printed"),
    [("89.95", 1, "90.0"), ("89.949", 1, "89.9"), ("0.05", 1, "0.1"), ("2.5", 0, "3"), ("3.5", 0, "4")],
)
def test_halves_are_rounded_up_as_people_do(exact: str, places: int, printed: str) -> None:
    assert str(half_up(Decimal(exact), places)) == printed


@pytest.mark.parametrize(
    ("typed", "kept"), [("３０", "30"), (" 12.50 ", "12.5"), ("1e1", "10"), ("100", "100")]
)
def test_numbers_are_read_as_people_type_them(typed: str, kept: str) -> None:
    value = read(typed)
    assert value is not None
    assert plain(value) == kept


@pytest.mark.parametrize("typed", ["", "abc", "NaN", "inf", None, "1,5"])
def test_what_is_no_number_is_none(typed: str | None) -> None:
    assert read(typed) is None


grades = st.dictionaries(st.sampled_from([5, 4, 3, 2, 1]), st.integers(0, 400), min_size=5, max_size=5)
answers = st.fixed_dictionaries({a: st.integers(0, 200) for a in ("knows", "heard", "unknown")})
marks = st.lists(st.integers(0, 1000), min_size=1, max_size=4)


@st.composite
def some_facts(draw: st.DrawFn) -> Facts:
    """Draw what may be known of a brand: any counts, any marks, some figures missing."""
    drawn = {
        key: given(*(str(Decimal(t).scaleb(-1)) for t in draw(marks)))
        for key in ("politics", "fusion", "duty", "originality")
    }
    return Facts(draw(st.none() | grades), 0, Decimal(1), Decimal(2), draw(st.none() | answers), drawn)


@settings(deadline=None)  # time here tells of the machine's other work
@each(some_facts(), st.sampled_from(["", "较好", "差"]))
def test_what_counts_always_weighs_a_hundred_and_the_total_lies_within_its_parts(
    facts: Facts, at_most: str
) -> None:
    result = assess(scheme(small_sample_at_most=at_most), facts, RULE)
    values = [line.measured.value for line in result.lines if line.measured.value is not None]
    weights = [line.indicator.weight for line in result.lines if line.measured.value is not None]
    assert sum(Fraction(w) / Fraction(result.weights) for w in weights) == 1
    assert result.total is not None
    exact = Fraction(result.products) / Fraction(result.weights)
    assert min(values) <= exact <= max(values)
    assert abs(Fraction(result.total) - exact) <= Fraction(1, 20)
    assert result.sum.endswith(f"＝{result.total}")


@settings(deadline=None)  # time here tells of the machine's other work
@each(some_facts())
def test_nobody_under_the_veto_stands_above_its_band(facts: Facts) -> None:
    plan = scheme(small_sample=SmallSample.RENORMALISE.value)
    result = assess(plan, facts, RULE)
    mass = result.lines[0].measured.value
    if mass is not None and mass < 60:
        assert result.band in ("一般", "差")
        assert "低于 60" in result.notes[-1]
    order = [band.name for band in plan.bands]
    assert result.total is not None
    reached = next(b.name for b in plan.bands if result.total >= b.from_)
    assert order.index(result.band) >= order.index(reached)
