"""How good a model is, in figures that can be worked out by hand."""

import pytest
from flask import Flask

from feedback.sentiment import evaluating, reading, weights
from feedback.sentiment.corpus import Sentence
from feedback.sentiment.measuring import confusion, grouped, length, measure
from feedback.sentiment.rules import Intent, Judgement, Label

SAID = [
    Sentence("没人管", "negative", "complaint", "short"),
    Sentence("等了很久很久很久很久很久", "negative", "complaint", "plain"),
    Sentence("很好", "positive", "praise", "short"),
    Sentence("几点开门", "neutral", "question", "plain"),
]
JUDGED = [
    Judgement(0.1, Label.NEGATIVE, Intent.COMPLAINT),
    Judgement(0.7, Label.POSITIVE, Intent.PRAISE),
    Judgement(0.9, Label.POSITIVE, Intent.PRAISE),
    Judgement(0.3, Label.NEGATIVE, Intent.COMPLAINT),
]


def test_figures_are_what_one_counts() -> None:
    figures = measure(JUDGED, SAID)
    assert figures.n == 4
    assert figures.accuracy == pytest.approx(2 / 3)
    assert figures.by_label == 0.5
    assert figures.macro_f1 == pytest.approx((1 / 2 + 2 / 3 + 0) / 3)
    assert figures.negatives_found == 0.5
    assert figures.plain_called_negative == 1
    assert figures.ece == pytest.approx((0.1 + 0.7 + 0.1 + 0.2) / 4)
    assert figures.intents == 0.5


def test_a_share_of_nothing_is_no_figure() -> None:
    empty = measure([], [])
    assert (empty.n, empty.accuracy, empty.ece, empty.macro_f1) == (0, None, None, None)
    assert measure(JUDGED[3:], SAID[3:]).accuracy is None


def test_figures_by_kind_and_length() -> None:
    assert {name: f.n for name, f in grouped(JUDGED, SAID, lambda s: s.kind).items()} == {
        "plain": 2,
        "short": 2,
    }
    assert [length(s) for s in SAID] == ["10 字以内", "11–30 字", "10 字以内", "10 字以内"]
    assert confusion(JUDGED, SAID)["question", "complaint"] == 1


def test_the_command_prints_ours_beside_snownlps(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["sentiment", "evaluate"])
    assert printed.exit_code == 0, printed.output
    for name in ("全部", "SnowNLP", "10 字以内", "sarcasm", "意图", reading.model()):
        assert name in printed.output


def test_the_table_has_a_line_for_each_group(app: Flask) -> None:
    with app.app_context(), reading.from_file(weights.SHIPPED):
        lines = list(evaluating.table(SAID))
    assert sum(line.startswith("short") for line in lines) == 1
    assert sum("SnowNLP" in line for line in lines) == 5
