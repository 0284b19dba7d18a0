"""Ratings by one-time code: the page where a code is opened, and what its rating carries.

The code itself is never in an address that a server sees: in the QR code it stands in the fragment, from the page
it comes in the body of a POST, and the answer hands it on in a fragment again. So no access log, whose lines have
a time, leads from a code to the rating of that second.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from feedback.accounts import public
from feedback.admission import INTERNAL, State, admit, code_typed, device_mark, spend
from feedback.clock import local_day, now
from feedback.collecting.actions import grade_before
from feedback.collecting.facts import Facts
from feedback.collecting.rules import Source
from feedback.look import look
from feedback.pages import Refused
from feedback.words import _

bp = Blueprint("ticket", __name__)


class Way(NamedTuple):
    """By which way a rating came in: its source, the phone's mark if it has one, what is done first with it."""

    source: Source
    device: str | None
    first: Callable[[], None]


def way_of(ticket: str, facts: Facts, key: str | None, when: datetime) -> Way:
    """Return how to keep a rating that names a one-time code ("" = none): the code is used up with it or not at all.

    Whoever has a code is counted by it: the phone's mark is left out, for it would tie the code's holder to other ratings.
    Nor is anything else asked for. Without one, raise Unpaid where very many came and nothing is brought.
    """

    def use_up() -> None:
        today = local_day(when, current_app.config["TIMEZONE"])
        if not spend(ticket, facts.point_id, today):
            raise Refused(_("这个一次性码用不了：可能已经用过、过期，或者抄错了。"), "ticket")

    def known() -> bool:
        return key is not None and grade_before(facts.point_id, facts.code, key) is not None

    device = device_mark(facts.organisation_id, when)
    if ticket:
        # A device of the staff stays one, whatever codes it holds.
        return Way(Source.CODE, INTERNAL if device == INTERNAL else None, use_up)
    return Way(Source.SCAN, device, admit(facts.point_id, facts.code, known, when))


@bp.get("/c")
@public
def ask() -> ResponseReturnValue:
    """Ask for the code on the slip."""
    return _page("ask_code", typed="", wrong="")


@bp.post("/c")
@public
def open_code() -> ResponseReturnValue:
    """Lead to the rating page of a code's point, or say kindly why the code is good for nothing; nothing is used up."""
    typed = request.form.get("code", "")
    code = code_typed(typed, local_day(now(), current_app.config["TIMEZONE"]))
    if code is None:
        wrong = _("没有找到这个码，请对照纸条再核对一遍。")
        return _page("ask_code", typed=typed[:40], wrong=wrong), 422
    if code.state is not State.OPEN:
        return _page("spent", code=code, why=_WHY[code.state]), 410
    return redirect(f"/r/{code.point.code}?{look().but(ticket=True).query}#{code.text}", code=303)


_WHY = {
    State.USED: _("这个码已经用过，或者抄错了一位。一个码只能评价一次。"),
    State.EXPIRED: _("这个码已经过了有效期。"),
    State.VOID: _("这一批码已经作废。"),
}


def _page(name: str, **values: object) -> str:
    return render_template(f"collecting/{name}.html", look=look(), **values)
