"""What each detector notices, what it must leave alone, and how long it takes."""

import time
from datetime import timedelta

import pytest

from bench import stuffing
from feedback.screening.detectors import DETECTORS, Detector, Seen, alike, device, stopped, stuffed, uniform
from feedback.screening.detectors.rhythm import rhythm
from feedback.screening.detectors.tails import busier, more
from tests.screening.ratings import NOW, ordinary, row, together


def test_tails_are_those_of_the_exact_distributions() -> None:
    # Of a mean that is known for sure, the beta-binomial is the binomial: 10 of 10 at one half is 2^-10.
    assert more(10, 10, 0.5, 1e8) == pytest.approx(2**-10, rel=1e-4)
    assert more(1, 1, 0.3, 5) == pytest.approx(0.3)
    # Size 1 is the geometric distribution: P(X ≥ k) = (mean / (1 + mean))^k.
    assert busier(7, 3, 1) == pytest.approx((3 / 4) ** 7)
    assert busier(20, 0.5, 1e7) == pytest.approx(2.6e-25, rel=0.1)


def test_a_group_that_may_differ_by_its_mood_is_less_surprising() -> None:
    assert more(20, 20, 0.5, 50) > 10 * more(20, 20, 0.5, 1e7)


def test_the_rhythm_expects_ratings_when_the_counter_is_open() -> None:
    usual = rhythm([r.at for r in ordinary()])
    noon, night = NOW.replace(hour=12), NOW.replace(hour=2)
    assert usual.rate(noon) > 20 * usual.rate(night)
    assert usual.expected(NOW - timedelta(days=7), 604_800) == pytest.approx(sum(usual.rates))


def test_twenty_best_grades_in_a_row_are_found_and_named() -> None:
    (found,) = stuffed.find(together(ordinary(), row(20, 5)), NOW)
    assert len(set(found.rating_ids) & set(range(10_000, 10_020))) == 20
    assert found.figures["grade"] == 5
    assert found.figures["gap"] == pytest.approx(20, abs=2)


def test_fifteen_worst_grades_in_a_row_are_found() -> None:
    (found,) = stuffed.find(together(ordinary(), row(15, 1)), NOW)
    assert found.figures["grade"] == 1


def test_a_meeting_that_rates_as_residents_do_is_no_stuffing() -> None:
    meeting = [one._replace(grade=(5, 4, 5, 4, 3)[n % 5]) for n, one in enumerate(row(25, 5))]
    assert stuffed.heaps(together(ordinary(), meeting), NOW)
    assert stuffed.find(together(ordinary(), meeting), NOW) == []


def test_a_happy_meeting_in_which_some_are_only_content_is_no_stuffing() -> None:
    meeting = [one._replace(grade=(5, 5, 5, 4)[n % 4]) for n, one in enumerate(row(40, 5))]
    assert stuffed.find(together(ordinary(), meeting), NOW) == []


def test_better_grades_without_a_heap_are_no_stuffing() -> None:
    slowly = [one._replace(at=NOW - timedelta(days=28 - n)) for n, one in enumerate(row(28, 5))]
    assert stuffed.find(together(ordinary(), slowly), NOW) == []


def test_sheets_of_paper_typed_in_one_go_are_no_stuffing() -> None:
    typed = [one._replace(source="paper") for one in row(40, 5)]
    assert stuffed.find(together(ordinary(), typed), NOW) == []


def test_what_is_older_than_a_month_is_not_found_again() -> None:
    assert stuffed.find(together(ordinary(), row(20, 5, days_ago=40)), NOW) == []


def test_a_branch_without_any_history_has_no_flags_and_no_errors() -> None:
    for detector in DETECTORS:
        assert detector.find([], NOW) == []
        assert detector.find(row(1, 5), NOW) == []


COPIED = "街道的党员同志服务特别热情，办事又快又好，为他们点赞"


def said(texts: list[str], days: float = 1) -> list[Seen]:
    """Return one rating a text, so many days apart."""
    begin = NOW - timedelta(days=20)
    return [
        one._replace(text=text, at=begin + timedelta(days=days * n))
        for n, (one, text) in enumerate(zip(row(len(texts), 5), texts, strict=True))
    ]


def test_three_comments_that_are_nearly_the_same_within_a_week_are_found() -> None:
    (found,) = alike.find(said([COPIED, COPIED + "。", "咱们" + COPIED]), NOW)
    assert found.figures["n"] == 3


