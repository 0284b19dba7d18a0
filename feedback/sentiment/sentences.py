"""Sentences that speak for many: TextRank over the clauses of comments, near-duplicates left out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

MOST = 200  # comments a run: the work grows with the square of the clauses
SHORTEST, LONGEST = 5, 40  # characters of a clause worth quoting
DAMPING, ROUNDS = 0.85, 30
K1, B = 1.5, 0.75  # BM25, as SnowNLP has it
ALIKE = 0.5  # share of common character pairs from which on two clauses say the same
CLAUSE = re.compile(r"[^，。！？；,!?;~～…\s]+")
NEIGHBOURS = 400  # clauses


@dataclass(frozen=True)
class Clause:
    """A piece of a text: which text, from where to where."""

    text: int
    start: int
    end: int
    words: str


def representative(texts: Sequence[str], limit: int = 5) -> list[Clause]:
    """Return the clauses that have most in common with all others; at most one a text, none like another."""
    clauses = [
        Clause(number, m.start(), m.end(), m[0])
        for number, text in enumerate(texts[:MOST])
        for m in CLAUSE.finditer(text)
        if SHORTEST <= len(m[0]) <= LONGEST
    ][:NEIGHBOURS]
    chosen: list[Clause] = []
    pairs = [_pairs(clause.words) for clause in clauses]
    for rank in _ranked(pairs):
        clause = clauses[rank]
        if all(c.text != clause.text and not alike(c.words, clause.words) for c in chosen):
            chosen.append(clause)
        if len(chosen) == limit:
            break
    return chosen


def alike(one: str, other: str) -> bool:
    """Return whether two clauses say nearly the same."""
    a, b = set(_pairs(one)), set(_pairs(other))
    return len(a & b) >= ALIKE * min(len(a), len(b))


def _pairs(words: str) -> Counter[str]:
    return Counter(words[i : i + 2] for i in range(len(words) - 1))


def _ranked(docs: Sequence[Counter[str]]) -> list[int]:
    """Return the numbers of the clauses, best first: PageRank over BM25 likeness of character pairs."""
    import numpy as np  # here, because web processes import this concept and never count

    if not docs:
        return []
    columns = {pair: i for i, pair in enumerate(sorted({pair for doc in docs for pair in doc}))}
    counts = np.zeros((len(docs), len(columns)))
    for row, doc in enumerate(docs):
        for pair, count in doc.items():
            counts[row, columns[pair]] = count
    df = (counts > 0).sum(axis=0)
    # SnowNLP's idf turns negative for pairs in most clauses; a floor keeps the weights of a graph.
    idf = np.maximum(np.log(len(docs) - df + 0.5) - np.log(df + 0.5), log(1.1))
    length = counts.sum(axis=1, keepdims=True)
    norm = K1 * (1 - B + B * length / length.mean())
    likeness = counts @ (idf * counts * (K1 + 1) / (counts + norm)).T
    np.fill_diagonal(likeness, 0)
    flow = likeness / np.maximum(likeness.sum(axis=1, keepdims=True), 1e-9)
    rank = np.ones(len(docs))
    for _ in range(ROUNDS):
        rank = (1 - DAMPING) + DAMPING * (rank @ flow)
    return [int(i) for i in np.argsort(-rank, kind="stable")]
