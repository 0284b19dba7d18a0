"""`assessment verify` finds what was done to a confirmed result behind the product's back."""

import json

import pytest
from flask import Flask
from sqlalchemy import text

from feedback import append_only
from feedback.assessment import Confirmation, actions
from feedback.assessment.commands import fault_of
from feedback.assessment.document import canonical, sha256_of
from feedback.db import db
from tests.assessment.conftest import Year


def verify(app: Flask) -> tuple[int, str]:
    """Run the command; return its exit code and what it said."""
    result = app.test_cli_runner().invoke(args=["assessment", "verify"])
    return result.exit_code, result.output


def test_confirmed_results_hold(year: Year, app: Flask) -> None:
    assert verify(app) == (0, "0 份已确认的考核结果，校验码、版本和计算都对得上。\n")
    year.confirm()
    actions.begin_correction(year.mei, year.cycle, "登分有误")
    actions.end_correction(year.mei, year.cycle, keep=True)
    assert verify(app) == (0, "2 份已确认的考核结果，校验码、版本和计算都对得上。\n")


def test_a_row_changed_under_the_triggers_is_named(year: Year, app: Flask) -> None:
    year.confirm()
    db.session.commit()  # what was read holds a lock that the triggers' going would wait for
    with db.engine.begin() as connection:
        for name in ("no_update", "no_delete", "no_replace", "no_change", "no_truncate"):
            on = " ON confirmation" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER IF EXISTS confirmation_{name}{on}"))
        connection.execute(text("""UPDATE confirmation SET document = replace(document, '80.6', '90.6')"""))
    try:
        code, said = verify(app)
    finally:
        with db.engine.begin() as connection:
            append_only.install(connection)
    assert code == 1
    assert "周期 1 第 1 版：校验码和封存文件对不上。" in said


def altered(version: Confirmation, **changes: object) -> Confirmation:
    """Return a forged version, its hash made to fit."""
    content = json.loads(version.document)
    for path, value in changes.items():
        *way, last = path.split("__")
        part = content
        for step in way:
            part = part[int(step) if step.isdecimal() else step]
        part[last] = value
    document = canonical(content)
    return Confirmation(
        cycle_id=version.cycle_id,
        number=version.number,
        document=document,
        sha256=sha256_of(document),
        reason="",
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"brands__0__total": "99.9"}, "“红色代办”的结果和它的依据对不上。"),
        ({"brands__1__band": "好"}, "“邻里灯”的结果和它的依据对不上。"),
        ({"brands__0__inputs__low": "1.0"}, "“红色代办”的结果和它的依据对不上。"),
        ({"seal__number": 2}, "和上一版接不上，中间可能少了一版。"),
        ({"seal__previous": "x"}, "和上一版接不上，中间可能少了一版。"),
        ({"seal__reason": "没有登记的"}, "封存文件和登记的不一致。"),
        ({"cycle__id": 7}, "封存文件和登记的不一致。"),
        ({}, None),
    ],
)
def test_a_forgery_with_a_fitting_hash_is_found(
    year: Year, changes: dict[str, object], says: str | None
) -> None:
    assert fault_of(altered(year.confirm(), **changes), None) == says


def test_a_document_in_another_spelling_is_not_the_canonical_one(year: Year) -> None:
    version = year.confirm()
    document = json.dumps(json.loads(version.document), ensure_ascii=False)
    spelled = Confirmation(cycle_id=1, number=1, document=document, sha256=sha256_of(document), reason="")
    assert fault_of(spelled, None) == "封存文件不是规范格式。"
