"""`flask --app app sentiment …`."""

import json
import sys
from collections.abc import Iterator
from itertools import islice

import click
from flask.cli import AppGroup

from feedback.sentiment import reading

sentiment = AppGroup("sentiment", help="What a comment says.")


@sentiment.command()
def score() -> None:
    """Read one comment a line from standard input; write one JSON object a line. No database is needed."""
    lines = _lines()
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
