"""Themes by seed words: what a comment is about, and whether it praises or complains of it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from feedback.masking import blanked, masked
from feedback.sentiment.rules import Judgement, side
from feedback.sentiment.vocabulary import pattern, polarity

SHIPPED: dict[str, list[str]] = json.loads((Path(__file__).parent / "themes.json").read_text())
NOT = "-"  # a word written with it is no sign of the theme, though a shorter one inside it is: -小时候


MOST_WORDS, LONGEST_WORD = 60, 12


class Polarity(StrEnum):
    """How a theme is spoken of."""

    PRAISE = "praise"
    COMPLAINT = "complaint"
    NEITHER = "neither"


BY_SIGN = {1: Polarity.PRAISE, -1: Polarity.COMPLAINT, 0: Polarity.NEITHER}


@dataclass(frozen=True)
class Match:
    """A comment that seed words match, in pieces: (text, whether it is one of the words)."""

    pieces: tuple[tuple[str, bool], ...]


def typed(text: str) -> list[str]:
    """Return the words somebody typed, divided by blanks, line ends or commas; each once."""
    return list(dict.fromkeys(word for word in re.split(r"[\s,，、;；]+", text) if word.strip(NOT)))


def problem(words: Sequence[str]) -> str | None:
    """Return what is wrong with the words of a theme, as a sentence, or None."""
    if not any(not word.startswith(NOT) for word in words):
        return "请至少留下一个词；带减号的词只用来排除。"
    if len(words) > MOST_WORDS:
        return f"词太多了，一个主题最多 {MOST_WORDS} 个词。"
    long = next((word for word in words if len(word.removeprefix(NOT)) > LONGEST_WORD), None)
    return f"“{long}”太长了，一个词最多 {LONGEST_WORD} 个字；词与词之间请空一格。" if long else None


def matches(texts: Sequence[str], words: Sequence[str]) -> list[Match]:
    """Return the comments in which one of these words stands, cut at the words; what is covered matches nothing."""
    found = []
    for text in texts:
        if met := places(blanked(text), words):
            cuts = [0, *(cut for span in met for cut in span), len(text)]
            pieces = [(masked(text, a, b), i % 2 == 1) for i, (a, b) in enumerate(pairwise(cuts))]
            found.append(Match(tuple(piece for piece in pieces if piece[0])))
    return found


def places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return (start, end) of each seed word met in a text, from the left."""
    return [m.span() for m in _pattern(tuple(words)).finditer(text) if m.lastgroup == "word"]


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    # Words that do not count come first: they use up the text that a shorter seed word would be found in.
    out = [re.escape(w[1:]) for w in sorted(words, key=len, reverse=True) if w.startswith(NOT) and w != NOT]
    sure = [re.escape(w) for w in sorted(words, key=len, reverse=True) if w and not w.startswith(NOT)]
    never = "(?!)"
    return re.compile(f"(?:{'|'.join(out) or never})|(?P<word>{'|'.join(sure) or never})")


def themes_in(
    text: str, lexicon: Mapping[str, Sequence[str]], judged: Judgement, grade: int | None
) -> dict[str, Polarity]:
    """Return the themes a comment mentions, in the lexicon's order, each with how it is spoken of.

    On short comments the grade and the whole comment tell more than a single clause; only where
    但是, 就是, 不过 … divide it are the sides judged apart.
    """
    whole = BY_SIGN[side(judged.score, judged.label, judged.intent, grade)]
    parts = _parts(text)
    found = {}
    for theme, words in lexicon.items():
        if met := places(text, words):
            sides = {_side(parts, start, whole) for start, _ in met}
            found[theme] = sides.pop() if len(sides) == 1 else Polarity.COMPLAINT
    return found


def _parts(text: str) -> list[tuple[int, int]]:
    """Return (start, polarity) of the sides of a comment that a 但是 divides; one side = not divided."""
    cuts = [0, *(m.start() for m in pattern("contrasts").finditer(text) if m.start())]
    return [
        (start, polarity(text[start:end])) for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)
    ]


def _side(parts: list[tuple[int, int]], where: int, whole: Polarity) -> Polarity:
    if len(parts) == 1:
        return whole
    mine = max(i for i, (start, _) in enumerate(parts) if start <= where)
    value = parts[mine][1]
    if value == 0:
        # 态度很好，就是要排到门外: the side without an opinion word says the opposite of the one before it.
        value = -next((v for _, v in (*reversed(parts[:mine]), *parts[mine + 1 :]) if v), 0)
    return BY_SIGN[(value > 0) - (value < 0)] if value else whole
