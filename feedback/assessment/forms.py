"""What the committee's people type: a cycle, a reason, the marks of one brand."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from feedback.accounts import Organisation
from feedback.assessment import decimals
from feedback.assessment.marking import Entry
from feedback.assessment.models import Scheme
from feedback.assessment.scheme import Indicator
from feedback.pages import Refused

EVIDENCE_MAX = 500
DAY = "请填写日期，例如 2026-01-01。"


def words(typed: str | None) -> str:
    """Return what was typed as it is kept: one kind of line end, no NUL (PostgreSQL has none), no blank ends."""
    return (typed or "").replace("\x00", "").replace("\r\n", "\n").strip()


class Form(FlaskForm):
    """A form on which a refusal can be put; `faults` are the sentences above it that blame no one field."""

    faults: Sequence[str] = ()

    def blame(self, refusal: Refused) -> None:
        """Show a refusal beside the field it blames, else above the form."""
        if refusal.field in self._fields:
            self._fields[refusal.field].errors = [refusal.sentence]
        else:
            self.faults = [refusal.sentence]

    @property
    def status(self) -> int:
        """Return 422 for a form that was sent and is shown again, else 200."""
        return 422 if self.is_submitted() else 200


class CycleForm(Form):
    """A cycle over one of some organisations, by one of some schemes; of a begun one some fields stay as they are."""

    name = StringField(
        "周期名称",
        [InputRequired("请填写周期名称。"), Length(max=40, message="周期名称最多 40 个字。")],
        filters=[words],
    )
    organisation = SelectField("考核哪个党组织的品牌", coerce=int)
    scheme = SelectField("考核方案", coerce=int)
    begins_on = DateField("开始日期", [InputRequired(DAY)])
    ends_on = DateField("结束日期", [InputRequired(DAY)])

    def __init__(
        self, organisations: Sequence[Organisation], schemes: Sequence[Scheme], **shown: object
    ) -> None:
        super().__init__(data=shown)
        self._organisations = {o.id: o for o in organisations}
        self._schemes = {s.id: s for s in schemes}
        self.organisation.choices = [(o.id, o.name) for o in organisations]
        self.scheme.choices = [(s.id, f"{s.name} 第 {s.number} 版") for s in schemes]

    def chosen(self) -> tuple[Organisation, Scheme, str, date, date]:
        """Return what a valid form says, as `add_cycle` takes it."""
        begins_on, ends_on = self.begins_on.data, self.ends_on.data
        assert begins_on is not None
        assert ends_on is not None
        organisation, scheme = self._organisations[self.organisation.data], self._schemes[self.scheme.data]
        return organisation, scheme, self.name.data or "", begins_on, ends_on


class ReasonForm(Form):
    """A step of a cycle, with its reason where one is asked for."""

    reason = TextAreaField("原因", filters=[words])


class MarkForm(Form):
    """The marks of one brand: two fields an indicator, made by `mark_form`; typed words stay when one is wrong."""

    indicators: Sequence[Indicator] = ()

    def entries(self) -> dict[str, Entry | None] | None:
        """Return what was typed by indicator (None = left empty), or None when some field is wrong."""
        found = {i.key: self._entry(i.key) for i in self.indicators}
        return None if any(field.errors for field in self) else found

    def _entry(self, key: str) -> Entry | None:
        mark, evidence = self[f"mark-{key}"], self[f"evidence-{key}"]
        if not mark.data and not evidence.data:
            return None
        value = decimals.read(mark.data)
        if value is None or not 0 <= value <= 100 or value * 10 % 1:
            mark.errors = ["请填 0 到 100 的分数，最多一位小数。"]
        if not evidence.data:
            evidence.errors = ["请写明依据：看到了什么，符合标准里的哪一条。"]
        elif len(evidence.data) > EVIDENCE_MAX:
            evidence.errors = [f"依据最多 {EVIDENCE_MAX} 个字，现在是 {len(evidence.data)} 个。"]
        if value is None or mark.errors or evidence.errors:
            return None
        return Entry(decimals.half_up(value, 1), evidence.data)


def mark_form(indicators: Sequence[Indicator], given: Mapping[str, Entry]) -> MarkForm:
    """Return the form of one brand, filled with what the reviewer gave before."""
    fields: dict[str, object] = {"indicators": indicators}
    for i in indicators:
        old = given.get(i.key)
        mark, evidence = (str(old.value), old.evidence) if old else ("", "")
        fields[f"mark-{i.key}"] = StringField("分数", default=mark, filters=[words])
        fields[f"evidence-{i.key}"] = TextAreaField("依据", default=evidence, filters=[words])
    form: MarkForm = type("BrandMarkForm", (MarkForm,), fields)()
    return form
