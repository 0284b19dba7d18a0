"""Sign-in, sign-out, the first page."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from feedback.accounts import actions
from feedback.accounts.forms import LoginForm
from feedback.accounts.guard import only, person, public
from feedback.accounts.rules import Role
from feedback.pages import Refused

bp = Blueprint("accounts", __name__)


@bp.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """Sign in; then to where one wanted to go, or to one's own first page."""
    form = LoginForm()
    if form.validate_on_submit():
        try:
            actions.sign_in(form.username.data or "", form.password.data or "")
            return redirect(_local(request.args.get("next", "")) or url_for("accounts.home"), code=303)
        except Refused as refusal:
            form.password.errors = [refusal.sentence]
    return render_template("accounts/login.html", form=form), 422 if form.is_submitted() else 200


def _local(address: str) -> str | None:
    # "//elsewhere" and "/\elsewhere" are other sites to a browser.
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else None


@bp.post("/logout")
@only(*Role)
def logout() -> ResponseReturnValue:
    """Sign out."""
    actions.sign_out(person())
    return redirect(url_for("accounts.login"), code=303)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Send everybody to the page their work begins on."""
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.login"), code=303)
    return render_template("accounts/home.html")
