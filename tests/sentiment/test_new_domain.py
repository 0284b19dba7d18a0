"""What labels are worth: 500 of a domain the model has never seen lift its accuracy there."""

import random

from feedback.sentiment import corpus
from feedback.sentiment.learning import learn
from feedback.sentiment.measuring import measure

LABELS = 500


def test_500_labels_of_a_new_domain_are_worth_five_points() -> None:
    # A base that knows shops and hotels only (every twelfth review keeps this short), and neighbours who talk of
    # windows and street lamps. `python -m bench.loop` tries every domain on whole bases.
    base = learn([*corpus.reviews()[::12], *corpus.words()])
    new = corpus.read(next(path for path in corpus.LEARN if path.stem == "learn"))
    random.Random(1).shuffle(new)
    taught = learn(new[:LABELS], base)
    others = new[LABELS:]
    before, after = (measure(m.judge([s.text for s in others]), others) for m in (base, taught))
    assert before.by_label is not None
    assert before.accuracy is not None
    assert after.n > 900
    assert (after.by_label or 0) >= before.by_label + 0.05
    assert (after.accuracy or 0) >= before.accuracy + 0.05
