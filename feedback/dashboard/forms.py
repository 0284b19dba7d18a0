"""What staff type beside the figures: why somebody must read what is covered, what was put right."""

from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from feedback.accounts.forms import Form


class ReasonForm(Form):
    """A reason, kept in the audit trail."""

    reason = StringField(
        "查看原因",
        [
            InputRequired("请写明为什么要看原文。"),
            Length(min=4, max=200, message="原因写 4 到 200 个字，说清楚为什么要看。"),
        ],
        filters=[lambda text: (text or "").strip()],
    )


class ClosingForm(Form):
    """What was done about a theme, and by when."""

    done = StringField("做了什么", [InputRequired("请用一句话写清做了什么。")])
    day = DateField("整改完成的日期", [InputRequired("请选整改完成的日期。")])
