"""The form of a scheme: its indicators, bands and limits; what is sent becomes the next version's data."""

from collections.abc import Mapping
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length

from feedback.assessment import decimals
from feedback.assessment.forms import Form, words
from feedback.assessment.indicators import BY_KEY
from feedback.assessment.rules import problems
from feedback.assessment.scheme import SmallSample

EMPTY_ROWS = 2
NO_LIMIT = "none"


class IndicatorPart(Part):
    """One indicator; `key` is empty for a new one."""

    key = HiddenField(filters=[words])
    kind = HiddenField(filters=[words])
    name = StringField("指标名称", filters=[words])
    weight = StringField("权重", filters=[words])
    standard = TextAreaField("评分标准", filters=[words])
    min_n = StringField("最少要有多少条评价", filters=[words])
    heard = StringField("“听说过”按多少折算", filters=[words])
    remove = BooleanField("删去这一项")


class BandPart(Part):
    """One band."""

    name = StringField("等次名称", filters=[words])
    start = StringField("从多少分起", filters=[words])


class SchemeForm(Form):
    """A whole scheme. Its limits name a band by its row, so that a band can be given another name."""

    name = StringField(
        "方案名称",
        [InputRequired("请填写方案名称。"), Length(max=40, message="方案名称最多 40 个字。")],
        filters=[words],
    )
    indicators = FieldList(FormField(IndicatorPart))
    bands = FieldList(FormField(BandPart))
    veto_below = StringField("群众评议得分低于多少分（留空为不设）", filters=[words])
    veto_at_most = SelectField("这时最高评为")
    small_sample = RadioField("群众评议样本不足时怎么办", validate_choice=False)
    small_sample_at_most = SelectField("样本不足又照常评定的，最高评为")

    def __init__(self, name: str, body: Mapping[str, Any]) -> None:
        super().__init__(data=_filled(name, body))
        self.small_sample.choices = [(s.value, s.label) for s in SmallSample]
        rows = [(str(i), row.form.name.data) for i, row in enumerate(self.bands) if row.form.name.data]
        self.veto_at_most.choices = rows
        self.small_sample_at_most.choices = [(NO_LIMIT, "不限"), *rows]

    def body(self) -> dict[str, Any] | None:
        """Return the data that was typed, or None with the `faults` set."""
        sent = {
            "indicators": self._indicators(),
            "bands": [
                {"name": row.form.name.data, "from": _number(row.form.start.data)}
                for row in self.bands
                if row.form.name.data or row.form.start.data
            ],
            "veto": self._veto(),
            "small_sample": self.small_sample.data or "",
            "small_sample_at_most": self._band(self.small_sample_at_most.data),
        }
        self.faults = problems(sent, tuple(BY_KEY))
        return None if self.faults else sent

    def _indicators(self) -> list[dict[str, Any]]:
        self.small_sample.choices = [(s.value, s.label) for s in SmallSample]
        rows = [row.form for row in self.indicators if not row.form.remove.data]
        kept = [r for r in rows if r.key.data or r.name.data or r.weight.data or r.standard.data]
        taken = {r.key.data or "" for r in kept}
        return [_indicator(r, r.key.data or _new_key(taken)) for r in kept]

    def _veto(self) -> dict[str, str] | None:
        below = self.veto_below.data
        return {"below": _number(below), "at_most": self._band(self.veto_at_most.data)} if below else None

    def _band(self, row: str | None) -> str:
        names = dict(enumerate(band.form.name.data or "" for band in self.bands))
        return names.get(int(row), "") if row and row.isdecimal() else ""


def _filled(name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a scheme's data as the form shows it, with empty rows for new indicators."""
    rows = {band["name"]: str(i) for i, band in enumerate(body["bands"])}
    indicators = [{**i, **i.get("params", {})} for i in body["indicators"]]
    veto = body.get("veto") or {}
    return {
        "name": name,
        "indicators": [*indicators, *({"kind": "reviewed"} for _ in range(EMPTY_ROWS))],
        "bands": [{"name": b["name"], "start": b["from"]} for b in body["bands"]],
        "veto_below": veto.get("below", ""),
        "veto_at_most": rows.get(veto.get("at_most", ""), next(iter(rows.values()))),
        "small_sample": body["small_sample"],
        "small_sample_at_most": rows.get(body.get("small_sample_at_most", ""), NO_LIMIT),
    }


def _indicator(row: Any, key: str) -> dict[str, Any]:
    params = {"min_n": row.min_n.data, "heard": row.heard.data}
    return {
        "key": key,
        "kind": row.kind.data,
        "name": row.name.data,
        "weight": _number(row.weight.data),
        "standard": row.standard.data or "",
        "params": {name: _number(value) for name, value in params.items() if value},
    }


def _new_key(taken: set[str]) -> str:
    key = next(f"added_{n}" for n in range(1, 1000) if f"added_{n}" not in taken)
    taken.add(key)
    return key


def _number(typed: str | None) -> str:
    """Return a number as schemes keep it; what is none stays as it was typed, for `problems` to name."""
    value = decimals.read(typed)
    return decimals.plain(value) if value is not None else typed or ""
