"""What people say a comment is: which comments are worth asking about, when the answers settle, how far they agree."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from feedback.sentiment.rules import CUTS, Intent, disagrees

T = TypeVar("T", bound=str)


class Side(StrEnum):
    """What a person says the words of a comment are; UNSURE is kept too, so that nobody is asked again."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"
    UNSURE = "unsure"


SIDES = {Side.NEGATIVE: "不满", Side.NEUTRAL: "中性", Side.POSITIVE: "满意", Side.UNSURE: "说不准"}


class Standing(StrEnum):
    """As whom somebody labels: one of the assessed unit itself, or of the committee above it."""

    BRANCH = "branch"
    COMMITTEE = "committee"


class Worth(StrEnum):
    """Why a comment is worth a label."""

    SAMPLE = "sample"
    GRADE = "grade"
    UNSURE = "unsure"
    OPINION = "opinion"


# One comment in five is kept back to measure with, and never learned from.
HELD_BACK = 5
# Scores so near the middle say nothing.
MIDDLE = (0.35, 0.65)


def held_back(change_id: int) -> bool:
    """Return whether a comment is one to measure with: drawn by its number, before anybody has labelled or learned."""
    return _draw(f"held back {change_id}") % HELD_BACK == 0


def turn(person_id: int, change_id: int) -> int:
    """Return when a comment is somebody's turn among others: colleagues are asked in different orders."""
    return _draw(f"turn {person_id} {change_id}")


def _draw(about: str) -> int:
    return int.from_bytes(hashlib.blake2b(about.encode(), digest_size=8).digest())


def worth(
    change_id: int, grade: int | None, score: float | None, snownlp: float | None, intent: str
) -> Worth | None:
    """Return why a comment that was read so is worth a label, or None.

    What is held back is drawn blindly: of hard comments only, it would measure something else than the figures say.
    """
    if score is None:
        return None
    if held_back(change_id):
        return Worth.SAMPLE
    if disagrees(grade, score):
        return Worth.GRADE
    if MIDDLE[0] <= score <= MIDDLE[1] and intent not in (Intent.QUESTION, Intent.SUGGESTION):
        return Worth.UNSURE
    if snownlp is not None and min(score, snownlp) < CUTS[0] and max(score, snownlp) > CUTS[1]:
        return Worth.OPINION
    return None


@dataclass(frozen=True)
class Vote:
    """The last answer of one person about one comment."""

    person_id: int
    standing: Standing
    side: Side
    intent: str | None = None


@dataclass(frozen=True)
class Settled:
    """What a comment is taken to be; `confirmed`: somebody of the committee said so."""

    side: Side
    confirmed: bool
    intent: str | None = None


def milder(grade: int | None, side: Side) -> bool:
    """Return whether an answer makes more of a comment than the resident's own grade does (1–2, and not a complaint)."""
    return grade is not None and grade <= 2 and side in (Side.NEUTRAL, Side.POSITIVE)


def settle(votes: Sequence[Vote], grade: int | None) -> Settled | None:
    """Return what a comment is taken to be, or None while it is open: nothing is learned from it then.

    The word of the committee counts; its people among themselves by majority. Without it the branch must be of
    one mind, and not milder than the resident's grade: a branch does not clear itself.
    """
    told = [vote for vote in votes if vote.side is not Side.UNSURE]
    above = [vote for vote in told if vote.standing is Standing.COMMITTEE]
    side = _majority(vote.side for vote in above or told)
    if side is None:
        return None
    if not above and (len({v.side for v in told}) > 1 or milder(grade, side)):
        return None
    intents = [vote.intent for vote in above or told if vote.intent and vote.side is side]
    return Settled(side, bool(above), _majority(intents))


def _majority(answers: Iterable[T]) -> T | None:
    ranked = Counter(answers).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


@dataclass(frozen=True)
class Agreement:
    """How far two people agree on the comments both have labelled; kappa is None where chance alone would agree."""

    both: int
    equal: int
    kappa: float | None


def agreement(pairs: Sequence[tuple[Side, Side]]) -> Agreement:
    """Return the share of equal answers and Cohen's kappa over pairs of answers (who answered first, who second)."""
    pairs = [pair for pair in pairs if Side.UNSURE not in pair]
    n, equal = len(pairs), sum(one is other for one, other in pairs)
    if not n:
        return Agreement(0, 0, None)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[side] * second[side] for side in Side) / n**2
    return Agreement(n, equal, None if chance == 1 else (equal / n - chance) / (1 - chance))
