"""What staff type about a point that is scanned no more."""

from datetime import date

from wtforms import DateField, RadioField, StringField
from wtforms.validators import InputRequired

from feedback.accounts.forms import Form
from feedback.scoring.checks import Found


class CheckForm(Form):
    """What somebody found where the code hangs, and on which day."""

    found = RadioField("现场看到的", [InputRequired("请选现场看到的情况。")])
    day = DateField("检查的日期", [InputRequired("请选检查的日期。")])
    note = StringField("说明（可不填）")

    @classmethod
    def asking(cls, today: date) -> "CheckForm":
        """Return the form as it was sent, else with today's date."""
        form = cls(data={"day": today})
        form.found.choices = [(one.value, one.label) for one in Found]
        return form
