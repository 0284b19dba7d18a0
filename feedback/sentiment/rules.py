"""What a reading means: the label of a score, the intent of a comment, when words and grade disagree."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 500  # characters read; 10,000 would cost seconds of CPU
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")


class Label(StrEnum):
    """The band of a score; `none` = no opinion in words."""

    NEGATIVE = "negative"
    UNCLEAR = "unclear"
    POSITIVE = "positive"
    NONE = "none"


class Intent(StrEnum):
    """What a comment is for."""

    PRAISE = "praise"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    QUESTION = "question"
    THANKS = "thanks"
    NONE = "none"


LABELS = {
    Label.NEGATIVE: "不满",
    Label.UNCLEAR: "说不清",
    Label.POSITIVE: "满意",
    Label.NONE: "没有写出看法",
}
INTENTS = {
    Intent.PRAISE: "表扬",
    Intent.COMPLAINT: "意见",
    Intent.SUGGESTION: "建议",
    Intent.QUESTION: "询问",
    Intent.THANKS: "感谢",
    Intent.NONE: "其他",
}
# Below the first cut a score is negative, above the second positive.
CUTS = (0.44, 0.54)
# A score in the band of its label: one that is called unclear is no further from the middle.
EDGE = 0.0001
# How many times likelier than a complaint a question, wish or plain statement must be to be taken for one: a complaint
# overlooked costs more than one read once too often.
DOUBT = 2.0
# Only a surer score is held against a grade.
SURE = (0.3, 0.7)
NEUTRAL = (Intent.SUGGESTION, Intent.QUESTION, Intent.NONE)


@dataclass(frozen=True)
class Judgement:
    """A score from 0 (complains) to 1 (praises), or None; its label; what the comment is for."""

    score: float | None
    label: Label
    intent: Intent


NOTHING = Judgement(None, Label.NONE, Intent.NONE)


def says_something(text: str) -> bool:
    """Return whether there is any Chinese to read; emoji, digits and other languages are not read."""
    return HAN.search(text) is not None


def label_of(score: float | None, cuts: tuple[float, float] = CUTS) -> Label:
    """Return the band of a score."""
    if score is None:
        return Label.NONE
    return Label.NEGATIVE if score < cuts[0] else Label.POSITIVE if score > cuts[1] else Label.UNCLEAR


def judged(likely: Mapping[Intent, float]) -> Judgement:
    """Return what somebody says for whom the intents are so likely (shares of 1).

    The label is the side that is likeliest, not a band of the score: who asks praises as little as he complains, and
    a question that might as well be a complaint must not be one for want of praise.
    """
    blame, neither = likely[Intent.COMPLAINT], sum(likely[intent] for intent in NEUTRAL)
    praise = 1 - blame - neither
    score = praise + neither / 2
    low, high = CUTS
    if neither > max(DOUBT * blame, praise):
        label, score = Label.UNCLEAR, min(max(score, low), high)
    elif blame > praise:
        label, score = Label.NEGATIVE, min(score, low - EDGE)
    else:
        label, score = Label.POSITIVE, max(score, high + EDGE)
    return Judgement(round(score, 4), label, intent_of(label, likely))


def intent_of(label: Label, likely: Mapping[Intent, float]) -> Intent:
    """Return the likeliest intent that goes with a label."""
    if label is Label.NEGATIVE:
        return Intent.COMPLAINT
    possible = (Intent.PRAISE, Intent.THANKS) if label is Label.POSITIVE else NEUTRAL
    return max(possible, key=lambda intent: likely[intent])


def by_opinion(score: float, cuts: tuple[float, float] = CUTS) -> Judgement:
    """Judge by SnowNLP's own score alone: to compare, and where no model of ours can be read."""
    label = label_of(score, cuts)
    return Judgement(score, label, intent_of(label, dict.fromkeys(Intent, 0.0) | {Intent.NONE: 1.0}))


def disagrees(grade: int | None, score: float | None) -> bool:
    """Return whether the words surely say otherwise than the grade (5…1): a complaint under 4–5, praise under 1–2."""
    if grade is None or score is None:
        return False
    return (grade >= 4 and score < SURE[0]) or (grade <= 2 and score > SURE[1])


def side(score: float | None, label: str, intent: str, grade: int | None) -> int:
    """Return +1 for praise, −1 for complaint, 0 for neither: what words and grade (5…1) say together.

    Sure words count under any grade; unsure ones only where the grade does not say otherwise.
    """
    sure = score is not None and not SURE[0] <= score <= SURE[1]
    if label == Label.NEGATIVE and (sure or grade is None or grade <= 3):
        return -1
    if label == Label.POSITIVE and (sure or grade is None or grade >= 3):
        return 0 if grade is not None and grade <= 2 else 1
    if grade is not None and grade <= 2:
        return -1
    plain = intent in (Intent.QUESTION, Intent.SUGGESTION)
    return 1 if grade is not None and grade >= 4 and not plain else 0
