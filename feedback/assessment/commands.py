"""`flask --app app assessment …`"""

import json

import click
from flask.cli import AppGroup

from feedback.assessment import confirmations
from feedback.assessment.document import canonical, miscounted, sha256_of
from feedback.assessment.models import Confirmation

group = AppGroup("assessment", help="Confirmed assessments.")


@group.command()
def verify() -> None:
    """Hash and recompute every confirmed result; exit 1 naming the first that does not hold."""
    count, before = 0, None
    for version in confirmations.every_version():
        same = before is not None and before.cycle_id == version.cycle_id
        if fault := fault_of(version, before if same else None):
            raise click.ClickException(f"周期 {version.cycle_id} 第 {version.number} 版：{fault}")
        count, before = count + 1, version
    click.echo(f"{count} 份已确认的考核结果，校验码、版本和计算都对得上。")


def fault_of(version: Confirmation, before: Confirmation | None) -> str | None:
    """Return what is wrong with a confirmed version that follows another (None: it is the first), or None."""
    if sha256_of(version.document) != version.sha256:
        return "校验码和封存文件对不上。"
    content = json.loads(version.document)
    if canonical(content) != version.document:
        return "封存文件不是规范格式。"
    seal = content["seal"]
    expected = (before.number + 1 if before else 1, before.sha256 if before else None)
    if (seal["number"], seal["previous"]) != expected or version.number != expected[0]:
        return "和上一版接不上，中间可能少了一版。"
    if (seal["reason"], content["cycle"]["id"]) != (version.reason, version.cycle_id):
        return "封存文件和登记的不一致。"
    if (brand := miscounted(content)) is not None:
        return f"“{brand}”的结果和它的依据对不上。"
    return None
