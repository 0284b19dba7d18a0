"""Words of a period: character n-grams that some comments hold far more often than the others do."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log, sqrt

from feedback.sentiment.vocabulary import WORDS

SHORTEST, LONGEST = 2, 5
FEWEST = 3  # comments: what fewer people say is an accident, and might name somebody
SURE = 1.0  # standard errors by which the log-odds must stand out
RUN = re.compile(r"[\u4e00-\u9fff]+")


def contrast(
    selection: Sequence[str], others: Sequence[str], cut: Sequence[Sequence[str]], top: int = 20
) -> list[tuple[str, int]]:
    """Return (words, in how many comments of the selection) that set it apart from the others, best first.

    Log-odds of document frequency with half a comment added to each count; pieces of one phrase
    (个多小, 多小时) are merged to the whole (个多小时). `cut` is the selection cut into words: what begins
    or ends inside a word (员玩手机) is no phrase.
    """
    here, there = frequencies(selection), frequencies(others)
    whole = _between_words(cut)
    n, m = len(selection), len(others)
    ranked = []
    for gram, count in here.items():
        if count < FEWEST or whole[gram] * 2 < count or not _stands_alone(gram):
            continue
        a, b = count + 0.5, there[gram] + 0.5
        odds = log(a / (n - count + 0.5)) - log(b / (m - there[gram] + 0.5))
        if (surprise := odds / sqrt(1 / a + 1 / b)) > SURE:
            ranked.append((surprise, gram))
    ranked.sort(reverse=True)
    return _merged([gram for _, gram in ranked[: 4 * top]], here, selection)[:top]


def frequencies(texts: Iterable[str]) -> Counter[str]:
    """Return in how many texts each n-gram of 2 to 5 Chinese characters stands; none goes over a comma."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(
            {
                run[i : i + size]
                for run in RUN.findall(text)
                for size in range(SHORTEST, LONGEST + 1)
                for i in range(len(run) - size + 1)
            }
        )
    return found


def _between_words(cut: Iterable[Sequence[str]]) -> Counter[str]:
    """Return in how many comments each n-gram is one or more whole words."""
    found: Counter[str] = Counter()
    for words in cut:
        grams = set()
        for start in range(len(words)):
            gram = ""
            for word in words[start:]:
                gram += word
                if len(gram) > LONGEST:
                    break
                grams.add(gram)
        found.update(grams)
    return found


def _stands_alone(gram: str) -> bool:
    # 个多小时 says more than 多小时, though 个 mostly belongs to what stands before it.
    begins = gram[0] not in WORDS["starts"][0] or gram.startswith("个多")
    return begins and gram[-1] not in WORDS["ends"][0]


def _merged(grams: list[str], counts: Counter[str], texts: Sequence[str]) -> list[tuple[str, int]]:
    """Join n-grams that overlap in the same comments; drop those that are only a piece of a kept one."""
    kept: list[tuple[str, int]] = []
    for gram in grams:
        whole, count = _grown(gram, counts[gram], grams, texts)
        if any(whole in other or (other in whole and seen * 2 > count) for other, seen in kept):
            # A piece, or a longer form, of what is already there: keep the longer of the two.
            kept = [
                (whole, count)
                if other in whole and other != whole and count * 10 >= seen * 7
                else (other, seen)
                for other, seen in kept
            ]
            continue
        kept.append((whole, count))
    return list(dict(kept).items())


def _grown(gram: str, count: int, grams: Sequence[str], texts: Sequence[str]) -> tuple[str, int]:
    """Return an n-gram joined with those it overlaps by two characters, while most of its comments hold the whole."""
    for other in grams:
        for left, right in ((gram, other), (other, gram)):
            if left[-2:] == right[:2] and left not in right and right not in left:
                whole = left + right[2:]
                together = sum(whole in text for text in texts)
                if together >= FEWEST and together * 10 >= count * 8 and len(whole) <= 2 * LONGEST:
                    return whole, together
    return gram, count
