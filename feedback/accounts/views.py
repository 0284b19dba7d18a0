"""Sign-in, sign-out, the first page, one's own password."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from feedback.accounts import actions
from feedback.accounts.forms import LoginForm, PasswordForm
from feedback.accounts.guard import only, person, public
from feedback.accounts.rules import ADMINISTRATORS, BRANCH, COMMITTEE, Role, local_address
from feedback.clock import now
from feedback.pages import Refused

bp = Blueprint("accounts", __name__)

# Where the work of each role begins; of several roles the first here counts.
FIRST_PAGES: tuple[tuple[tuple[Role, ...], str], ...] = (
    (BRANCH, "dashboard.overview"),
    (COMMITTEE, "assessment.cycles"),
    ((Role.SYSTEM_ADMIN,), "accounts.organisations"),
    ((Role.SECURITY_ADMIN,), "accounts.people"),
    ((Role.AUDIT_ADMIN,), "accounts.trail"),
)


@bp.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """Sign in; then to where one wanted to go, or to one's own first page."""
    form = LoginForm()
    if form.validate_on_submit():
        try:
            actions.sign_in(form.username.data or "", form.password.data or "")
            wanted = local_address(request.args.get("next", ""))
            return redirect(wanted or url_for("accounts.home"), code=303)
        except Refused as refusal:
            form.blame(refusal)
    return render_template("accounts/login.html", form=form), form.status


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
    alarms = _alarms()
    for roles, endpoint in () if alarms else FIRST_PAGES:
        if person().roles & set(roles) and endpoint in current_app.view_functions:
            return redirect(url_for(endpoint), code=303)
    return render_template("accounts/home.html", alarms=alarms)


def _alarms() -> list[str]:
    """Return what administrators must know before anything else; nothing to others."""
    if not person().roles & set(ADMINISTRATORS):
        return []
    return [told for alarm in current_app.extensions["alarms"] if (told := alarm(now()))]


@bp.route("/password", methods=["GET", "POST"])
@only(*Role)
def password() -> ResponseReturnValue:
    """Change one's own password."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            actions.change_password(person(), form.old.data or "", form.new.data or "")
            flash("新密码已经生效，其他设备上的登录都已退出。")
            return redirect(url_for("accounts.home"), code=303)
        except Refused as refusal:
            form.blame(refusal)
    return render_template("accounts/password.html", form=form), form.status
