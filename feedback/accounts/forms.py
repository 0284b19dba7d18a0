"""What a person types: to sign in, a new password, people, organisations, a search of the trail."""

from datetime import date

from flask_wtf import FlaskForm
from wtforms import DateField, Field, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Optional, ValidationError

from feedback.accounts.rules import tidy
from feedback.pages import Refused

LONGEST = Length(max=200, message="密码最多 200 个字。")
NAME = Length(min=2, max=20, message="姓名写 2 到 20 个字。")
TITLE = Length(min=2, max=60, message="名称写 2 到 60 个字。")


def sane_day(_form: FlaskForm, field: Field) -> None:
    """Refuse days so far off that they fall out of the calendar in another time zone."""
    if field.data and not date(2000, 1, 1) <= field.data <= date(2200, 1, 1):
        raise ValidationError("请填写 2000 年以后的日期。")


class Form(FlaskForm):
    """A form on which a refusal can be put."""

    class Meta(FlaskForm.Meta):
        """WTForms' own sentences in Chinese."""

        locales = ["zh"]

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


class PersonForm(Form):
    """A new person; the password is made for them."""

    username = StringField(
        "用户名", [InputRequired("请填写用户名。"), Length(max=40, message="用户名最多 40 个字。")]
    )
    name = StringField("姓名", [DataRequired("请填写姓名。"), NAME], filters=[tidy])
    role = SelectField("职务")
    organisation = SelectField("单位", coerce=int)


class RoleForm(Form):
    """A person's role in an organisation."""

    role = SelectField("职务")
    organisation = SelectField("单位", coerce=int)


class OrganisationForm(Form):
    """A new organisation."""

    name = StringField("名称", [DataRequired("请填写名称。"), TITLE], filters=[tidy])
    kind = SelectField("类型")


class PlaceForm(Form):
    """An organisation's name and what it stands under."""

    name = StringField("名称", [DataRequired("请填写名称。"), TITLE], filters=[tidy])
    parent = SelectField("上级", coerce=int)


class TrailForm(Form):
    """Which entries of the trail are wanted; all may stay empty."""

    class Meta(Form.Meta):
        """A search changes nothing, and its address can be kept: no token."""

        csrf = False

    username = StringField("用户名", filters=[tidy])
    action = SelectField("事项", validate_choice=False)
    since = DateField("从", [Optional(), sane_day])
    until = DateField("到", [Optional(), sane_day])
