"""What a person types to sign in."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class LoginForm(FlaskForm):
    """Sign-in; the field names are part of the outside contract."""

    username = StringField(
        "用户名", [InputRequired("请填写用户名。"), Length(max=40, message="用户名最多 40 个字。")]
    )
    password = PasswordField(
        "密码", [InputRequired("请填写密码。"), Length(max=200, message="密码最多 200 个字。")]
    )
