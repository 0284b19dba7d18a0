"""The committee's cycles: the list, one cycle with its result, its steps, its corrections; a brand's sheet."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import BRANCH, COMMITTEE, Role, only, person
from feedback.assessment import actions, confirmations, queries, scheme_queries, screens
from feedback.assessment.cycle import CHANGEABLE, State, move_to
from feedback.assessment.forms import CycleForm, ReasonForm
from feedback.assessment.indicators import BY_KEY
from feedback.assessment.models import Cycle
from feedback.assessment.scheme import read_body
from feedback.clock import local_day, now
from feedback.pages import Refused

bp = Blueprint("assessment", __name__, url_prefix="/assessment")
ALL = (*BRANCH, *COMMITTEE)
MANAGER = Role.COMMITTEE_MANAGER


@bp.get("")
@only(*ALL)
def cycles() -> ResponseReturnValue:
    """List the cycles somebody may open, with what is theirs to do."""
    who = person()
    entries = [screens.entry(who, cycle) for cycle in queries.cycles_of(who)]
    return render_template("assessment/cycles.html", entries=entries, roles=who.roles, Role=Role)


@bp.route("/new", methods=["GET", "POST"])
@only(MANAGER)
def cycles_new() -> ResponseReturnValue:
    """Begin a cycle."""
    who, today = person(), local_day(now(), current_app.config["TIMEZONE"])
    schemes = scheme_queries.newest_schemes(who)
    if not schemes:
        return redirect(url_for("assessment.cycles_schemes_new"), code=303)
    year = {
        "name": f"{today.year}年度",
        "begins_on": today.replace(month=1, day=1),
        "ends_on": today.replace(month=12, day=31),
    }
    form = CycleForm(queries.assessable(who), schemes, **year)
    if form.validate_on_submit():
        try:
            made = actions.add_cycle(who, *form.chosen())
            flash("周期已经建好。核对无误后，请启动考核。")
            return redirect(url_for("assessment.cycles_one", cycle_id=made.id), code=303)
        except Refused as refusal:
            form.blame(refusal)
    return render_template("assessment/cycles_new.html", form=form), form.status


@bp.get("/<int:cycle_id>")
@only(*ALL)
def cycles_one(cycle_id: int) -> ResponseReturnValue:
    """Show one cycle: where it stands, what is next, and its result as far as one may read it."""
    who, cycle = person(), queries.cycle_for(person(), cycle_id)
    sight, number = queries.sight_of(who, cycle), request.args.get("version", type=int)
    paper = screens.paper(who, cycle, number)
    if number is not None and paper is None:
        abort(404)
    return render_template(
        "assessment/cycles_one.html",
        cycle=cycle,
        states=tuple(State),
        state=State(cycle.state),
        sight=sight,
        paper=paper,
        steps=screens.steps(cycle) if sight.manages else (),
        reviewers=screens.reviewers(cycle) if sight.manages else (),
        progress=screens.progress(cycle) if sight.committee and paper is None else (),
        left=queries.left_to_mark(who, cycle) if sight.reviews else 0,
        versions=confirmations.versions_of(cycle),
        changeable=CHANGEABLE[State(cycle.state)],
        said=screens.said,
    )


@bp.route("/<int:cycle_id>/edit", methods=["GET", "POST"])
@only(MANAGER)
def cycles_edit(cycle_id: int) -> ResponseReturnValue:
    """Change what may still be changed of a cycle."""
    who, cycle = person(), queries.cycle_for(person(), cycle_id, MANAGER)
    form = CycleForm([cycle.organisation], screens.usable(who, cycle), **screens.as_typed(cycle))
    if form.validate_on_submit():
        try:
            _, scheme, name, begins_on, ends_on = form.chosen()
            actions.change_cycle(who, cycle, scheme, name, begins_on, ends_on)
            flash("周期的修改已经保存。")
            return redirect(url_for("assessment.cycles_one", cycle_id=cycle.id), code=303)
        except Refused as refusal:
            form.blame(refusal)
    may = CHANGEABLE[State(cycle.state)]
    return render_template("assessment/cycles_edit.html", form=form, cycle=cycle, may=may), form.status


@bp.route("/<int:cycle_id>/to/<state>", methods=["GET", "POST"])
@only(MANAGER)
def cycles_move(cycle_id: int, state: str) -> ResponseReturnValue:
    """Ask once more, then take a cycle one step."""
    cycle = queries.cycle_for(person(), cycle_id, MANAGER)
    step, form = move_to(State(cycle.state), state), ReasonForm()
    if form.validate_on_submit():
        try:
            actions.move(person(), cycle, state, form.reason.data or "")
            flash(screens.DONE[State(state)])
            return redirect(url_for("assessment.cycles_one", cycle_id=cycle.id), code=303)
        except Refused as refusal:
            form.blame(refusal)
    if step is None:
        return redirect(url_for("assessment.cycles_one", cycle_id=cycle.id), code=303)
    hindrances = dict(screens.steps(cycle))[step]
    return render_template(
        "assessment/cycles_move.html", cycle=cycle, step=step, form=form, hindrances=hindrances
    ), form.status


@bp.route("/<int:cycle_id>/correction", methods=["GET", "POST"])
@only(MANAGER)
def cycles_correction(cycle_id: int) -> ResponseReturnValue:
    """Begin a correction of a confirmed result; see what it would change, keep it or give it up."""
    cycle = queries.cycle_for(person(), cycle_id, MANAGER)
    if cycle.state != State.CONFIRMED:
        abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            return _corrected(cycle, form)
        except Refused as refusal:
            form.blame(refusal)
    changes = screens.changes(cycle) if cycle.correcting else ()
    return render_template(
        "assessment/cycles_correction.html", cycle=cycle, form=form, changes=changes
    ), form.status


def _corrected(cycle: Cycle, form: ReasonForm) -> ResponseReturnValue:
    decision = request.form.get("decision", "")
    if decision == "begin":
        actions.begin_correction(person(), cycle, form.reason.data or "")
        flash("已经开始更正。评委现在可以修改自己的打分，原结果在更正确认之前仍然有效。")
        return redirect(url_for("assessment.cycles_correction", cycle_id=cycle.id), code=303)
    actions.end_correction(person(), cycle, keep=decision == "keep")
    flash("更正版已经确认并封存。" if decision == "keep" else "已经放弃更正，原结果不变。")
    return redirect(url_for("assessment.cycles_one", cycle_id=cycle.id), code=303)


@bp.get("/<int:cycle_id>/brands/<int:brand_id>")
@only(*ALL)
def cycles_sheet(cycle_id: int, brand_id: int) -> ResponseReturnValue:
    """Show one brand's sheet with all its arithmetic."""
    paper = paper_for(cycle_id)
    row = paper.row(brand_id) or abort(404)
    standards = {i.key: i.standard for i in read_body(paper.content["scheme"]["body"]).indicators}
    return render_template(
        "assessment/cycles_sheet.html", paper=paper, row=row, standards=standards, KINDS=BY_KEY
    )


def paper_for(cycle_id: int) -> screens.Paper:
    """Return the result that is asked for (`?version=`), or 404 for unknown, forbidden and not readable yet."""
    cycle = queries.cycle_for(person(), cycle_id)
    return screens.paper(person(), cycle, request.args.get("version", type=int)) or abort(404)
