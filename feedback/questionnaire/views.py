"""Questionnaires and their versions, for the committee."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import Role, only, person
from feedback.brands import brand_for, brands_of
from feedback.pages import Refused
from feedback.questionnaire import actions, queries
from feedback.questionnaire.draft import differences, fingerprint, known_tags
from feedback.questionnaire.forms import ChooseForm, DraftForm, NewForm, PublishForm
from feedback.questionnaire.models import Version
from feedback.questionnaire.rules import LONGEST, TAGS_MAX, read

bp = Blueprint("questionnaire", __name__)


@bp.get("/questionnaires")
@only(Role.COMMITTEE_MANAGER)
def questionnaires() -> ResponseReturnValue:
    """Show all questionnaires, their versions, and which of one's own brands use them."""
    mine = [b for b in brands_of(person(), Role.COMMITTEE_MANAGER) if b.retired_at is None]
    return render_template(
        "questionnaire/questionnaires.html",
        questionnaires=queries.questionnaires(),
        users={q.id: [b for b in mine if b.questionnaire_id == q.id] for q in queries.questionnaires()},
    )


@bp.route("/questionnaires/new", methods=["GET", "POST"])
@only(Role.COMMITTEE_MANAGER)
def new() -> ResponseReturnValue:
    """Add a questionnaire that begins as a copy of another."""
    form = NewForm()
    form.source.choices = [(q.id, q.name) for q in queries.questionnaires()]
    if form.validate_on_submit():
        try:
            source = queries.questionnaire_with(form.source.data)
            draft = actions.add_questionnaire(person(), form.name.data or "", source)
            flash("草稿起好了，改完发布以后，品牌才能选用。")
            return redirect(url_for("questionnaire.edit", version_id=draft.id), code=303)
        except Refused as refusal:
            form.blame(refusal)
    return render_template("questionnaire/new.html", form=form), 422 if form.is_submitted() else 200


@bp.post("/questionnaires/<int:questionnaire_id>/draft")
@only(Role.COMMITTEE_MANAGER)
def draft(questionnaire_id: int) -> ResponseReturnValue:
    """Begin the next version, or go on with the one that is begun."""
    try:
        begun = actions.start_draft(person(), queries.questionnaire_with(questionnaire_id))
        return redirect(url_for("questionnaire.edit", version_id=begun.id), code=303)
    except Refused as refusal:
        flash(refusal.sentence, "problem")
    return redirect(url_for("questionnaire.questionnaires"), code=303)


@bp.get("/questionnaires/versions/<int:version_id>")
@only(Role.COMMITTEE_MANAGER)
def version(version_id: int) -> ResponseReturnValue:
    """Show a version as residents see it."""
    shown = queries.version_with(version_id)
    return render_template("questionnaire/version.html", version=shown, body=read(shown.body))


@bp.route("/questionnaires/versions/<int:version_id>/edit", methods=["GET", "POST"])
@only(Role.COMMITTEE_MANAGER)
def edit(version_id: int) -> ResponseReturnValue:
    """Change a draft."""
    version = queries.version_with(version_id)
    if version.published_at is not None:
        return _back(version, Refused(actions.PUBLISHED))
    form = DraftForm.of(read(version.body))
    if form.validate_on_submit():
        known = known_tags(v.body for v in version.questionnaire.versions)
        try:
            if not form.wrong(body := form.body(known)):
                actions.save_draft(person(), version, body)
                flash("草稿已保存。看看居民会看到什么，没问题就发布。")
                return redirect(url_for("questionnaire.version", version_id=version_id), code=303)
        except Refused as refusal:
            form.blame(refusal)
    limits = {"longest": LONGEST, "tags": TAGS_MAX}
    page = render_template("questionnaire/edit.html", form=form, version=version, limits=limits)
    return page, 422 if form.is_submitted() else 200


@bp.route("/questionnaires/versions/<int:version_id>/publish", methods=["GET", "POST"])
@only(Role.COMMITTEE_MANAGER)
def publish(version_id: int) -> ResponseReturnValue:
    """Say what publishing a draft changes, and for whom; then publish it."""
    version = queries.version_with(version_id)
    if version.published_at is not None:
        return _back(version, Refused(actions.PUBLISHED))
    form = PublishForm(data={"seen": fingerprint(version.body)})
    if form.validate_on_submit():
        try:
            actions.publish(person(), version, form.seen.data or "")
            flash(f"“{version.questionnaire.name}”第 {version.number} 版已发布。")
            return redirect(url_for("questionnaire.questionnaires"), code=303)
        except Refused as refusal:
            return _back(version, refusal)
    body, before = read(version.body), queries.published_before(version)
    changes = differences(read(before.body), body) if before else []
    return render_template(
        "questionnaire/publish.html",
        version=version,
        body=body,
        form=form,
        before=before,
        changes=changes,
        users=[b for b in queries.brands_on(version.questionnaire) if b.retired_at is None],
    )


@bp.route("/questionnaires/versions/<int:version_id>/discard", methods=["GET", "POST"])
@only(Role.COMMITTEE_MANAGER)
def discard(version_id: int) -> ResponseReturnValue:
    """Say what throwing a draft away means; then do it."""
    version = queries.version_with(version_id)
    if version.published_at is not None:
        return _back(version, Refused(actions.PUBLISHED))
    if request.method == "GET":
        return render_template("questionnaire/discard.html", version=version)
    try:
        actions.discard(person(), version)
        flash("草稿已删除。")
    except Refused as refusal:
        return _back(version, refusal)
    return redirect(url_for("questionnaire.questionnaires"), code=303)


@bp.route("/brands/<int:brand_id>/questionnaire", methods=["GET", "POST"])
@only(Role.COMMITTEE_MANAGER)
def choose(brand_id: int) -> ResponseReturnValue:
    """Let a brand ask with another questionnaire."""
    brand = brand_for(person(), brand_id, Role.COMMITTEE_MANAGER)
    form = ChooseForm(data={"questionnaire": brand.questionnaire_id})
    offered = queries.choices()
    form.questionnaire.choices = [(q.id, q.name) for q in offered]
    if form.validate_on_submit():
        chosen = next(q for q in offered if q.id == form.questionnaire.data)
        actions.choose(person(), brand, chosen)
        flash(f"“{brand.name}”现在用问卷“{chosen.name}”。")
        return redirect(url_for("brands.brand", brand_id=brand_id), code=303)
    page = render_template("questionnaire/choose.html", form=form, brand=brand)
    return page, 422 if form.is_submitted() else 200


def _back(version: Version, refusal: Refused) -> ResponseReturnValue:
    flash(refusal.sentence, "problem")
    return redirect(url_for("questionnaire.version", version_id=version.id), code=303)
