"""House rule: what is recorded in the audit trail has words that an auditor reads."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback.accounts.entries import WORDS, told

SOURCES = Path(__file__).parents[2] / "feedback"


def records(source: str) -> Iterator[ast.Call]:
    """Return the calls of a source file that write to the trail."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("record", "_commit")
        ):
            yield node


def actions(source: str) -> Iterator[str]:
    """Return the actions that a source file records by name."""
    for node in records(source):
        for argument in node.args[:2]:
            if isinstance(argument, ast.Constant) and "." in str(argument.value):
                yield str(argument.value)


def details(source: str) -> set[str]:
    """Return the names of the details that a source file records."""
    return {keyword.arg for node in records(source) for keyword in node.keywords if keyword.arg}


def test_every_recorded_action_has_words() -> None:
    recorded = {a for file in SOURCES.rglob("*.py") for a in actions(file.read_text())}
    assert len(recorded) > 15
    # One line in feedback/accounts/trail_words.json for each that is missing here.
    assert sorted(recorded - set(WORDS)) == []


def test_every_recorded_detail_has_words() -> None:
    recorded = {name for file in SOURCES.rglob("*.py") for name in details(file.read_text())}
    assert len(recorded) > 15
    assert sorted(recorded - set(WORDS)) == []


def test_an_action_without_words_would_be_found() -> None:
    assert list(actions('record(who, "brands.paint", brand.name)')) == ["brands.paint"]
    assert "brands.paint" not in WORDS


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({}, ""),
        ({"role": "支部书记", "unit": "桂花支部"}, "职务 支部书记；单位 桂花支部"),
        ({"name": ["旧名", "新名"], "reason": ""}, "名称 旧名、新名；原因 （空）"),
        ({"before": {"period": "2026", "id": 7}}, "原来 时段 2026；编号 7"),
        ({"done": True, "x": None, "share": 0.5}, "done 是；x （空）；share 0.5"),
        ({"ratings": list(range(12))}, "评价 12 条"),
    ],
)
def test_a_detail_is_read_as_words(detail: dict[str, object], words: str) -> None:
    assert told(detail) == words
