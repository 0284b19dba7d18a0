"""A model of ours: weights of runs and marks for each intent; scores, labels and intents of comments."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from feedback.sentiment import weights
from feedback.sentiment.rules import (
    LONGEST,
    NOTHING,
    Intent,
    Judgement,
    judged,
    says_something,
)
from feedback.sentiment.solver import Array, Sparse, softmax
from feedback.sentiment.tokens import Ints, marks, runs, turn
from feedback.sentiment.weights import Unfit

__all__ = ["CLASSES", "MARKED", "Learned", "Unfit", "load", "shipped"]

CLASSES = tuple(Intent)  # the columns of the weights
MARKED = 0.2  # the value of a mark that is there; the runs of a comment together are worth 1
TURN = 0.4  # what is said after a 但是 counts beside the whole
AT_ONCE = 256  # comments


@dataclass(frozen=True, eq=False)
class Learned:
    """A model as it was learned; nothing changes it any more.

    `table` has one row for each run (in the order of `keys`), each mark, and the start, one column for each of CLASSES.
    """

    keys: Ints
    names: tuple[str, ...]
    table: Array
    card: Mapping[str, Any]

    @property
    def version(self) -> str:
        """Return eight characters that name exactly these weights."""
        return _digest(self)

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """Return what each text (simplified) says; of a long one only the beginning is read."""
        short = [text[:LONGEST] for text in texts]
        spoken = [text for text in dict.fromkeys(short) if says_something(text)]
        said: dict[str, Judgement] = {}
        for start in range(0, len(spoken), AT_ONCE):
            some = spoken[start : start + AT_ONCE]
            said.update(zip(some, map(_judged, self.shares(some)), strict=True))
        return [said.get(text, NOTHING) for text in short]

    def shares(self, texts: Sequence[str]) -> Array:
        """Return the probability of each class (texts × CLASSES)."""
        return softmax(self.logits(texts))

    def logits(self, texts: Sequence[str]) -> Array:
        """Return the log-odds of each class (texts × CLASSES); what stands after a 但是 is read once more by itself."""
        logits = self.features(texts).dot(self.table)
        turned = {row: rest for row, text in enumerate(texts) if (rest := turn(text))}
        if turned:
            rows = list(turned)
            end = self.features(list(turned.values())).dot(self.table)
            logits[rows] += TURN * (end - logits[rows])
        return logits

    def features(self, texts: Sequence[str]) -> Sparse:
        """Return what this model knows of each text (texts × rows of the table)."""
        return features(texts, self.keys, self.names)

    def save(self, path: Path) -> None:
        """Write this model to a file, whole or not at all."""
        table = np.ascontiguousarray(self.table, np.float16)
        header = {
            "version": self.version,
            "runs": len(self.keys),
            "marks": self.names,
            "classes": CLASSES,
            "card": self.card,
        }
        body = np.diff(self.keys, prepend=0).astype("<i8").tobytes() + table.astype("<f2").tobytes()
        weights.write(path, weights.File(header, body))


def features(texts: Sequence[str], keys: Ints, names: Sequence[str]) -> Sparse:
    """Return texts as a matrix: known runs (all runs of a text have length 1 together), marks, and 1 for the start."""
    owner, key = runs(texts)
    many = np.bincount(owner, minlength=len(texts))
    place = np.minimum(np.searchsorted(keys, key), max(len(keys) - 1, 0))
    known = keys[place] == key if len(keys) else np.zeros(len(key), bool)
    owner, place = owner[known], place[known]
    number = {name: len(keys) + i for i, name in enumerate(names)}
    marked = [(row, number[mark]) for row, text in enumerate(texts) for mark in marks(text) if mark in number]
    mark_rows, mark_places = np.array(marked, np.int64).reshape(-1, 2).T
    every = np.arange(len(texts))
    start = len(keys) + len(names)
    return Sparse(
        np.concatenate([owner, mark_rows, every]),
        np.concatenate([place, mark_places, np.full(len(texts), start)]),
        np.concatenate([1 / np.sqrt(many[owner]), np.full(len(marked), MARKED), np.ones(len(texts))]),
        (len(texts), start + 1),
    )


def _judged(share: Array) -> Judgement:
    return judged(dict(zip(CLASSES, share.tolist(), strict=True)))


def _digest(model: Learned) -> str:
    told = hashlib.sha256(model.keys.astype("<i8").tobytes())
    told.update(np.ascontiguousarray(model.table).astype("<f2").tobytes())
    told.update(repr((model.names, CLASSES)).encode())
    return told.hexdigest()[:8]


def load(path: Path) -> Learned:
    """Return the model in a file; raise Unfit when it is missing, torn or foreign."""
    header, body = weights.read(path)
    try:
        count, names = header["runs"], tuple(header["marks"])
        rows = count + len(names) + 1
        if tuple(header["classes"]) != CLASSES or len(body) != 8 * count + 2 * rows * len(CLASSES):
            raise Unfit(f"模型文件 {path} 与本版本不符。")
        keys = np.cumsum(np.frombuffer(body, "<i8", count))
        table = np.frombuffer(body, "<f2", offset=8 * count).reshape(rows, len(CLASSES)).astype(np.float32)
        model = Learned(keys, names, table, header["card"])
    except (KeyError, TypeError, ValueError):
        raise Unfit(f"模型文件 {path} 缺少必要的内容。") from None
    if model.version != header["version"]:
        raise Unfit(f"模型文件 {path} 已损坏（版本号与内容不符）。")
    return model


@cache
def shipped() -> Learned:
    """Return the model that comes with the product."""
    return load(weights.SHIPPED)
