"""How a review goes: what may follow on what, who may do it, until when. A review is the sum of its acts."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from feedback.pages import Refused

SHORTEST, LONGEST = 4, 300


class Stage(StrEnum):
    """Where a review stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    KEPT = "kept"
    EXCLUDED = "excluded"
    APPEALED = "appealed"
    UNDOING = "undoing"
    UNDONE = "undone"


class Step(StrEnum):
    """What somebody does to a review."""

    STATE = "state"
    PROPOSE = "propose"
    DECLINE = "decline"
    EXCLUDE = "exclude"
    KEEP = "keep"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    PROPOSE_UNDO = "propose_undo"
    DECLINE_UNDO = "decline_undo"
    UNDO = "undo"
    REOPEN = "reopen"


# What the branch may do; all other steps are for committee people from outside it.
OF_THE_BRANCH = (Step.STATE, Step.APPEAL)
FOLLOWS: dict[Stage, dict[Step, Stage]] = {
    Stage.OPEN: {Step.PROPOSE: Stage.PROPOSED, Step.KEEP: Stage.KEPT, Step.STATE: Stage.OPEN},
    Stage.PROPOSED: {Step.EXCLUDE: Stage.EXCLUDED, Step.DECLINE: Stage.OPEN, Step.STATE: Stage.PROPOSED},
    Stage.KEPT: {Step.REOPEN: Stage.OPEN},
    Stage.EXCLUDED: {Step.APPEAL: Stage.APPEALED, Step.PROPOSE_UNDO: Stage.UNDOING},
    Stage.APPEALED: {
        Step.UPHOLD: Stage.EXCLUDED,
        Step.PROPOSE_UNDO: Stage.UNDOING,
        Step.STATE: Stage.APPEALED,
    },
    # Where an undoing that is declined leads back to, `stage_of` knows.
    Stage.UNDOING: {Step.UNDO: Stage.UNDONE, Step.DECLINE_UNDO: Stage.EXCLUDED, Step.STATE: Stage.UNDOING},
    Stage.UNDONE: {Step.REOPEN: Stage.OPEN},
}
# Stages in which somebody has to do something, and so a day by which.
WAITING = (Stage.OPEN, Stage.PROPOSED, Stage.APPEALED, Stage.UNDOING)
# While it is looked at how the ratings were taken out, they stay out.
OUT = (Stage.EXCLUDED, Stage.APPEALED, Stage.UNDOING)


class Act(NamedTuple):
    """One step as it was taken; `due` is the day it sets for what follows, where it sets one."""

    step: Step
    person_id: int
    due: date | None = None


def stage_of(acts: Sequence[Act]) -> Stage:
    """Return where a review stands after its acts, in their order."""
    stage = before = Stage.OPEN
    for act in acts:
        following = FOLLOWS[stage][act.step]
        if act.step is Step.PROPOSE_UNDO:
            before = stage
        stage = before if act.step is Step.DECLINE_UNDO else following
    return stage


def check(step: Step, acts: Sequence[Act], who: int, today: date) -> None:
    """Raise Refused with a sentence when somebody may not take a step now; committee and branch are told apart elsewhere."""
    stage = stage_of(acts)
    if step not in FOLLOWS[stage]:
        raise Refused("这项复核刚刚有了新的进展，请看过再决定。")
    if step in (Step.EXCLUDE, Step.UNDO) and acts[_last(acts, PROPOSALS)].person_id == who:
        raise Refused("提出的人不能自己确认，请另一位考核组成员来确认。")
    if step is Step.UPHOLD and who in _excluded_by(acts):
        raise Refused("申诉要由没有参与这次排除的考核组成员来答复。")
    if step is Step.APPEAL:
        _may_appeal(acts, today)


def _may_appeal(acts: Sequence[Act], today: date) -> None:
    out = _last(acts, (Step.EXCLUDE,))
    if any(act.step is Step.APPEAL for act in acts[out:]):
        raise Refused("这次排除已经申诉过，答复写在下面。")
    due = acts[out].due
    if due and today > due:
        raise Refused(f"申诉期限是 {due.month}月{due.day}日，已经过了。仍有疑问，请向上级党组织反映。")


PROPOSALS = (Step.PROPOSE, Step.PROPOSE_UNDO)


def _excluded_by(acts: Sequence[Act]) -> set[int]:
    out = _last(acts, (Step.EXCLUDE,))
    return {acts[out].person_id, acts[_last(acts[:out], (Step.PROPOSE,))].person_id}


def _last(acts: Sequence[Act], steps: Sequence[Step]) -> int:
    return max(n for n, act in enumerate(acts) if act.step in steps)


def steps_for(
    acts: Sequence[Act], who: int, today: date, of_the_branch: bool, can_exclude: bool
) -> list[Step]:
    """Return what somebody may do now, in the order of FOLLOWS."""
    return [
        step
        for step in FOLLOWS[stage_of(acts)]
        if (step in OF_THE_BRANCH) == of_the_branch
        and (can_exclude or step is not Step.PROPOSE)
        and _allowed(step, acts, who, today)
    ]


def _allowed(step: Step, acts: Sequence[Act], who: int, today: date) -> bool:
    try:
        check(step, acts, who, today)
    except Refused:
        return False
    return True


def reason_of(typed: str) -> str:
    """Return a reason as it is kept; raise Refused for one too short or too long."""
    if not SHORTEST <= len(typed) <= LONGEST:
        raise Refused(f"请写明原因，{SHORTEST} 到 {LONGEST} 个字。", "reason")
    return typed
