"""Why somebody must read how to reach a resident."""

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from feedback.accounts.forms import Form


class WhyForm(Form):
    """A reason, kept in the audit trail."""

    reason = StringField(
        "查看原因",
        [
            InputRequired("请写明为什么要联系这位居民。"),
            Length(min=4, max=200, message="原因写 4 到 200 个字，说清楚为什么要联系。"),
        ],
        filters=[lambda text: (text or "").strip()],
    )
