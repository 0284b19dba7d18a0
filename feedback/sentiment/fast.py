"""SnowNLP's scores and words without SnowNLP's weight: the same to the last bit, from mapped arrays."""

import json
import re
from collections.abc import Iterator, Sequence
from math import exp
from pathlib import Path
from typing import Any

from feedback.sentiment.arrays import Arrays, load
from feedback.sentiment.segmenter import Segmenter

CHINESE = re.compile("([\u4e00-\u9fa5]+)")  # what SnowNLP cuts by its model; the rest it cuts at blanks
# Scores of short comments (很好, 满意) are remembered; long ones are not, so that nobody can fill the memory.
REMEMBERED, SHORT = 4096, 20


class FastReader:
    """In SnowNLP's place: `scores`, `words` and `simplified` of many texts at once."""

    def __init__(self, arrays: Arrays) -> None:
        self._segmenter = Segmenter(arrays)
        text = {name: arrays[name].tobytes().decode() for name in ("words", "stops", "simplified")}
        self._logs: dict[str, Any] = dict(
            zip(text["words"].split("\n"), map(tuple, arrays["word_logs"].tolist()), strict=True)
        )
        self._logs.update(dict.fromkeys(text["stops"].split("\n")))
        self._start, self._unseen = (tuple(pair) for pair in arrays["constants"].tolist())
        self._simpler = _Simplifier(json.loads(text["simplified"]))
        self._remembered: dict[str, float] = {}

    @classmethod
    def of(cls, folder: Path) -> "FastReader":
        """Return a reader on the arrays in a folder, which are made if need be; raise Unfit if they cannot be."""
        return cls(load(folder))

    def words(self, texts: Sequence[str]) -> list[list[str]]:
        """Return `SnowNLP(text).words` of each text."""
        pieces = [CHINESE.split(text) for text in texts]
        cut = iter(self._segmenter.cut([run for piece in pieces for run in piece[1::2]]))
        return [list(_words(piece, cut)) for piece in pieces]

    def scores(self, texts: Sequence[str]) -> list[float]:
        """Return `SnowNLP(text).sentiments` of each text, none of them empty."""
        new = [text for text in dict.fromkeys(texts) if text not in self._remembered]
        fresh = dict(zip(new, map(self._score, self.words(new)), strict=True))
        answer = [fresh[text] if text in fresh else self._remembered[text] for text in texts]
        self._remember(fresh)
        return answer

    def _remember(self, fresh: dict[str, float]) -> None:
        self._remembered.update((text, score) for text, score in fresh.items() if len(text) <= SHORT)
        while len(self._remembered) > REMEMBERED:
            del self._remembered[next(iter(self._remembered))]

    def simplified(self, text: str) -> str:
        """Return `SnowNLP(text).han`."""
        return self._simpler.translate(text)

    def _score(self, words: Sequence[str]) -> float:
        # Added up word by word, in the original's order: floating-point sums depend on it.
        negative, positive = self._start
        logs, unseen = self._logs, self._unseen
        for word in words:
            pair = logs.get(word, unseen)
            if pair is not None:  # a stop word
                negative += pair[0]
                positive += pair[1]
        # The original asks each class in turn and takes the surer one.
        is_negative = _share(negative, negative, positive)
        is_positive = _share(positive, negative, positive)
        return is_positive if is_positive > is_negative else 1 - is_negative


def _share(mine: float, negative: float, positive: float) -> float:
    try:
        return 1 / (0 + exp(negative - mine) + exp(positive - mine))
    except OverflowError:
        return 0


def _words(pieces: Sequence[str], cut: Iterator[list[str]]) -> Iterator[str]:
    for number, piece in enumerate(pieces):
        yield from next(cut) if number % 2 else piece.split()


class _Simplifier:
    """Replaces the longest entry of a dictionary at each place, from the left."""

    def __init__(self, entries: dict[str, str]) -> None:
        self._entries = entries
        self._first = re.compile(
            "[" + "".join(re.escape(c) for c in sorted({key[0] for key in entries})) + "]"
        )
        self._sizes: dict[str, list[int]] = {}
        for key in entries:
            self._sizes.setdefault(key[0], []).append(len(key))
        for sizes in self._sizes.values():
            sizes.sort(reverse=True)

    def translate(self, text: str) -> str:
        """Return the text with every entry replaced."""
        done, position = [], 0
        while match := self._first.search(text, position):
            start = match.start()
            size = next((s for s in self._sizes[match[0]] if text[start : start + s] in self._entries), 0)
            # An entry cut off at the text's end is no entry: a slice that is too short must not pass for it.
            done += [text[position:start], self._entries[text[start : start + size]] if size else match[0]]
            position = start + (size or 1)
        return "".join((*done, text[position:]))
