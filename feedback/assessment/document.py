"""The one document a result is: inputs, rules and results in plain data, in one canonical text, with its SHA-256.

Every page, spreadsheet and paper shows such a document and nothing else; while a cycle runs it is made anew from
the tables, once confirmed it is the frozen text.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from feedback.assessment.indicators.kind import Facts, Given, ScoreRule
from feedback.assessment.result import VERSION, Line, Result, assess
from feedback.assessment.scheme import read_body

FORMAT = "1"
Content = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A brand as it was assessed: who it is, whose it is, what is known of it."""

    brand_id: int
    code: str
    name: str
    responsible: str
    organisation_id: int
    organisation: str
    facts: Facts


def canonical(content: Any) -> str:
    """Return the one text of some plain data; raise TypeError for a float: 0.1 has no one decimal text."""
    _refuse_floats(content)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _refuse_floats(content: Any) -> None:
    if isinstance(content, float):
        raise TypeError(f"{content!r} is a float; documents keep numbers as whole numbers or as text")
    for part in (
        content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    ):
        _refuse_floats(part)


def sha256_of(text: str) -> str:
    """Return the hex SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def build(
    cycle: Content, scheme: Content, rule: ScoreRule, cases: Sequence[Case], seal: Content | None = None
) -> Content:
    """Return the document of a cycle; `seal` is what confirming adds: number, reason, previous, by, at."""
    read = read_body(scheme["body"])
    return {
        "format": FORMAT,
        "rules": VERSION,
        "cycle": cycle,
        "scheme": scheme,
        "score_rule": {
            "number": rule.number,
            "values": {str(grade): str(value) for grade, value in rule.values.items()},
            "shown": rule.shown,
            "counted": rule.counted,
            "desk_cap": rule.desk_cap,
        },
        "seal": seal,
        "brands": [_row(case, inputs_of(case.facts), assess(read, case.facts, rule)) for case in cases],
    }


def _row(case: Case, inputs: Content, result: Result) -> Content:
    return {
        "id": case.brand_id,
        "code": case.code,
        "name": case.name,
        "responsible": case.responsible,
        "organisation": {"id": case.organisation_id, "name": case.organisation},
        "inputs": inputs,
        **result_of(result),
    }


def result_of(result: Result) -> Content:
    """Return a result in plain data."""
    return {
        "lines": [_line(line) for line in result.lines],
        "status": result.status.value,
        "weights": text_of(result.weights),
        "products": text_of(result.products),
        "total": text_of(result.total),
        "band": result.band,
        "sum": result.sum,
        "notes": list(result.notes),
    }


def _line(line: Line) -> Content:
    return {
        "key": line.indicator.key,
        "kind": line.indicator.kind,
        "name": line.indicator.name,
        "weight": text_of(line.indicator.weight),
        "value": text_of(line.measured.value),
        "product": text_of(line.product),
        "part": text_of(line.part),
        "n": line.measured.n,
        "sum": line.measured.sum,
        "why": line.measured.why,
        "beside": line.measured.beside,
    }


def text_of(value: Decimal | None) -> str | None:
    """Return a number as it stands in documents."""
    return None if value is None else f"{value:f}"


def inputs_of(facts: Facts) -> Content:
    """Return what a brand was judged by, in plain data."""
    return {
        "grades": None if facts.grades is None else {str(g): n for g, n in facts.grades.items()},
        "none": facts.none,
        "low": text_of(facts.low),
        "high": text_of(facts.high),
        "awareness": None if facts.awareness is None else dict(facts.awareness),
        "marks": {
            key: [{**vars(given), "value": text_of(given.value)} for given in marks]
            for key, marks in facts.marks.items()
        },
        **({"desk": {str(g): n for g, n in facts.desk.items()}} if facts.desk else {}),
    }


def facts_of(inputs: Mapping[str, Any]) -> Facts:
    """Return what `inputs_of` was given."""
    return Facts(
        None if inputs["grades"] is None else {int(g): n for g, n in inputs["grades"].items()},
        inputs["none"],
        None if inputs["low"] is None else Decimal(inputs["low"]),
        None if inputs["high"] is None else Decimal(inputs["high"]),
        inputs["awareness"],
        {
            key: [Given(**{**given, "value": Decimal(given["value"])}) for given in marks]
            for key, marks in inputs["marks"].items()
        },
        {int(g): n for g, n in inputs["desk"].items()} if "desk" in inputs else None,
    )


def miscounted(content: Content) -> str | None:
    """Return the name of the first brand whose result does not follow from its inputs, or None.

    Says nothing of a document made by another version of the arithmetic.
    """
    if content["rules"] != VERSION:
        return None
    scheme, kept = read_body(content["scheme"]["body"]), content["score_rule"]
    values = {int(grade): Decimal(value) for grade, value in kept["values"].items()}
    rule = ScoreRule(kept["number"], values, kept["shown"], kept["counted"], kept.get("desk_cap", 100))
    for row in content["brands"]:
        again = result_of(assess(scheme, facts_of(row["inputs"]), rule))
        if any(row[key] != value for key, value in again.items()):
            return str(row["name"])
    return None


def for_branch(content: Content, organisation_ids: set[int]) -> Content:
    """Return a document as people of these organisations may read it: their brands, and marks without names."""
    mine = [row for row in content["brands"] if row["organisation"]["id"] in organisation_ids]
    return {**content, "brands": [_nameless(row) for row in mine]}


def _nameless(row: Content) -> Content:
    # Sorted by the mark, so that the order does not tell who gave it either.
    marks = {
        key: [
            {"value": given["value"], "evidence": given["evidence"], "name": ""}
            for given in sorted(given_marks, key=lambda given: (Decimal(given["value"]), given["evidence"]))
        ]
        for key, given_marks in row["inputs"]["marks"].items()
    }
    return {**row, "inputs": {**row["inputs"], "marks": marks}}
