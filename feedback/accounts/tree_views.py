"""The screens of the system administrator: the organisation tree."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import organisations as actions
from feedback.accounts import queries
from feedback.accounts.forms import OrganisationForm, PlaceForm
from feedback.accounts.guard import only, person
from feedback.accounts.models import Organisation
from feedback.accounts.rules import BELOW, Kind, Role, is_below
from feedback.accounts.views import bp
from feedback.pages import Refused

__all__ = ["bp"]


@bp.get("/organisations")
@only(Role.SYSTEM_ADMIN)
def organisations() -> ResponseReturnValue:
    """Show the tree."""
    mine = queries.organisations_below(person(), Role.SYSTEM_ADMIN)
    return render_template(
        "accounts/organisations.html", tree=mine, heads=queries.heads_of(mine), below=BELOW
    )


@bp.route("/organisations/<int:organisation_id>/new", methods=["GET", "POST"])
@only(Role.SYSTEM_ADMIN)
def organisations_new(organisation_id: int) -> ResponseReturnValue:
    """Add an organisation under another."""
    parent = queries.organisation_for(person(), organisation_id, Role.SYSTEM_ADMIN)
    kinds = BELOW[Kind(parent.kind)] or abort(404)
    form = OrganisationForm()
    form.kind.choices = [(kind.value, kind.label) for kind in kinds]
    if form.validate_on_submit():
        try:
            made = actions.add(person(), form.name.data or "", Kind(form.kind.data), parent)
            return _back(f"“{made.name}”已经加到“{parent.name}”下面。")
        except Refused as refusal:
            form.blame(refusal)
    return render_template("accounts/organisations_new.html", form=form, parent=parent), form.status


@bp.route("/organisations/<int:organisation_id>", methods=["GET", "POST"])
@only(Role.SYSTEM_ADMIN)
def organisations_one(organisation_id: int) -> ResponseReturnValue:
    """Rename an organisation, or move it with all below it."""
    node = queries.organisation_for(person(), organisation_id, Role.SYSTEM_ADMIN)
    form = PlaceForm(name=node.name, parent=node.parent_id or 0)
    form.parent.choices = _places(node)
    if form.validate_on_submit():
        try:
            above = form.parent.data
            parent = queries.organisation_for(person(), above, Role.SYSTEM_ADMIN) if above else None
            actions.change(person(), node, form.name.data or "", parent)
            return _back(f"“{node.name}”已经保存。")
        except Refused as refusal:
            form.blame(refusal)
    return render_template("accounts/organisations_one.html", form=form, node=node), form.status


def _places(node: Organisation) -> list[tuple[int, str]]:
    """Return what a node may stand under; whoever is at the top of one's own tree stays there."""
    mine = queries.organisations_below(person(), Role.SYSTEM_ADMIN)
    if node.parent_id not in {o.id for o in mine}:
        return [(0, "（位置不变）")]
    return [
        (o.id, "　" * (o.path.count("/") - 2) + o.name)
        for o in mine
        if Kind(node.kind) in BELOW[Kind(o.kind)] and not is_below(o.path, node.path)
    ]


def _back(sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(url_for("accounts.organisations"), code=303)
