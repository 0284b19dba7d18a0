"""The canonical text: one spelling for one content, and no number that a machine may read otherwise."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from feedback.assessment.document import (
    Case,
    build,
    canonical,
    facts_of,
    for_branch,
    inputs_of,
    miscounted,
    sha256_of,
)
from tests.assessment.examples import FACTS, FEW, RULE, body

HEAD = {"id": 1, "name": "2026年度", "begins_on": "2026-01-01", "ends_on": "2026-11-18"}


def built() -> dict[str, object]:
    """Return the document of two brands."""
    cases = [
        Case(1, "a", "红色代办", "", 4, "桂花支部", FACTS),
        Case(2, "b", "邻里灯", "", 5, "兰花支部", FEW),
    ]
    return build(HEAD, {"name": "方案", "number": 1, "body": body()}, RULE, cases)


def test_one_content_has_one_text_whatever_its_order() -> None:
    assert (
        canonical({"b": 1, "a": ["好", None]})
        == canonical({"a": ["好", None], "b": 1})
        == '{"a":["好",null],"b":1}'
    )


@pytest.mark.parametrize("content", [0.1, [1, 2.0], {"a": {"b": float("nan")}}])
def test_a_float_is_refused_wherever_it_stands(content: object) -> None:
    with pytest.raises(TypeError, match="float"):
        canonical(content)


def test_the_hash_is_the_ordinary_sha_256_of_the_text() -> None:
    assert sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_document_has_no_float_and_follows_from_itself() -> None:
    assert canonical(built())
    assert miscounted(built()) is None


def test_what_was_known_comes_back_as_it_went_in() -> None:
    for facts in (FACTS, FEW, replace(FACTS, grades=None, none=None, low=None, high=None, awareness=None)):
        assert facts_of(inputs_of(facts)) == facts


def test_a_document_of_another_arithmetic_is_left_alone() -> None:
    other = built() | {"rules": "0"}
    other["brands"][0]["total"] = "99.9"  # type: ignore[index]
    assert miscounted(other) is None


def test_a_branch_reads_its_own_rows_and_no_names() -> None:
    (row,) = for_branch(built(), {4})["brands"]
    assert row["name"] == "红色代办"
    assert [m["value"] for m in row["inputs"]["marks"]["politics"]] == ["85.0", "88.0", "90.0"]
    assert "评委" not in canonical(row["inputs"])
    assert for_branch(built(), {6})["brands"] == []


@settings(deadline=None)
@each(st.decimals(0, 100, places=2), st.integers(1, 999))
def test_numbers_are_kept_as_they_are_printed(value: Decimal, n: int) -> None:
    facts = replace(FACTS, low=value, awareness={"knows": n, "heard": 0, "unknown": 0})
    assert facts_of(inputs_of(facts)) == facts
