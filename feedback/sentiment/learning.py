"""Learning a model from labelled comments: from nothing, or onwards from another model."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from feedback.sentiment.corpus import BOTH_SIDES, INTENTS, Sentence
from feedback.sentiment.learned import CLASSES, Learned, features
from feedback.sentiment.rules import Intent
from feedback.sentiment.solver import CLOSED, Array, fit, softmax
from feedback.sentiment.tokens import Ints, marks, runs

RARE = 3  # comments in which a run must stand to be learned
ROUNDS = 80
KEPT = 36_000  # runs in a model that is learned from nothing: half a megabyte
STIFF = 2e-5  # from nothing
LEAN = 0.4  # log-odds given to complaints: one overlooked costs more than one read once too often
SCALES = tuple(np.linspace(0.4, 2, 81).round(2).tolist())
LOCAL_RARE, LOCAL_STIFF, LOCAL_ROUNDS = 2, 2e-4, 40  # onwards from a model


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
    return Learned(keys, names, _rounded(table), card or {})


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


def sureness(logits: Array, sentences: Sequence[Sentence], weight: Array) -> float:
    """Return by what to multiply log-odds (sentences × CLASSES) so that they fit sentences no model had seen."""
    offered, right = targets(sentences)
    closed = np.where(offered, 0.0, CLOSED)
    share = weight / weight.sum()

    def cost(scale: float) -> float:
        sure = (softmax(logits * scale + closed) * right).sum(axis=1)
        return -float((share * np.log(sure + 1e-12)).sum())

    best: float = min(SCALES, key=cost)
    return best


def settled(model: Learned, scale: float) -> Learned:
    """Return the model made as sure as it may be, and leaning a little towards complaints."""
    table = model.table * scale
    table[-1, CLASSES.index(Intent.COMPLAINT)] += LEAN
    return replace(model, table=_rounded(table))
