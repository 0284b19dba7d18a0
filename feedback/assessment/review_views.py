"""The reviewers' screens: which brands are mine to mark, and one brand's marks."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback import scoring
from feedback.accounts import Role, only, person
from feedback.assessment import marking, queries, screens
from feedback.assessment.forms import mark_form
from feedback.assessment.views import bp
from feedback.pages import Refused

REVIEWER = Role.REVIEWER


@bp.get("/<int:cycle_id>/marking")
@only(REVIEWER)
def cycles_marking(cycle_id: int) -> ResponseReturnValue:
    """List the brands of a cycle with how far one has marked each."""
    who, cycle = person(), queries.cycle_for(person(), cycle_id, REVIEWER)
    tasks, asked = screens.tasks(who, cycle), len(queries.reviewed_in(cycle))
    return render_template(
        "assessment/cycles_marking.html",
        cycle=cycle,
        tasks=tasks,
        following=screens.following(tasks, None, asked),
        open=marking.is_open(cycle),
        asked=asked,
    )


@bp.route("/<int:cycle_id>/marking/<int:brand_id>", methods=["GET", "POST"])
@only(REVIEWER)
def cycles_mark(cycle_id: int, brand_id: int) -> ResponseReturnValue:
    """Mark one brand: own marks only, beside each its standard, beside all the brand's figures."""
    who, cycle = person(), queries.cycle_for(person(), cycle_id, REVIEWER)
    brand = queries.brand_in(cycle, brand_id)
    if queries.belongs_to(who, brand):
        abort(404)
    mine = queries.own_marks(who, cycle).get(brand.id, {})
    asked = queries.reviewed_in(cycle)
    form = mark_form(asked, {k: marking.Entry(m.value, m.evidence) for k, m in mine.items()})
    if form.validate_on_submit() and (entries := form.entries()) is not None:
        try:
            marking.mark(who, cycle, brand, entries)
            return _on(
                screens.following(screens.tasks(who, cycle), brand.id, len(asked)), cycle_id, brand.name
            )
        except Refused as refusal:
            form.blame(refusal)
    return render_template(
        "assessment/cycles_mark.html",
        cycle=cycle,
        brand=brand,
        form=form,
        score=scoring.score_of(brand, cycle.begins_on, queries.last_day(cycle)),
        rule=scoring.current_rule(),
        open=marking.is_open(cycle),
    ), form.status


def _on(following: int | None, cycle_id: int, name: str) -> ResponseReturnValue:
    if following is None:
        flash(f"“{name}”的打分已保存。该您评的品牌都评完了，谢谢您。")
        return redirect(url_for("assessment.cycles_marking", cycle_id=cycle_id), code=303)
    flash(f"“{name}”的打分已保存，下面是下一个品牌。")
    return redirect(url_for("assessment.cycles_mark", cycle_id=cycle_id, brand_id=following), code=303)
