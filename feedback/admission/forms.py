"""What a person may type about a batch of one-time codes, and about a device of staff."""

import secrets
from typing import Any

from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from feedback.admission.codes import LEAST, MOST, OCCASIONS, Occasion, Wanted
from feedback.brands import one_line
from feedback.brands.forms import BlamingForm


class Whole(IntegerField):
    """A whole number; what is none is told in Chinese."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; raise ValueError with a sentence."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("请填一个整数。") from None


class BatchForm(BlamingForm):
    """A batch; `seed` is what its codes follow from, new with every form that is opened."""

    seed = HiddenField(default=lambda: secrets.token_urlsafe(18), validators=[Length(min=20, max=40)])
    name = StringField(
        "这一批叫什么",
        [
            DataRequired("请写一个名称，例如“三季度居民议事会”。"),
            Length(max=40, message="名称最多写 40 个字。"),
        ],
        filters=[one_line],
    )
    occasion = SelectField("用在哪里")
    count = Whole(
        "张数",
        [InputRequired("请填一个整数。")],
        render_kw={"min": LEAST, "max": MOST, "inputmode": "numeric"},
    )
    last_day = DateField("最后一天（当天还能用）", [InputRequired("请选一个日期。")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occasion.choices = [(o.value, words) for o, words in OCCASIONS.items()]

    def wanted(self) -> Wanted:
        """Return what was asked for."""
        assert self.count.data is not None
        assert self.last_day.data is not None
        return Wanted(Occasion(self.occasion.data), self.name.data or "", self.count.data, self.last_day.data)


class DeviceForm(BlamingForm):
    """A device and the name the committee gives it."""

    name = StringField(
        "设备名称",
        [DataRequired("请给设备起一个名字。"), Length(max=40, message="名字最多 40 个字。")],
        filters=[one_line],
    )
