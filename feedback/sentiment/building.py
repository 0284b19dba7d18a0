"""Makes the arrays from SnowNLP's own files: `python -m feedback.sentiment.building <file>`.

Every logarithm is taken here, by `math.log`, from the very expressions of the original: NumPy's may differ in
the last bit, and then a score would.
"""

import ast
import gzip
import json
import marshal
import sys
from collections.abc import Iterable
from math import inf, log
from pathlib import Path
from typing import Any

import numpy as np

from feedback.sentiment.arrays import BEFORE, FIRST, LAST, RADIX, TAGS, Arrays, package, write

BOS = ("", "BOS")
NEVER = ("", "")  # stands nowhere in the model: what is left is the chance by fewer characters
Entry = tuple[int, int, float]  # key of the characters, which of the tags, logarithm


def build(path: Path) -> None:
    """Read the installed package's models and write them to a file as arrays."""
    write(path, {**_segmenter(), **_opinion(), **_simplifier()})


def _marshalled(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = marshal.loads(gzip.decompress((package() / name).read_bytes()))
    return loaded


def _segmenter() -> Arrays:
    """Return the character trigram model: numbers of characters, and logarithms by one, two, three characters."""
    model = _marshalled("seg/seg.marshal.3")
    if tuple(model["status"]) != TAGS:
        raise ValueError("another order of tags would break ties otherwise")
    chances = _Chances(model)
    characters = sorted({c for c, _ in chances.uni if len(c) == 1 and FIRST <= ord(c) <= LAST})
    number = {c: i for i, c in enumerate(characters, BEFORE + 1)}
    numbers = np.full(LAST - FIRST + 1, len(number) + 1, np.uint16)  # the last number: never seen in training
    for character, i in number.items():
        numbers[ord(character) - FIRST] = i
    single = np.full((len(number) + 2, len(TAGS)), -inf)
    for character, tag in chances.uni:
        if character in number:
            single[number[character], TAGS.index(tag)] = chances.log(NEVER, NEVER, (character, tag))
    where = {BOS: (BEFORE, 0)} | {(c, t): (i, k) for c, i in number.items() for k, t in enumerate(TAGS)}
    return {
        "numbers": numbers,
        "single": single,
        **_table("pair", _pairs(chances, where)),
        **_table("triple", _triples(chances, where)),
    }


class _Chances:
    """The counts, and the original's formula over them."""

    def __init__(self, model: dict[str, Any]) -> None:
        self.l1, self.l2, self.l3 = model["l1"], model["l2"], model["l3"]
        self.uni, self.bi, self.tri = model["uni"]["d"], model["bi"]["d"], model["tri"]["d"]
        self.total = model["uni"]["total"]

    def log(self, s1: Any, s2: Any, s3: Any) -> float:
        """Return log P(s3 | s1 s2), operation for operation as CharacterBasedGenerativeModel.log_prob does."""
        uni = self.l1 * (float(self.uni.get(s3, 0)) / self.total)
        bi = _div(self.l2 * self.bi.get((s2, s3), 0), self.uni.get(s2, 0))
        tri = _div(self.l3 * self.tri.get((s1, s2, s3), 0), self.bi.get((s1, s2), 0))
        return log(uni + bi + tri) if uni + bi + tri else -inf


def _div(one: float, other: float) -> float:
    return float(one) / other if other else 0


def _pairs(chances: _Chances, where: dict[Any, tuple[int, int]]) -> Iterable[Entry]:
    for s2, s3 in chances.bi:
        if s2 in where and s3 in where and s3 != BOS:
            (c2, a), (c3, b) = where[s2], where[s3]
            yield c2 * RADIX + c3, a * 4 + b, chances.log(NEVER, s2, s3)


def _triples(chances: _Chances, where: dict[Any, tuple[int, int]]) -> Iterable[Entry]:
    for s1, s2, s3 in chances.tri:
        if s1 in where and s2 in where and s3 in where and s3 != BOS:
            (c1, x), (c2, a), (c3, b) = where[s1], where[s2], where[s3]
            yield (c1 * RADIX + c2) * RADIX + c3, (x * 4 + a) * 4 + b, chances.log(s1, s2, s3)


def _table(name: str, entries: Iterable[Entry]) -> Arrays:
    """Return entries as sorted keys, where the entries of each key begin, their tags and their logarithms."""
    ordered = sorted(entries)
    keys, first = np.unique(np.array([key for key, _, _ in ordered], np.int64), return_index=True)
    return {
        f"{name}_keys": keys,
        f"{name}_first": np.append(first, len(ordered)).astype(np.int32),
        f"{name}_tags": np.array([tags for _, tags, _ in ordered], np.uint8),
        f"{name}_logs": np.array([value for _, _, value in ordered], np.float64),
    }


def _opinion() -> Arrays:
    """Return the word counts of the sentiment model as logarithms: for negative and for positive."""
    model = _marshalled("sentiment/sentiment.marshal.3")
    if tuple(model["d"]) != ("neg", "pos"):
        raise ValueError("another order of classes would add up otherwise")
    stops = {line.strip() for line in (package() / "normal/stopwords.txt").read_text("utf-8").splitlines()}
    sides = [model["d"]["neg"], model["d"]["pos"]]
    words = sorted({word for side in sides for word in side["d"]} - stops)
    if any("\n" in word for word in (*words, *stops)):
        raise ValueError("a word with a line end in it cannot be kept")
    values = [
        [log(float(side["d"].get(word, side["none"])) / side["total"]) for side in sides] for word in words
    ]
    unseen = [log(float(side["none"]) / side["total"]) for side in sides]
    start = [log(side["total"]) - log(model["total"]) for side in sides]
    return {
        "words": _text("\n".join(words)),
        "word_logs": np.array(values, np.float64),
        "constants": np.array([start, unseen], np.float64),
        "stops": _text("\n".join(sorted(stops))),
    }


def _simplifier() -> Arrays:
    """Return the dictionary that turns traditional characters and words into simplified ones, as JSON."""
    tree = ast.parse((package() / "normal/zh.py").read_text("utf-8"))
    found = [
        node.value for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
    ]
    [dictionary] = found
    return {"simplified": _text(json.dumps(ast.literal_eval(dictionary), ensure_ascii=False))}


def _text(text: str) -> Any:
    return np.frombuffer(text.encode(), np.uint8)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
