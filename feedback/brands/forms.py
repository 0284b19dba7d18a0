"""What a person may type about brands and points."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from feedback.brands.models import Brand, Point
from feedback.brands.rules import (
    CHANNEL_NAMES,
    DESCRIPTION_MAX,
    NAME_MAX,
    PLACE_MAX,
    POSITIONING_MAX,
    SERVICES_MAX,
    BrandWords,
    PointWords,
    lines,
    one_line,
)
from feedback.pages import Refused

BLANK_SERVICES = 3


def _at_most(count: int) -> Length:
    return Length(max=count, message=f"最多写 {count} 个字，请删短一点。")


class BlamingForm(FlaskForm):
    """A form on which a refusal's sentence can be put."""

    def blame(self, refusal: Refused) -> None:
        """Put a refusal on the field it names, else on the form as a whole (`form_errors`)."""
        if refusal.field in self._fields:
            self._fields[refusal.field].errors = [refusal.sentence]
        else:
            self.form_errors = [refusal.sentence]


class ServiceForm(Form):
    """One line of the services: an empty name takes the service away."""

    id = HiddenField()
    name = StringField("服务事项", [_at_most(NAME_MAX)], filters=[one_line])
    description = StringField("一句话说明", [_at_most(DESCRIPTION_MAX)], filters=[one_line])


class BrandForm(BlamingForm):
    """A brand, with the services it does."""

    name = StringField("品牌名称", [DataRequired("请填写品牌名称。"), _at_most(NAME_MAX)], filters=[one_line])
    mark = StringField(
        "标志字",
        [DataRequired("请填写一个字，印在海报和评价页上。")],
        filters=[one_line],
        render_kw={"maxlength": 2},
    )
    positioning = TextAreaField("品牌定位", [_at_most(POSITIONING_MAX)], filters=[lines])
    responsible = StringField("责任人", [_at_most(NAME_MAX)], filters=[one_line])
    services = FieldList(FormField(ServiceForm), "服务事项", max_entries=SERVICES_MAX)

    @classmethod
    def of(cls, brand: Brand | None) -> "BrandForm":
        """Return the form filled with a brand, and some empty lines for more services."""
        if brand is None:
            return cls(data={"services": [{}] * BLANK_SERVICES})
        known = [{"id": str(s.id), "name": s.name, "description": s.description} for s in brand.services]
        blank: list[dict[str, str]] = [{}] * min(BLANK_SERVICES, SERVICES_MAX - len(known))
        said = {k: getattr(brand, k) for k in ("name", "mark", "positioning", "responsible")}
        return cls(data={**said, "services": known + blank})

    def validate_mark(self, field: StringField) -> None:
        """A mark is one sign; some emoji and rare characters take two places, a word does not fit."""
        if len(field.data or "") != 1:
            raise ValidationError("标志只能是一个字。")

    def validate_services(self, field: Any) -> None:
        """Two services of one name could not be told apart."""
        names = [entry["name"] for entry in field.data if entry["name"]]
        if twice := next((n for n in names if names.count(n) > 1), None):
            raise ValidationError(f"服务事项“{twice}”写了两次，请留一个。")

    def words(self) -> BrandWords:
        """Return what was said about the brand."""
        fields = (self.name, self.mark, self.positioning, self.responsible)
        return BrandWords(*(field.data or "" for field in fields))

    def typed_services(self) -> list[tuple[int | None, str, str]]:
        """Return (id or None for a new one, name, description) of every line that has a name."""
        return [
            (int(e["id"]) if (e["id"] or "").isdecimal() else None, e["name"], e["description"])
            for e in self.services.data
            if e["name"]
        ]


class NewBrandForm(BrandForm):
    """A brand and the branch that will own it."""

    organisation = SelectField("所属支部", coerce=int)


class MoveForm(BlamingForm):
    """To which branch a brand goes."""

    organisation = SelectField("移交给", coerce=int)


class PointForm(BlamingForm):
    """A place or channel where a code hangs."""

    name = StringField("名称", [DataRequired("请填写评价点的名称。"), _at_most(NAME_MAX)], filters=[one_line])
    place = StringField("地点", [_at_most(PLACE_MAX)], filters=[one_line])
    channel = SelectField("渠道")
    service = SelectField("服务事项", coerce=int)

    @classmethod
    def of(cls, brand: Brand, point: Point | None = None) -> "PointForm":
        """Return the form for a new or a known point of a brand."""
        form = cls(data=_shown(point) if point else {"service": 0})
        form.channel.choices = [(c.value, name) for c, name in CHANNEL_NAMES.items()]
        form.service.choices = [(0, "不限"), *((s.id, s.name) for s in brand.services)]
        return form

    def words(self) -> PointWords:
        """Return what was said about the point."""
        return PointWords(
            self.name.data or "", self.place.data or "", self.channel.data, self.service.data or None
        )


def _shown(point: Point) -> dict[str, Any]:
    return {
        "name": point.name,
        "place": point.place,
        "channel": point.channel,
        "service": point.service_id or 0,
    }


class ImportForm(BlamingForm):
    """A file of points."""

    file = FileField("CSV 文件", [FileRequired("请先选择一个文件。")])
