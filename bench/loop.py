"""The learning loop: what 500 labels of a domain that was never seen are worth there.

Each of our own large files of sentences in turn is the new domain: a base model is trained on everything else, learns
onwards from 500 sentences of the file as the worker would from labels, and both read the rest of it.
`python -m bench.loop [labels]`.
"""

import random
import sys
import time

from feedback.sentiment import corpus, training
from feedback.sentiment.learned import Learned
from feedback.sentiment.learning import learn
from feedback.sentiment.measuring import measure


def main(labels: int = 500) -> None:
    """Print accuracy before and after for every file."""
    origins = training.sources()
    for path in corpus.LEARN:
        new = corpus.read(path)
        if len(new) < 2 * labels:
            continue  # too few would be left to read
        random.Random(1).shuffle(new)
        others = [origin for origin in origins if origin.name != path.name]
        known = [sentence for origin in others for sentence in origin.sentences]
        base = learn(known, weight=[origin.weight for origin in others for _ in origin.sentences])
        began = time.perf_counter()
        after = learn(new[:labels], base)
        took = time.perf_counter() - began
        print(f"{path.stem}: {labels} labels learned in {took:.2f} s, read {len(new) - labels} others")
        for name, model in (("before", base), ("after", after)):
            print(f"  {name:<7} {told(model, new[labels:])}")


def told(model: Learned, sentences: list[corpus.Sentence]) -> str:
    """Return a model's figures on some sentences as a line."""
    figures = measure(model.judge([s.text for s in sentences]), sentences)
    names = ("by_label", "accuracy", "macro_f1", "negatives_found", "ece")
    return "  ".join(f"{name} {getattr(figures, name):.3f}" for name in names)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
