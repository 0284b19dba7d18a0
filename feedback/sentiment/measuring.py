"""How good a model is: its judgements against what people say of the same comments."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from feedback.sentiment.corpus import Sentence
from feedback.sentiment.rules import Intent, Judgement, Label

WORTH = {"negative": 0.0, "neutral": 0.5, "positive": 1.0}
BAND = {"negative": Label.NEGATIVE, "neutral": Label.UNCLEAR, "positive": Label.POSITIVE}
PLAIN = (Intent.QUESTION, Intent.SUGGESTION)
BINS = 10
LENGTHS = ((0, 10, "10 字以内"), (10, 30, "11–30 字"), (30, 80, "31–80 字"), (80, 501, "80 字以上"))


@dataclass(frozen=True)
class Figures:
    """What was measured on `n` comments; a share of nothing is None."""

    n: int
    accuracy: float | None  # score on the right side of 0.5, of those that praise or complain
    by_label: float | None  # the right one of the three labels, of all
    macro_f1: float | None  # of the three labels
    negatives_found: float | None  # share of complaints whose label is negative
    plain_called_negative: float | None  # share of questions and suggestions whose label is negative
    ece: float | None  # expected calibration error of the score, ten bins
    intents: float | None  # share of right intents


def measure(judged: Sequence[Judgement], sentences: Sequence[Sentence]) -> Figures:
    """Return how well judgements fit the labels of the same comments."""
    pairs = list(zip(judged, sentences, strict=True))
    sided = [(j, s) for j, s in pairs if s.label != "neutral"]
    return Figures(
        len(pairs),
        _share([(_score(j) >= 0.5) == (s.label == "positive") for j, s in sided]),
        _share([j.label == BAND[s.label] for j, s in pairs]),
        _macro_f1([(j.label, BAND[s.label]) for j, s in pairs]),
        _share([j.label == Label.NEGATIVE for j, s in pairs if s.label == "negative"]),
        _share([j.label == Label.NEGATIVE for j, s in pairs if s.intent in PLAIN]),
        _ece([(_score(j), WORTH[s.label]) for j, s in pairs]),
        _share([j.intent == s.intent for j, s in pairs if s.intent]),
    )


def grouped(
    judged: Sequence[Judgement], sentences: Sequence[Sentence], group: Callable[[Sentence], str]
) -> dict[str, Figures]:
    """Return the figures of each group of comments, in the order of their names."""
    found: dict[str, list[tuple[Judgement, Sentence]]] = {}
    for judgement, sentence in zip(judged, sentences, strict=True):
        found.setdefault(group(sentence), []).append((judgement, sentence))
    return {name: measure(*zip(*pairs, strict=True)) for name, pairs in sorted(found.items())}


def length(sentence: Sentence) -> str:
    """Return the class of length a comment belongs to."""
    return next(name for low, high, name in LENGTHS if low < len(sentence.text) <= high)


def confusion(judged: Sequence[Judgement], sentences: Sequence[Sentence]) -> Counter[tuple[str, str]]:
    """Return how often (intent people say, intent the model says) met."""
    return Counter((s.intent, str(j.intent)) for j, s in zip(judged, sentences, strict=True) if s.intent)


def _score(judgement: Judgement) -> float:
    return 0.5 if judgement.score is None else judgement.score


def _share(right: Sequence[bool]) -> float | None:
    return sum(right) / len(right) if right else None


def _macro_f1(pairs: Sequence[tuple[Label, Label]]) -> float | None:
    scores = []
    for label in {true for _, true in pairs}:
        hits = sum(said == true == label for said, true in pairs)
        met = sum(said == label for said, _ in pairs) + sum(true == label for _, true in pairs)
        scores.append(2 * hits / met)
    return sum(scores) / len(scores) if scores else None


def _ece(pairs: Sequence[tuple[float, float]]) -> float | None:
    bins: dict[int, list[tuple[float, float]]] = {}
    for score, worth in pairs:
        bins.setdefault(min(int(score * BINS), BINS - 1), []).append((score, worth))
    gaps = [abs(sum(score for score, _ in some) - sum(worth for _, worth in some)) for some in bins.values()]
    return sum(gaps) / len(pairs) if pairs else None
