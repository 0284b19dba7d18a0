"""Learning a model from labelled comments: from nothing, or onwards from another model."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from feedback.sentiment.corpus import BOTH_SIDES, INTENTS, Sentence
from feedback.sentiment.learned import CLASSES, Learned, features
from feedback.sentiment.solver import Array, Sparse, fit, softmax
from feedback.sentiment.tokens import Ints, marks, runs

RARE = 3  # comments in which a run must stand to be learned
ROUNDS = 60
KEPT = 36_000  # runs in a model that is learned from nothing: half a megabyte
STIFF = 1e-5  # from nothing
LOCAL_RARE, LOCAL_STIFF, LOCAL_ROUNDS = 2, 2e-4, 40  # onwards from a model
FOLDS = 5
TEMPERATURES = tuple(np.linspace(0.6, 3, 49).round(2).tolist())


def learn(
    sentences: Sequence[Sentence],
    base: Learned | None = None,
    weight: Sequence[float] | None = None,
    card: Mapping[str, Any] | None = None,
) -> Learned:
    """Return a model learned from these sentences (simplified), each of some weight; deterministic.

    With a `base` its weights are the start, and leaving them has a price: what the sentences do not speak of
    stays as it was.
    """
    texts = [s.text for s in sentences]
    worth = np.ones(len(texts)) if weight is None else np.asarray(weight, float)
    keys, names = _vocabulary(texts, base)
    seen, start = features(texts, keys, names), _start(keys, names, base)
    stiff, rounds = (STIFF, ROUNDS) if base is None else (LOCAL_STIFF, LOCAL_ROUNDS)
    offered, right = targets(sentences)
    table = fit(seen, offered, right, worth, start, stiff, rounds)
    if base is None:
        keys, table = _pruned(keys, table)
    temperature = base.temperature if base else 1.0
    return Learned(keys, names, _rounded(table), temperature, card or {})


def _vocabulary(texts: Sequence[str], base: Learned | None) -> tuple[Ints, tuple[str, ...]]:
    """Return the runs and the marks worth learning, sorted, with those that the base knows."""
    _, key = runs(texts)
    found, count = np.unique(key, return_counts=True)
    keys = found[count >= (LOCAL_RARE if base else RARE)]
    names = {mark for text in texts for mark in marks(text)}
    if base:
        keys = np.union1d(base.keys, keys)
        names |= set(base.names)
    return keys, tuple(sorted(names))


def _start(keys: Ints, names: tuple[str, ...], base: Learned | None) -> Array:
    start = np.zeros((len(keys) + len(names) + 1, len(CLASSES)))
    if base:
        start[np.searchsorted(keys, base.keys)] = base.table[: len(base.keys)]
        places = [len(keys) + names.index(name) for name in base.names]
        start[[*places, -1]] = base.table[len(base.keys) :]
    return start


def _pruned(keys: Ints, table: Array) -> tuple[Ints, Array]:
    """Return the runs that tell most, with their rows; marks and start stay."""
    rows = table[: len(keys)]
    told = np.abs(rows - rows.mean(axis=1, keepdims=True)).max(axis=1)
    kept = np.sort(np.argsort(-told, kind="stable")[:KEPT])
    return keys[kept], np.concatenate([rows[kept], table[len(keys) :]])


def targets(sentences: Sequence[Sentence]) -> tuple[Array, Array]:
    """Return which classes were on offer, and which are right, for each sentence (sentences × CLASSES)."""
    offered = np.ones((len(sentences), len(CLASSES)), bool)
    right = np.zeros_like(offered)
    sided = [CLASSES.index(c) for label in ("negative", "positive") for c in INTENTS[label]]
    for row, s in enumerate(sentences):
        right[
            row, [CLASSES.index(c) for c in CLASSES if (c == s.intent if s.intent else c in INTENTS[s.label])]
        ] = True
        if s.kind == BOTH_SIDES:
            # Reviews only praise or complain: they must not teach that nobody ever asks.
            offered[row] = False
            offered[row, sided] = True
    return offered, right


def _rounded(table: Array) -> Array:
    """Return weights as the file keeps them, so that a model reads the same before and after it was saved."""
    return table.astype(np.float16).astype(np.float32)


def temperature(logits: Array, sentences: Sequence[Sentence]) -> float:
    """Return by what to divide log-odds so that the sureness of a model fits how often it is right."""
    offered, right = targets(sentences)
    closed = np.where(offered, 0.0, -1e9)

    def cost(t: float) -> float:
        return -float(np.log((softmax(logits / t + closed) * right).sum(axis=1) + 1e-12).mean())

    best: float = min(TEMPERATURES, key=cost)
    return best


def logits(model: Learned, sentences: Sequence[Sentence]) -> Array:
    """Return the log-odds of each class before any temperature."""
    matrix: Sparse = model.features([s.text for s in sentences])
    return matrix.dot(model.table)
