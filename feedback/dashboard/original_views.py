"""Reading one comment without its covers: with a reason, once, and never without a trace."""

from datetime import date

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from feedback import scoring
from feedback.accounts import COMMITTEE, Role, may_see, only, person
from feedback.brands import Brand, brand_for
from feedback.dashboard import actions
from feedback.dashboard.forms import ReasonForm
from feedback.dashboard.original import Original, original
from feedback.dashboard.views import bp
from feedback.masking import masked

__all__ = ["bp"]

UNMASK = (Role.BRANCH_MANAGER, Role.COMMITTEE_MANAGER)


@bp.route("/dashboard/<int:brand_id>/original/<day>/<mark>", methods=["GET", "POST"])
@only(*UNMASK)
def original_comment(brand_id: int, day: str, mark: str) -> ResponseReturnValue:
    """Ask for a reason; show the original in the answer to it, and keep who asked and why."""
    this = brand_for(person(), brand_id, *UNMASK)
    found = _found(this, day, mark)
    form = ReasonForm()
    if shown := form.validate_on_submit():
        actions.unmasked(person(), this, found.rating_id, form.reason.data or "")
    else:
        actions.viewed(person(), this, [found.rating_id], day=day)
    page = render_template(
        "dashboard/original.html",
        brand=this,
        day=found.day,
        text=found.text if shown else masked(found.text),
        shown=shown,
        form=form,
    )
    return page, 200 if shown else form.status


def _found(this: Brand, day: str, mark: str) -> Original:
    try:
        when = date.fromisoformat(day)
    except ValueError:
        abort(404)
    above = may_see(person(), this.organisation, *COMMITTEE)
    return original(scoring.points_of(this), when, mark, above) or abort(404)
