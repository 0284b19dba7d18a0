"""Who rates what in the demo world: differences one can see, at hours one believes."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feedback.collecting import Taken
from feedback.collecting.rules import Sent, problems
from feedback.demo.fill import RATINGS
from feedback.demo.grades import VALUES, weights
from feedback.demo.plan import DATA, BrandPlan, brands, shares, world
from feedback.demo.ratings import Residents, Spot
from feedback.questionnaire import Body, read
from feedback.scoring.rules import FIRST_RULE
from feedback.settings import TOP
from tests.demo.conftest import NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2025, 9, 20, tzinfo=SHANGHAI)


def asked(plan: BrandPlan) -> Body:
    file = DATA / "meeting.json" if plan.questionnaire else TOP / "feedback/questionnaire/default.json"
    return read(json.loads(Path(file).read_text(encoding="utf-8")))


@cache
def everything(seed: str = "1") -> dict[str, list[Taken]]:
    """Return what every brand gets in the whole world, by name."""
    plans = brands()
    made = {}
    for plan, count in zip(plans, shares(plans, RATINGS), strict=True):
        spots = [
            Spot(n, f"code{n}", 1, point, BEGIN, NOW - timedelta(days=100 if point.retired else 0))
            for n, point in enumerate(plan.points)
        ]
        made[plan.name] = list(Residents(plan, asked(plan), spots, SHANGHAI, seed).rate(count))
    return made


def all_taken() -> list[Taken]:
    return [one for taken in everything().values() for one in taken]


def mean(taken: Sequence[Taken]) -> float:
    """Return the mean value of the grades given."""
    given = [VALUES[t.answer.grade] for t in taken if t.answer.grade]
    return sum(given) / len(given)


def here(one: Taken) -> datetime:
    return one.at.astimezone(SHANGHAI)


def test_the_world_is_as_large_as_the_issue_asks() -> None:
    branches = [name for general in world()["general_branches"] for name in general["branches"]]
    assert (len(world()["general_branches"]), len(branches)) == (3, 12)
    assert (len(brands()), sum(len(b.points) for b in brands())) == (18, 60)
    assert len(all_taken()) == RATINGS
    assert {b.organisation for b in brands()} == set(branches)


def test_nobody_could_take_it_for_real() -> None:
    names = [
        world()["committee"],
        *(b.organisation for b in brands()),
        *(p["name"] for p in world()["people"]),
    ]
    assert [name for name in names if "演示" not in name] == []
    assert [b.name for b in brands() if "演示" not in b.responsible] == []


def test_two_in_five_write_a_comment() -> None:
    said = sum(bool(t.answer.comment) for t in all_taken())
    assert 0.38 < said / RATINGS < 0.42


def test_brands_differ_as_brands_do() -> None:
    means = {name: mean(taken) for name, taken in everything().items() if len(taken) > 100}
    assert all(58 < m < 97 for m in means.values())
    assert max(means.values()) - min(means.values()) > 25


def test_grades_are_worth_what_scoring_says() -> None:
    assert {str(grade): value for grade, value in VALUES.items()} == FIRST_RULE["values"]


@pytest.mark.parametrize("wanted", [20, 60, 75, 95])
def test_many_grades_come_to_the_mean_that_is_wanted(wanted: int) -> None:
    parts = weights(wanted)
    assert sum(p * v for p, v in zip(parts, VALUES.values(), strict=True)) / sum(parts) == pytest.approx(
        wanted
    )


def test_one_brand_is_rated_by_nobody_one_by_three_one_by_twenty_one() -> None:
    counts = {name: len(taken) for name, taken in everything().items()}
    assert (counts["书香楠溪"], counts["法律明白人"], counts["骑手驿站"]) == (0, 3, 21)
    assert sorted(counts.values())[3] > 400


def test_one_brand_falls_over_the_months_and_no_other_does() -> None:
    def fell(taken: list[Taken]) -> float:
        third = len(taken) // 3
        return mean(taken[:third]) - mean(taken[-third:])

    falls = {name: fell(taken) for name, taken in everything().items() if len(taken) > 100}
    assert falls.pop("红管家") > 12
    assert max(falls.values()) < 8


def test_monday_mornings_at_one_window_are_a_trial() -> None:
    plan = next(b for b in brands() if b.queue)
    window = [p.name for p in plan.points].index(plan.queue)
    at_it = [t for t in everything()[plan.name] if t.point_id == window]
    mondays = [t for t in at_it if here(t).weekday() == 0 and here(t).hour < 12]
    others = [t for t in at_it if t not in mondays]
    assert len(mondays) > 100
    assert mean(others) - mean(mondays) > 20
    unhappy = [t.answer for t in mondays if t.answer.grade in (1, 2, 3) and t.answer.comment]
    waiting = [
        a for a in unhappy if any(word in a.comment for word in ("等", "排", "周一", "礼拜一", "星期一"))
    ]
    assert len(waiting) > 0.6 * len(unhappy) > 20
    tags = Counter(tag for t in mondays if t.answer.grade in (1, 2) for tag in t.answer.tags)
    assert tags.most_common(1)[0][0].startswith("wait")


def test_the_meeting_offers_not_knowing_and_some_take_it() -> None:
    given = Counter(t.answer.grade for t in everything()["桂花议事亭"])
    assert 0.08 < given[None] / sum(given.values()) < 0.18
    assert all(t.answer.grade for name, taken in everything().items() if name != "桂花议事亭" for t in taken)


def test_every_answer_could_have_been_sent_by_a_phone() -> None:
    for plan in brands():
        body = asked(plan)
        for t in everything()[plan.name]:
            a = t.answer
            sent = Sent(
                grade="none" if a.grade is None else str(a.grade),
                tags=a.tags,
                comment=a.comment,
                awareness=a.awareness,
                above=a.above,
            )
            assert problems(sent, body) == {}


def test_a_week_has_its_shape_and_nobody_rates_tomorrow() -> None:
    assert max(t.at for t in all_taken()) <= NOW
    assert min(t.at for t in all_taken()) >= BEGIN
    days = Counter(here(t).weekday() for t in everything()["先锋一窗"])
    assert days[0] > 1.2 * days[3]
    assert days[6] < 0.15 * days[3]
    hours = Counter(here(t).hour for t in all_taken())
    assert hours[10] > 2 * hours[12]
    assert sum(hours[h] for h in range(6)) == 0


def test_the_months_are_full_from_the_first_to_the_last() -> None:
    months = Counter((here(t).year, here(t).month) for t in all_taken())
    first, *whole, last = (n for _, n in sorted(months.items()))
    assert len(whole) == 13  # fourteen months back to the day: the first and the last are parts
    assert min(whole) > 800
    assert min(first, last) > 200


def test_awareness_is_asked_and_mostly_answered() -> None:
    answers = Counter(t.answer.awareness for t in all_taken())
    assert set(answers) == {"knows", "heard", "unknown", None}
    assert 0.2 < answers[None] / RATINGS < 0.35


def test_some_speak_to_those_above_only_when_they_say_something() -> None:
    above = [t.answer for t in all_taken() if t.answer.above]
    assert 100 < len(above) < 600
    assert all(a.comment for a in above)


def test_the_same_seed_says_the_same_and_another_does_not() -> None:
    again = everything.__wrapped__("1")
    assert again == everything("1")
    assert everything.__wrapped__("2") != again
