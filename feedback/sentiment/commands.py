"""`flask --app app sentiment …`."""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click
from flask.cli import AppGroup

from feedback.sentiment import reading, retraining, versions
from feedback.sentiment.weights import SHIPPED

FINAL = Path(__file__).parents[2] / "tests" / "sentiment" / "data" / "final.tsv"

sentiment = AppGroup("sentiment", help="What a comment says.")


@sentiment.command()
def score() -> None:
    """Read one comment a line from standard input; write one JSON object a line. No database is needed."""
    lines = _lines()
    with reading.from_file(versions.at_hand()):
        while batch := list(islice(lines, 200)):
            for r in reading.read_all([(line, None) for line in batch]):
                answer = {
                    "score": r.score,
                    "label": r.label,
                    "intent": r.intent,
                    "themes": r.themes,
                    "snownlp": r.snownlp,
                }
                click.echo(json.dumps(answer, ensure_ascii=False))


def _lines() -> Iterator[str]:
    # Bytes, split at line feeds only: a text stream would also break lines at U+2028 or fail on a bad byte.
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", errors="replace").rstrip("\r\n")


@sentiment.command()
@click.option(
    "--corpus",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="再学这份语料（TSV，至少 text、label 两列），可写多次。",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="模型写到哪个文件；不写就替换随系统附带的模型。",
)
def train(files: tuple[Path, ...], out: Path | None) -> None:
    """Train our model from SnowNLP's reviews, our own sentences and further corpora. No database is needed."""
    from feedback.sentiment import corpus, evaluating, training

    try:
        model = training.train(training.sources(files), reading.simplified)
    except corpus.Unreadable as reason:
        raise click.ClickException(str(reason)) from None
    if FINAL.exists():
        model = training.measured(model, corpus.read(FINAL), reading.simplified)
    model.save(out or SHIPPED)
    for line in evaluating.unseen(model.card):
        click.echo(line)
    click.echo(f"{model.version}\t{out or SHIPPED}")


@sentiment.command()
def retrain() -> None:
    """Learn from the labels given here; the new version reads from now on if it measures better."""
    run = retraining.retrain_now()
    click.echo(f"{run.version or '-'}\t{run.state}\t{run.sentence}")


@sentiment.command()
@click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path),
    default=FINAL,
    help="用哪份标注语料来量；不写就用随测试附带的、从未用来训练的一份。",
)
def evaluate(path: Path) -> None:
    """Print how good the model is on labelled comments, by length and kind, SnowNLP beside it."""
    from feedback.sentiment import corpus, evaluating

    try:
        sentences = corpus.read(path)
    except corpus.Unreadable as reason:
        raise click.ClickException(str(reason)) from None
    with reading.from_file(versions.at_hand()):
        for line in evaluating.table(sentences):
            click.echo(line)
