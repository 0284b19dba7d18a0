"""What staff typed in weighs at most the cap, exactly; below it nothing changes."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback import pipeline
from feedback.assessment.indicators.kind import Facts
from feedback.assessment.indicators.kind import ScoreRule as Official
from feedback.assessment.indicators.mass import measure
from feedback.assessment.scheme import Indicator
from feedback.clock import now
from feedback.collecting import Answer, Source, Taken, keep_many
from feedback.db import db
from feedback.questionnaire import current_version
from feedback.scoring import Counts, Gate, Rule, compared, mass_score, score_of
from feedback.scoring.arithmetic import arithmetic
from feedback.scoring.rules import FIRST_RULE, GRADES, interval, mean, problems
from feedback.scoring.sources import WORDS, ways
from tests.checked import CheckedClient
from tests.factories import World

RULE = Rule.read(1, FIRST_RULE)
grades = st.lists(st.integers(0, 60), min_size=5, max_size=5).map(lambda n: dict(zip(GRADES, n, strict=True)))


def counts(own: dict[int, int], desk: dict[int, int]) -> Counts:
    return Counts(grades={g: own[g] + desk[g] for g in GRADES}, desk=desk)


@given(grades, grades, st.integers(1, 99))
def test_the_typed_in_weigh_exactly_the_cap_where_they_are_more_and_as_everybody_else_below(
    own: dict[int, int], desk: dict[int, int], cap: int
) -> None:
    rule = Rule.read(1, {**FIRST_RULE, "desk_cap": cap})
    n, m = sum(own.values()), sum(desk.values())
    score = mass_score(counts(own, desk), rule)
    assert score.capped == (m > Fraction(cap, 100) * (n + m))
    if not score.capped:
        plain = mass_score(Counts(grades={g: own[g] + desk[g] for g in GRADES}), rule)
        assert (score.value, score.n, score.low) == (plain.value, plain.n, plain.low)
        return
    # Every typed-in rating weighs w; together they are exactly the cap of all weights.
    w = Fraction(cap * n, (100 - cap) * m)
    assert w < 1
    if n:
        assert w * m / (n + w * m) == Fraction(cap, 100)
    assert score.n == int(n + w * m)
    if score.value is None:
        assert score.gate is Gate.HIDDEN
        return
    values = {g: Fraction(rule.values[g]) for g in GRADES}
    exact = sum(values[g] * (own[g] + w * desk[g]) for g in GRADES) / (n + w * m)
    assert score.value == pytest.approx(float(exact), abs=1e-9)
    assert (score.low, score.high) == interval(score.value, score.n)


@given(grades, grades)
def test_however_many_are_typed_in_they_move_the_score_by_the_cap_at_most(
    own: dict[int, int], desk: dict[int, int]
) -> None:
    score = mass_score(counts(own, desk), RULE)
    if score.value is not None and sum(own.values()) >= 5:
        assert abs(score.value - mean(own, RULE)) <= 30 + 1e-9


def test_paper_alone_is_no_score() -> None:
    score = mass_score(counts(dict.fromkeys(GRADES, 0), dict.fromkeys(GRADES, 100)), RULE)
    assert (score.value, score.n, score.gate, score.given) == (None, 0, Gate.HIDDEN, 500)


def test_the_official_figure_is_the_same_to_the_last_digit_and_says_how() -> None:
    own, desk = {5: 50, 4: 20, 3: 10, 2: 10, 1: 10}, {5: 97, 4: 0, 3: 0, 2: 0, 1: 3}
    together = counts(own, desk)
    facts = Facts(grades=together.grades, low=Decimal(1), high=Decimal(2), desk=desk)
    official = Official(1, {g: Decimal(int(RULE.values[g])) for g in GRADES}, 5, 100, RULE.desk_cap)
    measured = measure(Indicator("mass", "mass", "群众评议", Decimal(30), "", {}), facts, official)
    score = mass_score(together, RULE)
    assert score.value is not None
    assert measured.value is not None
    assert (measured.n, float(measured.value)) == (142, round(score.value, 2))
    assert "7500÷100×70%＋9700÷100×30%＝81.6" in measured.sum
    old = Official(1, official.values, 5, 100)
    before = measure(Indicator("mass", "mass", "群众评议", Decimal(30), "", {}), facts, old)
    assert before.value == Decimal("86.00"), "a document from before the cap still says what it said"


def test_the_steps_on_the_page_lead_to_the_score() -> None:
    score = mass_score(counts(dict.fromkeys(GRADES, 4), dict.fromkeys(GRADES, 9)), RULE)
    steps = arithmetic(score, RULE)
    assert steps
    assert sum(part.mean * part.share for part in steps.parts) / 100 == pytest.approx(steps.mean)
    assert [part.n for part in steps.parts] == [20, 45]


@pytest.mark.parametrize("cap", [-1, 101, "30", 2.5])
def test_a_cap_that_is_no_share_is_refused(cap: object) -> None:
    assert problems({**FIRST_RULE, "desk_cap": cap}) == ["纸质和电话评价的上限要填 0 到 100 的整数。"]


def test_few_of_a_way_are_not_counted_out() -> None:
    assert ways({Source.SCAN: 40, Source.KIOSK: 4, Source.CODE: 5}) == [
        ("现场扫码", "40"),
        ("一次性码", "不单列"),
        ("共用平板", "少于 5"),
    ]
    assert ways({Source.SCAN: 40, Source.CODE: 5}) == [("现场扫码", "40"), ("一次性码", "5")]
    assert ways({Source.SCAN: 4}) == []


def keep(world: World, *way: Source) -> datetime:
    """Keep one rating a way, 5 where staff typed it in, else 3; return when."""
    version, at = current_version(world.brand.questionnaire_id).id, now() - timedelta(days=2)
    typed = (Source.PAPER, Source.PHONE)
    keep_many(
        [
            Taken(
                world.point.id,
                world.point.code,
                version,
                f"key-{i:020d}",
                Answer(5 if s in typed else 3),
                at,
                s,
            )
            for i, s in enumerate(way)
        ]
    )
    db.session.commit()
    pipeline.drain()
    return at


def test_a_score_without_what_staff_typed_in_is_that_of_the_others(world: World) -> None:
    day = keep(world, *[Source.SCAN] * 10, *[Source.PAPER] * 20).date()
    days, typed = (day - timedelta(days=1), day + timedelta(days=1)), {(5, Source.PAPER.value): 20}
    with_them, without = compared(world.brand, *days, typed, typed)
    assert (round(with_them.value or 0, 9), with_them.n, with_them.capped) == (72, 14, True)
    assert (without.value, without.n, without.capped) == (60, 10, False)
    threes = {(3, "scan"): 5}
    with_them, without = compared(world.brand, *days, threes, {**threes, (1, "scan"): 10})
    # With ten of the worst grade among the others: 0.7 × 30 + 0.3 × 100.
    assert (round(with_them.value or 0, 9), with_them.n) == (51, 28)
    assert (round(without.value or 0, 9), without.n) == (72, 7)


def test_the_page_shows_each_way_and_the_cap(world: World, alice: CheckedClient) -> None:
    at = keep(world, *[Source.SCAN] * 6, *[Source.CODE] * 5, *[Source.PAPER] * 20, *[Source.PHONE] * 10)
    score = score_of(world.brand, at.date() - timedelta(days=2), now().date())
    assert score.value == pytest.approx(0.7 * 60 + 0.3 * 100)
    assert (score.n, score.given) == (15, 41)
    page = alice.get(f"/brands/{world.brand.id}/score").text
    for shown in (
        "一次性码",
        "纸质录入",
        "电话录入",
        "60.0000 × 70% + 100.0000 × 30% = 72.0000",
        "41 条有效评价",
    ):
        assert shown in page


@pytest.mark.parametrize(
    ("own", "desk", "shown"), [(4, 5, False), (5, 4, False), (5, 5, True), (20, 4, True)]
)
def test_no_score_while_the_arithmetic_of_the_cap_would_tell_the_grades_of_fewer_than_five(
    own: int, desk: int, shown: bool
) -> None:
    zero = dict.fromkeys(GRADES, 0)
    score = mass_score(counts({**zero, 5: own}, {**zero, 1: desk}), RULE)
    assert (score.value is not None) == shown


@given(st.dictionaries(st.sampled_from(list(WORDS)), st.integers(1, 9), min_size=1, max_size=5))
def test_no_way_that_a_few_took_is_what_is_left_of_the_sum(took: dict[Source, int]) -> None:
    told = ways(took)
    if sum(took.values()) < 5:
        assert told == []
        return
    left = sum(took.values()) - sum(int(words) for _, words in told if words.isdigit())
    assert left == 0 or left >= 5
    assert all(int(words) >= 5 for _, words in told if words.isdigit())
