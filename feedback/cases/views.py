"""Cases that wait for an answer, and answering one."""

from datetime import date

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import BRANCH, COMMITTEE, Organisation, Role, only, person
from feedback.brands import brand_for
from feedback.cases.actions import reply, viewed
from feedback.cases.forms import ReplyForm
from feedback.cases.queries import Waiting, answers_of, case_for, cases_for, followed_up
from feedback.cases.rules import ANSWER_MAX
from feedback.clock import local_day, now
from feedback.pages import Refused

bp = Blueprint("cases", __name__)
READERS = (*BRANCH, *COMMITTEE)
ANSWER = (Role.BRANCH_MANAGER, Role.COMMITTEE_MANAGER)


@bp.get("/cases")
@only(*READERS)
def cases() -> ResponseReturnValue:
    """List the cases that wait, or those that are answered; that they were read is recorded."""
    brand_id = request.args.get("brand", type=int)
    brand = brand_for(person(), brand_id, *READERS) if brand_id else None
    page = min(max(request.args.get("page", 1, int), 1), 10_000)
    answered = "answered" in request.args
    found, more = cases_for(person(), answered, page, brand_id)
    viewed(person(), found)
    return render_template(
        "cases/cases.html", cases=found, more=more, page=page, answered=answered, brand=brand, today=_today()
    )


@bp.route("/cases/<code>", methods=["GET", "POST"])
@only(*READERS)
def case(code: str) -> ResponseReturnValue:
    """Show one case and take an answer to it."""
    this, form = case_for(person(), code) or abort(404), ReplyForm()
    speaker = _speaker(this)
    if form.is_submitted() and speaker is None:
        abort(404)
    if speaker and form.validate_on_submit():
        try:
            reply(person(), speaker, this, form.text.data or "", now())
            flash("答复已经送出，居民凭取件码可以看到。")
            return redirect(url_for("cases.case", code=code), code=303)
        except Refused as refusal:
            form.blame(refusal)
    viewed(person(), [this])
    page = render_template(
        "cases/case.html",
        case=this,
        form=form,
        speaker=speaker,
        answers=answers_of(this.rating_id),
        followed=followed_up(this.rating_id),
        today=_today(),
        longest=ANSWER_MAX,
    )
    return page, form.status


def _speaker(case: Waiting) -> Organisation | None:
    """Return for whom the person who is signed in answers: the nearest organisation it manages, at or above the brand."""
    above = [
        m.organisation
        for m in person().memberships
        if Role(m.role) in ANSWER and case.brand.organisation.path.startswith(m.organisation.path)
    ]
    return max(above, key=lambda o: len(o.path), default=None)


def _today() -> date:
    return local_day(now(), current_app.config["TIMEZONE"])
