"""What staff type: the words of a theme, a label."""

from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from feedback.accounts.forms import Form
from feedback.sentiment.rules import INTENTS
from feedback.sentiment.votes import SIDES


class WordsForm(Form):
    """The seed words of one theme."""

    words = TextAreaField(
        "主题词",
        [
            InputRequired("请至少留下一个词。"),
            Length(max=1000, message="词太多了，一个主题最多 60 个词。"),
        ],
    )


class LabelForm(Form):
    """What a comment is, by one of four buttons; beside it, what was read wrongly otherwise."""

    side = StringField("这条评语", [AnyOf([str(side) for side in SIDES], message="请选一个。")])
    # A button sent alone says nothing of the other two.
    intent = SelectField("这条评语是在", [Optional(), AnyOf(list(INTENTS))], validate_choice=False)
    themes = SelectMultipleField("说到了哪些主题")


class ChooseForm(Form):
    """Why another version shall read."""

    reason = TextAreaField(
        "为什么换", [InputRequired("请写一句原因。"), Length(max=200, message="原因最多写 200 个字。")]
    )
