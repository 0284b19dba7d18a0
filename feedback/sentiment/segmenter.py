"""SnowNLP's way of cutting Chinese into words, many runs of characters at once, to the last bit.

The original walks each run by itself through states (tag before, tag); here all runs take their first step
together, then their second, and so on. Ties go to the first, as there.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray

from feedback.sentiment.arrays import BEFORE, FIRST, RADIX, TAGS, Arrays

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AT_ONCE = 8192  # characters: more would only push the tables out of the processor's cache
B, E, S = (TAGS.index(tag) for tag in "bes")


class Segmenter:
    """Cuts runs of Chinese characters (U+4E00 to U+9FA5) into words."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._unknown = len(arrays["single"]) - 1

    def cut(self, runs: Sequence[str]) -> list[list[str]]:
        """Return the words of each run, none of them empty."""
        by_length = sorted(range(len(runs)), key=lambda i: -len(runs[i]))
        words: list[list[str]] = [[]] * len(runs)
        start = 0
        while start < len(by_length):
            # Runs of like length go together: few are left waiting for the longest.
            end, total = start, 0
            while end < len(by_length) and (end == start or total + len(runs[by_length[end]]) <= AT_ONCE):
                total += len(runs[by_length[end]])
                end += 1
            some = by_length[start:end]
            for i, cut in zip(some, self._cut([runs[i] for i in some]), strict=True):
                words[i] = cut
            start = end
        return words

    def _cut(self, runs: Sequence[str]) -> list[list[str]]:
        """Cut runs of which none is longer than the one before."""
        text = "".join(runs)
        steps = _Steps([len(run) for run in runs])
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        numbers = self._arrays["numbers"][codes - FIRST].astype(np.int64)
        tags = _walk(steps, *self._chances(steps, numbers))[steps.by_run]
        begins = (tags == B) | (tags == S)
        begins[1:] |= tags[:-1] == E
        begins[steps.starts] = True
        cuts = [*np.flatnonzero(begins).tolist(), len(text)]
        words = [text[a:b] for a, b in pairwise(cuts)]
        # How many words begin before each run: where its own begin.
        counts = np.append(np.cumsum(begins)[steps.starts] - 1, len(words)).tolist()
        return [words[a:b] for a, b in pairwise(counts)]

    def _chances(self, steps: "_Steps", numbers: Ints) -> tuple[Floats, NDArray[np.bool_]]:
        """Return log P of every step as [tag two before, step, tag before, tag], and which characters are unknown."""
        one_before = steps.shifted(numbers)
        c1, c2, c3 = (run[steps.by_step] for run in (steps.shifted(one_before), one_before, numbers))
        chances = np.empty((4, len(c3), 4, 4))
        chances[:] = self._arrays["single"][c3][:, None, :]
        rows, tags, logs = self._found("pair", c2 * RADIX + c3)
        chances.reshape(4, len(c3), 16)[:, rows, tags] = logs
        rows, tags, logs = self._found("triple", (c1 * RADIX + c2) * RADIX + c3)
        chances.reshape(4, len(c3), 16)[tags >> 4, rows, tags & 15] = logs
        unknown = c3 == self._unknown
        if unknown.any():
            # The original carries every state on unchanged, and of those that meet keeps the last, not the best.
            chances[:, unknown] = -inf
            chances[steps.last_tag[unknown], np.flatnonzero(unknown)] = 0.0
        return chances, unknown

    def _found(self, table: str, keys: Ints) -> tuple[Ints, Ints, Floats]:
        """Return (row, tags, logarithm) of every entry in a table under these keys."""
        known, first = self._arrays[f"{table}_keys"], self._arrays[f"{table}_first"]
        at = np.searchsorted(known, keys)
        rows = np.flatnonzero(known[np.minimum(at, len(known) - 1)] == keys)
        begin = first[at[rows]].astype(np.int64)
        count = first[at[rows] + 1] - begin
        offsets = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        entries = np.repeat(begin, count) + offsets
        tags = self._arrays[f"{table}_tags"][entries].astype(np.int64)
        return np.repeat(rows, count), tags, self._arrays[f"{table}_logs"][entries]


class _Steps:
    """The order in which characters are walked: the first of every run, then the second of every run, …"""

    def __init__(self, lengths: Sequence[int]) -> None:
        sizes = np.array(lengths)
        position = np.arange(sizes[0])
        # Runs come longest first, so those that still walk at a step are always the first `active` ones.
        self.active = np.searchsorted(-sizes, -position, side="left").tolist()
        self.offsets = [0, *accumulate(self.active)]
        self.starts = np.cumsum(sizes) - sizes
        run = np.repeat(np.arange(len(sizes)), sizes)
        at = np.arange(int(sizes.sum())) - np.repeat(self.starts, sizes)
        self.by_run = np.array(self.offsets)[at] + run  # where each character stands among the steps
        self.by_step = np.empty_like(self.by_run)
        self.by_step[self.by_run] = np.arange(len(run))
        self.ends = np.array(self.offsets)[sizes - 1] + np.arange(len(sizes))
        step = np.repeat(position, self.active)
        # The tag that the original meets last: of what stands before a run there is only one.
        self.last_tag = np.where(step < 2, 0, 3)

    def shifted(self, numbers: Ints) -> Ints:
        """Return for each character, run by run, the number of the one before it."""
        earlier = np.empty_like(numbers)
        earlier[1:] = numbers[:-1]
        earlier[self.starts] = BEFORE
        return earlier


def _walk(steps: _Steps, chances: Floats, unknown: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the best tag of every step."""
    count = chances.shape[1]
    scores = np.empty((count, 4, 4))
    came_from = np.empty((count, 4, 4), np.int64)
    state = np.full((steps.active[0], 4, 4), -inf)
    state[:, 0, 0] = 0.0  # nothing stands before a run: one state
    for offset, active in zip(steps.offsets, steps.active, strict=False):
        here = slice(offset, offset + active)
        ways = state[:active].transpose(1, 0, 2)[:, :, :, None] + chances[:, here]
        ways.argmax(axis=0, out=came_from[here])
        state = ways.max(axis=0, out=scores[here])
    came_from[unknown] = steps.last_tag[unknown][:, None, None]
    return _back(steps, scores, came_from.reshape(count, 16))


def _back(steps: _Steps, scores: Floats, came_from: Ints) -> NDArray[np.intp]:
    """Return the tags on the best way of each run, found from its end."""
    tags = np.empty(len(scores), np.intp)
    # The original looks through its states by tag, then by the tag before.
    last = scores[steps.ends].transpose(0, 2, 1).reshape(-1, 16).argmax(axis=1)
    tag, before = last >> 2, last & 3
    for i in range(len(steps.active) - 1, -1, -1):
        active = steps.active[i]
        rows = np.arange(steps.offsets[i], steps.offsets[i] + active)
        tags[rows] = tag[:active]
        two_before = came_from[rows, before[:active] * 4 + tag[:active]]
        tag[:active], before[:active] = before[:active], two_before
    return tags
