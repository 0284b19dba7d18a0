"""One theme of one brand: what was done about it, and saying so."""

from datetime import date

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback import sentiment
from feedback.accounts import BRANCH, COMMITTEE, Role, may_see, only, person
from feedback.brands import Brand, brand_for
from feedback.clock import local_day, now
from feedback.dashboard.forms import ClosingForm
from feedback.dashboard.views import bp
from feedback.pages import Refused

__all__ = ["bp"]


@bp.get("/dashboard/<int:brand_id>/themes/<theme>")
@only(*BRANCH, *COMMITTEE)
def theme(brand_id: int, theme: str) -> ResponseReturnValue:
    """Show what was done about a theme of a brand."""
    this = brand_for(person(), brand_id, *BRANCH, *COMMITTEE)
    return _page(this, theme, ClosingForm(formdata=None, day=_today()))


@bp.post("/dashboard/<int:brand_id>/themes/<theme>")
@only(Role.BRANCH_MANAGER)
def theme_close(brand_id: int, theme: str) -> ResponseReturnValue:
    """Say that what was complained of has been put right."""
    this, form = brand_for(person(), brand_id, Role.BRANCH_MANAGER), ClosingForm()
    if theme not in sentiment.lexicon():
        abort(404)
    if form.validate_on_submit():
        try:
            day = form.day.data or _today()
            sentiment.close_theme(person(), this, theme, form.done.data or "", day, _today())
            flash("已经登记。以后又有意见时，工作台会标出“整改后又出现”。")
            return redirect(url_for("dashboard.theme", brand_id=this.id, theme=theme), code=303)
        except Refused as refusal:
            form.blame(refusal)
    return _page(this, theme, form)


def _page(this: Brand, theme: str, form: ClosingForm) -> ResponseReturnValue:
    if theme not in sentiment.lexicon():
        abort(404)
    page = render_template(
        "dashboard/theme.html",
        brand=this,
        theme=theme,
        form=form,
        may_close=may_see(person(), this.organisation, Role.BRANCH_MANAGER),
        history=sentiment.closing_history(this.id, theme),
        again=sentiment.AGAIN,
    )
    return page, form.status


def _today() -> date:
    return local_day(now(), current_app.config["TIMEZONE"])
