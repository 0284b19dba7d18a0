"""The words by which a comment is judged, as data: praise, complaint, negation, questions, suggestions."""

import json
import re
from functools import cache
from pathlib import Path

Kinds = tuple[tuple[str, int], ...]

WORDS: dict[str, list[str]] = json.loads((Path(__file__).parent / "vocabulary.json").read_text())
CLAUSE = re.compile(r"[，。！？；、,.!?;~～…\s]+")
# How far before a word a negation still belongs to it: 没有一点 不满意, 不是很 满意.
REACH = 4


# (kind of word, what it is worth): those by which a service is judged; and, wider, those of any mood.
JUDGING = (("praise", 1), ("complaint", -1), ("neutral", 0))
FEELING = (("praise glad", 1), ("complaint upset", -1), ("neutral", 0))


@cache
def pattern(kinds: str) -> re.Pattern[str]:
    """Return the entries of one kind (or several) as a pattern; entries are regular expressions, longer ones first."""
    entries = {entry for kind in kinds.split() for entry in WORDS[kind]}
    return re.compile("|".join(sorted(entries, key=lambda entry: (-len(entry), entry))))


def polarity(text: str) -> int:
    """Return words of praise minus words of complaint; a negation before a word turns it round."""
    return sum(value for _, value in opinions(text))


def opinions(text: str, kinds: Kinds = JUDGING) -> list[tuple[int, int]]:
    """Return (where, +1 or −1) of each word that praises or complains; `text` in simplified characters."""
    found = []
    for start, _, value in _hits(text, kinds):
        before = CLAUSE.split(text[max(0, start - REACH) : start])[-1]
        turned = len(pattern("negators").findall(before)) % 2
        found.append((start, -value if turned else value))
    return found


def _hits(text: str, kinds: Kinds) -> list[tuple[int, int, int]]:
    """Return (start, end, value) of words met from the left, the longest first, none inside another."""
    met = sorted(
        (match.start(), -match.end(), value)
        for kind, value in kinds
        for match in pattern(kind).finditer(text)
    )
    hits: list[tuple[int, int, int]] = []
    position = 0
    for start, minus_end, value in met:
        if start >= position:
            position = -minus_end
            hits.append((start, position, value))
    return [hit for hit in hits if hit[2]]
