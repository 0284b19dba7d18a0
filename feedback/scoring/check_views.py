"""One point that is scanned no more: since when, what was answered, and the branch's answer."""

from datetime import date

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import BRANCH, COMMITTEE, may_see, only, person
from feedback.brands import Point, point_for
from feedback.clock import local_day, now
from feedback.pages import Refused
from feedback.scoring import checks
from feedback.scoring.checks import Found, Silent
from feedback.scoring.forms import CheckForm
from feedback.scoring.until import figures_until
from feedback.scoring.views import bp

__all__ = ["bp"]


@bp.get("/points/<int:point_id>/check")
@only(*BRANCH, *COMMITTEE)
def check(point_id: int) -> ResponseReturnValue:
    """Show since when a point is not scanned, and everything that was answered of it."""
    point = point_for(person(), point_id, *BRANCH, *COMMITTEE)
    return _page(point, CheckForm.asking(_today()))


@bp.post("/points/<int:point_id>/check")
@only(*BRANCH)
def check_done(point_id: int) -> ResponseReturnValue:
    """Say what was found where the code hangs."""
    point, form = point_for(person(), point_id, *BRANCH), CheckForm.asking(_today())
    silent = _silent(point)
    if silent is None:
        flash("这个评价点近 7 天有人扫码，没有要检查的。")
        return redirect(url_for("scoring.check", point_id=point.id), code=303)
    if form.validate_on_submit():
        try:
            day, found = form.day.data or _today(), Found(form.found.data)
            done = checks.check_point(person(), silent, day, found, form.note.data or "", _today())
            until = done.rests_until
            flash(f"已经登记。{until.month}月{until.day}日以前不再提醒；有人扫码前，上级一直看得到。")
            return redirect(url_for("scoring.check", point_id=point.id), code=303)
        except Refused as refusal:
            form.blame(refusal)
    return _page(point, form)


def _page(point: Point, form: CheckForm) -> ResponseReturnValue:
    page = render_template(
        "scoring/check.html",
        point=point,
        silent=_silent(point),
        form=form,
        may_check=may_see(person(), point.brand.organisation, *BRANCH),
        history=checks.checks_of([point.id])[point.id],
        rests=checks.RESTS.days,
        longest=checks.LONGEST,
    )
    return page, form.status


def _silent(point: Point) -> Silent | None:
    return next(iter(checks.silent([point], figures_until(now()))), None)


def _today() -> date:
    return local_day(now(), current_app.config["TIMEZONE"])
