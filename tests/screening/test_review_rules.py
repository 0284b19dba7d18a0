"""How a review goes: who, what after what, until when."""

from datetime import date

import pytest

from feedback import workdays
from feedback.pages import Refused
from feedback.screening.review_rules import (
    FOLLOWS,
    OF_THE_BRANCH,
    OUT,
    Act,
    Stage,
    Step,
    check,
    reason_of,
    stage_of,
    steps_for,
)
from feedback.screening.review_words import STAGES, STEPS, rarely

TODAY = date(2026, 11, 20)
CORA, DORA, ERIK, ALICE = 1, 2, 3, 4
PROPOSED = [Act(Step.PROPOSE, CORA)]
EXCLUDED = [*PROPOSED, Act(Step.EXCLUDE, DORA, date(2026, 11, 25))]
APPEALED = [*EXCLUDED, Act(Step.APPEAL, ALICE, date(2026, 12, 1))]


def refused(step: Step, acts: list[Act], who: int, today: date = TODAY) -> str:
    with pytest.raises(Refused) as refusal:
        check(step, acts, who, today)
    return refusal.value.sentence


def test_who_proposed_cannot_confirm() -> None:
    assert "另一位" in refused(Step.EXCLUDE, PROPOSED, CORA)
    check(Step.EXCLUDE, PROPOSED, DORA, TODAY)
    assert "另一位" in refused(Step.UNDO, [*EXCLUDED, Act(Step.PROPOSE_UNDO, DORA)], DORA)


def test_an_old_proposal_of_somebody_else_lets_nobody_confirm_his_own() -> None:
    again = [*PROPOSED, Act(Step.DECLINE, DORA), Act(Step.PROPOSE, DORA)]
    assert "另一位" in refused(Step.EXCLUDE, again, DORA)


def test_nothing_is_excluded_or_put_back_by_one_person_alone() -> None:
    for stage, following in FOLLOWS.items():
        for step, then in following.items():
            assert (then in OUT) <= (stage in OUT or step is Step.EXCLUDE)
    assert Step.EXCLUDE not in FOLLOWS[Stage.OPEN]
    assert Step.UNDO not in FOLLOWS[Stage.EXCLUDED]


def test_an_appeal_is_answered_by_somebody_who_took_no_part() -> None:
    assert "没有参与" in refused(Step.UPHOLD, APPEALED, CORA)
    assert "没有参与" in refused(Step.UPHOLD, APPEALED, DORA)
    check(Step.UPHOLD, APPEALED, ERIK, TODAY)


def test_after_the_deadline_there_is_no_appeal_and_never_a_second_one() -> None:
    check(Step.APPEAL, EXCLUDED, ALICE, date(2026, 11, 25))
    assert "11月25日" in refused(Step.APPEAL, EXCLUDED, ALICE, date(2026, 11, 26))
    answered = [*APPEALED, Act(Step.UPHOLD, ERIK)]
    assert "已经申诉过" in refused(Step.APPEAL, answered, ALICE)


def test_an_undoing_that_is_declined_leaves_the_appeal_open() -> None:
    undoing = [*APPEALED, Act(Step.PROPOSE_UNDO, CORA)]
    assert stage_of(undoing) is Stage.UNDOING
    assert stage_of([*undoing, Act(Step.DECLINE_UNDO, DORA)]) is Stage.APPEALED
    assert stage_of([*EXCLUDED, Act(Step.PROPOSE_UNDO, CORA), Act(Step.DECLINE_UNDO, DORA)]) is Stage.EXCLUDED
    assert stage_of([*undoing, Act(Step.UNDO, DORA)]) is Stage.UNDONE


def test_each_is_offered_what_he_may_do() -> None:
    assert steps_for([], CORA, TODAY, False, True) == [Step.PROPOSE, Step.KEEP]
    assert steps_for([], CORA, TODAY, False, False) == [Step.KEEP]
    assert steps_for([], ALICE, TODAY, True, True) == [Step.STATE]
    assert steps_for(PROPOSED, CORA, TODAY, False, True) == [Step.DECLINE]
    assert steps_for(EXCLUDED, ALICE, TODAY, True, True) == [Step.APPEAL]


def test_every_stage_and_step_has_a_word() -> None:
    assert set(STAGES) == set(FOLLOWS) == set(Stage)
    assert set(STEPS) == set(Step)
    assert set(OF_THE_BRANCH) < set(Step)


@pytest.mark.parametrize("typed", ["", "同意", "长" * 301])
def test_a_reason_is_a_sentence(typed: str) -> None:
    with pytest.raises(Refused, match="原因"):
        reason_of(typed)


def test_a_deadline_is_counted_in_working_days() -> None:
    # 25 September to 7 October 2026 hold the Mid-Autumn days, the National Day and days worked in their place.
    assert workdays.after(date(2026, 9, 24), 1) > date(2026, 9, 25)
    assert workdays.after(TODAY, 5) == date(2026, 11, 27)
    assert workdays.after(date(2031, 1, 3), 1) == date(2031, 1, 6)


def test_a_chance_is_said_without_digits_it_does_not_have() -> None:
    assert rarely(4.9e-5) == "约为 1/20,000"
    assert rarely(1e-12) == "不到十亿分之一"
