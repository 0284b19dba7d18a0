"""What a person types to sign in, and for a new password."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from feedback.pages import Refused

LONGEST = Length(max=200, message="密码最多 200 个字。")


class Form(FlaskForm):
    """A form on which a refusal can be put."""

    def blame(self, refusal: Refused) -> None:
        """Show a refusal beside the field it blames; without one, beside the first."""
        name = refusal.field if refusal.field in self._fields else next(iter(self._fields))
        self._fields[name].errors = [refusal.sentence]

    @property
    def status(self) -> int:
        """Return 422 for a form that was sent and is shown again, else 200."""
        return 422 if self.is_submitted() else 200


class LoginForm(Form):
    """Sign-in; the field names are part of the outside contract."""

    username = StringField(
        "用户名", [InputRequired("请填写用户名。"), Length(max=40, message="用户名最多 40 个字。")]
    )
    password = PasswordField("密码", [InputRequired("请填写密码。"), LONGEST])


class PasswordForm(Form):
    """A new password for oneself."""

    old = PasswordField("现在的密码", [InputRequired("请填写现在的密码。"), LONGEST])
    new = PasswordField("新密码", [InputRequired("请填写新密码。"), LONGEST])
    again = PasswordField(
        "再输一次新密码",
        [InputRequired("请再输一次新密码。"), EqualTo("new", "两次输入的不一样，请再输一次。")],
    )