@pytest.mark.parametrize(
    "comments",
    [
        said(
            ["很好", "很好", "很好", "满意！", "满意！", "满意！", "谢谢大家了", "谢谢大家了", "谢谢大家了"]
        ),
        said([COPIED, COPIED]),
        said([COPIED] * 3, days=9),
        said([COPIED, "楼道里的灯坏了两个月没有人来修", "排队排了一个小时才轮到我们"]),
    ],
    ids=["short ones", "two", "weeks apart", "different ones"],
)
def test_comments_that_prove_nothing_are_left_alone(comments: list[Seen]) -> None:
    assert alike.find(comments, NOW) == []


def test_two_thousand_comments_are_not_compared_each_with_each() -> None:
    words = [alike.shingles(f"{n * n % 9973:x}{n:x} 号来的人说第 {n} 件事办得怎么样") for n in range(300)]
    assert len(list(alike.candidates(words))) < 300 * 299 / 2 / 3
    assert len(list(alike.candidates([alike.shingles(COPIED)] * 2_000))) <= 2_000 * alike.NEIGHBOURS


def marked(*times: int) -> list[Seen]:
    """Return ratings of the last days, as many a phone as said."""
    phones = [f"phone {n}" for n, count in enumerate(times) for _ in range(count)]
    return [one._replace(device=phone) for one, phone in zip(row(len(phones), 5), phones, strict=True)]


def test_few_phones_that_rate_much_are_found() -> None:
    (found,) = device.find(marked(7, 8, *[1] * 30), NOW)
    assert (found.figures["devices"], found.figures["n"], found.figures["marked"]) == (2, 15, 45)


def test_families_and_phones_without_a_mark_are_no_concentration() -> None:
    assert device.find(marked(*[3] * 10), NOW) == []
    assert device.find(row(40, 5), NOW) == []
    assert device.find(marked(12, *[1] * 200), NOW) == []


def test_a_point_with_only_one_grade_is_found_and_its_neighbours_are_not() -> None:
    here = [one._replace(point_id=2) for one in row(80, 5, seconds=43_000, days_ago=45)]
    (found,) = uniform.find(together(ordinary(), here), NOW)
    assert (found.figures["point"], found.figures["n"]) == (2, 80)


def test_a_good_point_where_some_are_less_content_is_left_alone() -> None:
    here = [one._replace(point_id=2) for one in row(80, 5, seconds=43_000, days_ago=45)]
    mixed = [one._replace(grade=4) if n % 20 == 0 else one for n, one in enumerate(here)]
    assert uniform.find(together(ordinary(), mixed), NOW) == []
    assert uniform.find(here[:40], NOW) == []


BAD = (5, 4, 1, 3, 5, 2, 4, 5)


def test_bad_grades_that_stop_while_good_ones_go_on_are_found() -> None:
    before = ordinary(a_day=5, grades=BAD)
    after = [
        r if r.at < NOW - timedelta(days=30) or (r.grade or 0) > 2 else r._replace(grade=3) for r in before
    ]
    assert stopped.find(before, NOW) == []
    (found,) = stopped.find(after, NOW)
    assert found.rating_ids == ()
    assert float(found.figures["expected"]) >= 12


def test_a_point_that_falls_silent_is_somebody_elses_question() -> None:
    assert stopped.find([r for r in ordinary(grades=BAD) if r.at < NOW - timedelta(days=31)], NOW) == []


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: d.name)
def test_a_month_of_a_branch_takes_no_longer_than_ten_milliseconds(detector: Detector) -> None:
    ratings = together(ordinary(), row(20, 5))
    texts = [r._replace(text=COPIED) if n % 10 == 0 else r for n, r in enumerate(ratings)]
    best = min(_seconds(lambda: detector.find(texts, NOW)) for _ in range(5))
    assert best < 0.010


def _seconds(run: object) -> float:
    began = time.process_time()
    run()  # type: ignore[operator]
    return time.process_time() - began


def test_the_simulation_of_sixty_branches_refutes_no_bar() -> None:
    found = stuffing.chances(stuffing.REPORT, 60)
    for name, _, side, bar in stuffing.SCENES:
        part = stuffing.share(found[name], stuffed.SHIFT)
        assert not stuffing.missed(part, side, bar, 60), (name, part)


def test_a_rule_that_looks_at_the_burst_alone_would_refute_it() -> None:
    found = stuffing.chances(stuffing.REPORT, 30)
    part = stuffing.share(found["honest group of 25"], 1.0)
    assert stuffing.missed(part, "<", 0.01, 30)
