"""What the committee types to change the words of a theme."""

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from feedback.accounts.forms import Form


class WordsForm(Form):
    """The seed words of one theme."""

    words = TextAreaField(
        "主题词",
        [
            InputRequired("请至少留下一个词。"),
            Length(max=1000, message="词太多了，一个主题最多 60 个词。"),
        ],
    )
