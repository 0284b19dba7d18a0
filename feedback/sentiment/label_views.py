"""Labelling comments, one a screen."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import BRANCH, Role, only, person
from feedback.brands import brand_for
from feedback.clock import now
from feedback.pages import Refused
from feedback.sentiment import asking, labelling, queries
from feedback.sentiment.asking import Asked
from feedback.sentiment.forms import LabelForm
from feedback.sentiment.marks import change_of
from feedback.sentiment.rules import INTENTS
from feedback.sentiment.views import bp
from feedback.sentiment.votes import SIDES, Side

LABELLERS = (*BRANCH, Role.COMMITTEE_MANAGER)


@bp.get("/labels")
@only(*LABELLERS)
def labels() -> ResponseReturnValue:
    """Ask about the next comment that is worth a label."""
    done = labelling.done_today(person())
    return _page(asking.next_one(asking.scope_of(person()), done, now()), done)


@bp.route("/labels/<mark>", methods=["GET", "POST"])
@only(*LABELLERS)
def labels_one(mark: str) -> ResponseReturnValue:
    """Label one comment, or say otherwise than before."""
    change_id = change_of(mark) or abort(404)
    brand_for(person(), labelling.brand_of(change_id) or abort(404), *LABELLERS)
    if request.method == "GET":
        asked = asking.one(asking.scope_of(person()), change_id) or abort(404)
        return _page(asked, labelling.done_today(person()))
    form = _form()
    if not form.validate_on_submit():
        flash("这一条没有记下来，请再选一次。", "problem")
        return redirect(url_for("sentiment.labels_one", mark=mark), code=303)
    # Whoever sends a button alone has not looked at intent and themes.
    beside = "intent" in request.form
    try:
        labelling.label(
            person(),
            change_id,
            Side(form.side.data or ""),
            form.intent.data if beside else None,
            form.themes.data if beside else None,
        )
    except Refused as refusal:
        flash(refusal.sentence, "problem")
    return redirect(url_for("sentiment.labels"), code=303)


def _form(asked: Asked | None = None) -> LabelForm:
    form = LabelForm(intent=asked.intent, themes=list(asked.themes)) if asked else LabelForm()
    form.intent.choices = [(key.value, words) for key, words in INTENTS.items()]
    form.themes.choices = [(theme, theme) for theme in queries.lexicon()]
    return form


def _page(asked: Asked | None, done: int) -> ResponseReturnValue:
    latest = [
        d
        for d in labelling.last_done(person(), now() - timedelta(days=1))
        if not asked or d.change_id != asked.change_id
    ]
    labelling.shown(person(), [*([asked] if asked else []), *latest])
    return render_template(
        "sentiment/labels.html",
        asked=asked,
        form=_form(asked),
        done=done,
        latest=latest,
        sides=SIDES,
        committee=Role.COMMITTEE_MANAGER in person().roles,
    )
