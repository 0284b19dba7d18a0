"""Writes down what SnowNLP itself says of the generated texts: `python -m tests.sentiment.make_reference`.

It takes a minute; the file is committed, so that no test run has to load SnowNLP.
"""

import json
from importlib.metadata import version
from pathlib import Path

from snownlp import SnowNLP

from tests.sentiment.generated import checksums, texts

REFERENCE = Path(__file__).parent / "reference.json"
SEED, COUNT = 20261118, 10_000
# Told in full, so that a difference can be read: ties, unknown characters, no words at all, every bit.
NAMED = (
    "服务态度很好",
    "没有一点不满意",
    "   ",
    "👍",
    "OK 很好",
    "研究生命的起源",
    "鿰鿱好",
    "龘龘龘",
    "好" * 20,
    "服務態度很差，等咗半日",
    "\x00很好\ud800",
)


def main() -> None:
    """Ask SnowNLP about every text and keep the checksums of its answers."""
    asked = list(texts(COUNT, SEED))
    words, scores = [SnowNLP(t).words for t in asked], [SnowNLP(t).sentiments for t in asked]
    simple = [SnowNLP(t).han for t in asked]
    named = [
        {"text": t, "words": SnowNLP(t).words, "score": SnowNLP(t).sentiments.hex(), "han": SnowNLP(t).han}
        for t in NAMED
    ]
    reference = {
        "snownlp": version("snownlp"),
        "seed": SEED,
        "count": COUNT,
        "blocks": checksums(words, scores, simple),
        "named": named,
    }
    REFERENCE.write_text(json.dumps(reference, indent=0) + "\n")


if __name__ == "__main__":
    main()
