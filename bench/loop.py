"""The learning loop: what 500 labels of a domain that was never seen are worth there.

Each of our own large files of sentences in turn is the new domain. Two bases are made as the shipped model is: one of
everything else, which knows its like already, and one of shops, hotels and the demo only. Each learns onwards from 500
sentences of the file as the worker would from labels, and both read the rest of it. Three draws of the 500, each printed.
`python -m bench.loop [labels]`.
"""

import random
import sys
import time

from feedback.sentiment import corpus, training
from feedback.sentiment.learned import Learned
from feedback.sentiment.learning import learn
from feedback.sentiment.measuring import measure

DRAWS = (1, 2, 3)


def main(labels: int = 500) -> None:
    """Print accuracy before and after for every file, base and draw."""
    origins = training.sources()
    far = training.made([origin for origin in origins if not origin.ours])
    for path in corpus.LEARN:
        sentences = corpus.read(path)
        if len(sentences) < 2 * labels:
            continue  # too few would be left to read
        near = training.made([origin for origin in origins if origin.name != path.name])
        for knows, base in (("everything else", near), ("shops, hotels, demo", far)):
            print(
                f"{path.stem}, base knows {knows}: {labels} learned, {len(sentences) - labels} read",
                flush=True,
            )
            for draw in DRAWS:
                new = random.Random(draw).sample(sentences, len(sentences))
                began = time.perf_counter()
                after = learn(new[:labels], base)
                took = time.perf_counter() - began
                for name, model in (("before", base), (f"after {took:.1f} s", after)):
                    print(f"  {name:<12} {told(model, new[labels:])}", flush=True)


def told(model: Learned, sentences: list[corpus.Sentence]) -> str:
    """Return a model's figures on some sentences as a line."""
    figures = measure(model.judge([s.text for s in sentences]), sentences)
    names = ("by_label", "accuracy", "macro_f1", "negatives_found", "plain_called_negative", "ece")
    return "  ".join(f"{name} {getattr(figures, name):.3f}" for name in names)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
