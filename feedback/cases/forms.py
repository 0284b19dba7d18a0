"""What staff type: an answer."""

from wtforms import TextAreaField

from feedback.accounts.forms import Form


class ReplyForm(Form):
    """An answer to one resident. Its rules stand in the action: two windows may send at once."""

    text = TextAreaField("写答复")
