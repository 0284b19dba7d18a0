"""The versions of the model that reads: learning anew, what came of it, going back."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import Role, only, person
from feedback.brands import brands_of
from feedback.pages import Refused
from feedback.sentiment import material, queries, rereading, versions
from feedback.sentiment.forms import ChooseForm
from feedback.sentiment.promoting import ENOUGH
from feedback.sentiment.views import bp
from feedback.sentiment.votes import agreement

SHIPPED = "shipped"  # the address of the version that comes with the product


@bp.get("/labels/versions")
@only(Role.COMMITTEE_MANAGER)
def labels_versions() -> ResponseReturnValue:
    """Show which version reads and how well, what can be learned, and how people have labelled."""
    brands = brands_of(person(), Role.COMMITTEE_MANAGER)
    ids = [brand.id for brand in brands]
    checked = material.checked(ids)
    reader = versions.current()
    return render_template(
        "sentiment/labels_versions.html",
        reader=reader,
        measured=versions.measured(reader),
        waiting=rereading.waiting(),
        pending=versions.pending(),
        missing=material.missing(),
        runs=versions.history(),
        choices=versions.choices(),
        counts=queries.label_counts(),
        agreement=agreement(material.pairs(ids)),
        checked=[(brand, checked[brand.id]) for brand in brands if brand.id in checked],
        enough=ENOUGH,
    )


@bp.post("/labels/versions")
@only(Role.COMMITTEE_MANAGER)
def labels_versions_learn() -> ResponseReturnValue:
    """Ask the worker to learn from the labels."""
    try:
        versions.ask(person(), material.missing())
    except Refused as refusal:
        flash(refusal.sentence, "problem")
    return redirect(url_for("sentiment.labels_versions"), code=303)


@bp.route("/labels/versions/<version>", methods=["GET", "POST"])
@only(Role.COMMITTEE_MANAGER)
def labels_versions_choose(version: str) -> ResponseReturnValue:
    """Let another version read, for a stated reason."""
    chosen = "" if version == SHIPPED else version
    if not versions.known(chosen):
        abort(404)
    form = ChooseForm()
    if form.validate_on_submit():
        try:
            versions.choose(person(), chosen, form.reason.data or "")
            flash("已经换过来了，以前的评语会在后台重读。")
            return redirect(url_for("sentiment.labels_versions"), code=303)
        except Refused as refusal:
            form.blame(refusal)
    page = render_template("sentiment/labels_versions_choose.html", form=form, version=chosen)
    return page, form.status
