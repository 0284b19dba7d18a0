"""The screens of the security administrator: people and their roles."""

from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import people as actions
from feedback.accounts import queries
from feedback.accounts.forms import PersonForm, RoleForm
from feedback.accounts.guard import only, person
from feedback.accounts.models import Organisation, Person
from feedback.accounts.rules import Role, tidy
from feedback.accounts.views import bp
from feedback.pages import Refused

__all__ = ["bp"]

F = TypeVar("F", PersonForm, RoleForm)


@bp.get("/people")
@only(Role.SECURITY_ADMIN)
def people() -> ResponseReturnValue:
    """List everybody with a role below one's organisation."""
    words = tidy(request.args.get("q", ""))
    found = queries.people_below(person(), words)
    return render_template("accounts/people.html", people=found, words=words)


@bp.route("/people/new", methods=["GET", "POST"])
@only(Role.SECURITY_ADMIN)
def people_new() -> ResponseReturnValue:
    """Add a person; show the password once."""
    form = _offering(PersonForm())
    if form.validate_on_submit():
        try:
            username, name = form.username.data or "", form.name.data or ""
            return _password_page(*actions.add(person(), username, name, Role(form.role.data), _unit(form)))
        except Refused as refusal:
            form.blame(refusal)
    return render_template("accounts/people_new.html", form=form), form.status


@bp.get("/people/<int:person_id>")
@only(Role.SECURITY_ADMIN)
def people_one(person_id: int) -> ResponseReturnValue:
    """Show a person's roles and what can be done."""
    return render_template("accounts/people_one.html", somebody=queries.person_for(person(), person_id))


@bp.route("/people/<int:person_id>/roles/new", methods=["GET", "POST"])
@bp.route("/people/<int:person_id>/roles/<int:membership_id>", methods=["GET", "POST"])
@only(Role.SECURITY_ADMIN)
def people_role(person_id: int, membership_id: int | None = None) -> ResponseReturnValue:
    """Give a person one more role, or another in place of an old one."""
    who = queries.person_for(person(), person_id)
    old = None if membership_id is None else queries.membership_of(who, membership_id)
    form = _offering(RoleForm(role=old.role, organisation=old.organisation_id) if old else RoleForm())
    if form.validate_on_submit():
        try:
            actions.assign(person(), who, Role(form.role.data), _unit(form), old)
            flash("职务已经保存，立即生效。")
            return _to(who)
        except Refused as refusal:
            form.blame(refusal)
    return render_template("accounts/people_role.html", form=form, somebody=who, old=old), form.status


@bp.post("/people/<int:person_id>/roles/<int:membership_id>/end")
@only(Role.SECURITY_ADMIN)
def people_role_end(person_id: int, membership_id: int) -> ResponseReturnValue:
    """Take one of several roles away."""
    who = queries.person_for(person(), person_id)
    old = queries.membership_of(who, membership_id)
    return _do(who, lambda: actions.unassign(person(), who, old), "这个职务已经收回。")


@bp.post("/people/<int:person_id>/password")
@only(Role.SECURITY_ADMIN)
def people_password(person_id: int) -> ResponseReturnValue:
    """Give a person a new password, shown once."""
    who = queries.person_for(person(), person_id)
    try:
        return _password_page(who, actions.reset_password(person(), who))
    except Refused as refusal:
        flash(refusal.sentence, "problem")
        return _to(who)


@bp.post("/people/<int:person_id>/close")
@only(Role.SECURITY_ADMIN)
def people_close(person_id: int) -> ResponseReturnValue:
    """Close an account."""
    who = queries.person_for(person(), person_id)
    return _do(who, lambda: actions.switch(person(), who, active=False), "账号已经停用，所有登录都已退出。")


@bp.post("/people/<int:person_id>/open")
@only(Role.SECURITY_ADMIN)
def people_open(person_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    who = queries.person_for(person(), person_id)
    return _do(who, lambda: actions.switch(person(), who, active=True), "账号已经恢复，可以登录了。")


def _offering(form: F) -> F:
    mine = queries.organisations_below(person(), Role.SECURITY_ADMIN)
    form.role.choices = [(role.value, role.label) for role in Role]
    # Two wide blanks a step: the list reads as the tree.
    form.organisation.choices = [(o.id, "　" * (o.path.count("/") - 2) + o.name) for o in mine]
    return form


def _unit(form: PersonForm | RoleForm) -> Organisation:
    return queries.organisation_for(person(), form.organisation.data, Role.SECURITY_ADMIN)


def _do(who: Person, action: Callable[[], None], done: str) -> ResponseReturnValue:
    try:
        action()
        flash(done)
    except Refused as refusal:
        flash(refusal.sentence, "problem")
    return _to(who)


def _to(who: Person) -> ResponseReturnValue:
    return redirect(url_for("accounts.people_one", person_id=who.id), code=303)


def _password_page(who: Person, password: str) -> ResponseReturnValue:
    # Not after a redirect: the password would have to wait somewhere, a cookie or a table.
    return render_template("accounts/people_password.html", somebody=who, password=password)
