"""Our model in SnowNLP's own class: `snownlp.sentiment.classifier = Ours()` makes `SnowNLP(text).sentiments` ours.

For whoever works with SnowNLP itself; the product reads by `learned`, which gives the same scores without
SnowNLP's 420 MB. This module is the only one that imports the package.
"""

from collections.abc import Sequence
from pathlib import Path

from snownlp import normal
from snownlp.sentiment import Sentiment

from feedback.sentiment.corpus import BOTH_SIDES, Sentence
from feedback.sentiment.learned import Learned, load, shipped
from feedback.sentiment.learning import learn
from feedback.sentiment.tokens import LONGEST, marks, plain

UNDECIDED = 0.5  # where there is nothing to read; SnowNLP would divide by zero


class Ours(Sentiment):
    """SnowNLP's sentiment with another `handle`, other training, and the same interface."""

    def __init__(self, model: Learned | None = None) -> None:
        super().__init__()
        self.classifier = model or shipped()

    def handle(self, doc: str) -> list[str]:
        """Return what is seen of a text: runs of characters with their punctuation, and marks by our vocabulary."""
        simple = normal.zh2hans(doc)
        text = plain(simple)
        sizes = range(1, LONGEST + 1)
        return list(dict.fromkeys(text[i : i + n] for n in sizes for i in range(len(text) - n + 1))) + marks(
            simple
        )

    def train(self, neg_docs: Sequence[str], pos_docs: Sequence[str]) -> None:
        """Learn from negative and positive texts, as SnowNLP's own `train` does."""
        sides = ((neg_docs, "negative"), (pos_docs, "positive"))
        told = [(str(normal.zh2hans(doc)).strip(), label) for docs, label in sides for doc in docs]
        self.classifier = learn([Sentence(text, label, kind=BOTH_SIDES) for text, label in told if text])

    def classify(self, sent: str) -> float:
        """Return the score of a text, 0 (complains) … 1 (praises)."""
        [said] = self.classifier.judge([str(normal.zh2hans(sent))])
        return UNDECIDED if said.score is None else said.score

    def save(self, fname: str, iszip: bool = True) -> None:
        """Write the model to a file, whole or not at all."""
        self.classifier.save(Path(fname))

    def load(self, fname: str, iszip: bool = True) -> None:
        """Take the model of a file; raise Unfit when it is missing, torn or foreign."""
        self.classifier = load(Path(fname))
