"""The table of `sentiment evaluate`: our model and SnowNLP's own score over the same labelled comments."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from feedback.sentiment import measuring, reading
from feedback.sentiment.corpus import Sentence
from feedback.sentiment.measuring import Figures
from feedback.sentiment.rules import INTENTS, Intent, Judgement, Label, by_opinion

COLUMNS = (
    ("条数", "n"),
    ("准确率", "accuracy"),
    ("三类准确率", "by_label"),
    ("宏平均F1", "macro_f1"),
    ("意见召回", "negatives_found"),
    ("问建误作不满", "plain_called_negative"),
    ("ECE", "ece"),
    ("意图", "intents"),
)
NAME, CELL = 18, 14  # columns of a terminal


def table(sentences: Sequence[Sentence]) -> Iterator[str]:
    """Yield the lines of the table: all, by length, by kind, and which intents are taken for which."""
    readings = reading.read_all([(s.text, None) for s in sentences])
    ours = [Judgement(r.score, Label(r.label), Intent(r.intent)) for r in readings]
    # SnowNLP has one cut and no neutral: its label is negative below 0.5.
    theirs = [
        by_opinion(r.snownlp, (0.5, 0.5)) if r.snownlp is not None else o
        for r, o in zip(readings, ours, strict=True)
    ]
    yield f"模型 {reading.model()}"
    yield _wide("", NAME) + "".join(_wide(title, CELL) for title, _ in COLUMNS)
    yield _row("全部", measuring.measure(ours, sentences))
    yield _row("SnowNLP", measuring.measure(theirs, sentences), intents=False)
    for group in (measuring.length, lambda s: s.kind or "—"):
        yield ""
        beside = measuring.grouped(theirs, sentences, group)
        for name, figures in measuring.grouped(ours, sentences, group).items():
            yield _row(name, figures)
            yield _row("  SnowNLP", beside[name], intents=False)
    yield ""
    yield from _intents(ours, sentences)


def unseen(card: Mapping[str, Any]) -> Iterator[str]:
    """Yield how good models are on each file of ours that was kept from them."""
    yield _wide("没学过的语料", NAME) + "".join(_wide(title, CELL) for title, _ in COLUMNS)
    for name, figures in card.get("unseen", {}).items():
        yield _row(name, Figures(**figures))


def _row(name: str, figures: Figures, intents: bool = True) -> str:
    cells = [getattr(figures, field) if intents or field != "intents" else None for _, field in COLUMNS]
    return _wide(name, NAME) + "".join(_wide(_said(cell), CELL) for cell in cells)


def _said(cell: float | None) -> str:
    return "—" if cell is None else str(cell) if isinstance(cell, int) else f"{cell:.3f}"


def _intents(judged: Sequence[Judgement], sentences: Sequence[Sentence]) -> Iterator[str]:
    met = measuring.confusion(judged, sentences)
    yield _wide("意图：标注＼读出", NAME) + "".join(_wide(name, CELL) for name in INTENTS.values())
    for true, name in INTENTS.items():
        yield _wide(name, NAME) + "".join(_wide(str(met[true, said]), CELL) for said in INTENTS)


def _wide(text: str, columns: int) -> str:
    """Return text filled up with blanks; a Chinese character takes two columns."""
    return text + " " * max(1, columns - sum(2 if ord(char) > 0x2E7F else 1 for char in text))
