"""The private page. The code comes in the body of a POST, so that no access log and no history holds it."""

import time
from collections.abc import Callable
from functools import wraps

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from feedback.accounts import public
from feedback.cases import follow_up
from feedback.claims.actions import erase, replace
from feedback.claims.queries import Claim, claim_of
from feedback.claims.rules import read_claim_code, replaceable
from feedback.clock import now
from feedback.collecting import Sent, answer_of, problems
from feedback.contacts import keep, read_contact
from feedback.look import look
from feedback.pages import Refused
from feedback.words import _

bp = Blueprint("claims", __name__)
PACE_SECONDS = 0.5


def at_one_pace(view: Callable[[], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
    """Let every answer take as long, right or wrong: guessing is slow, and the clock tells nothing."""

    @wraps(view)
    def paced() -> ResponseReturnValue:
        until = time.monotonic() + PACE_SECONDS
        try:
            return view()
        finally:
            time.sleep(max(0.0, until - time.monotonic()))

    return paced


@bp.get("/claim")
@public
def ask() -> ResponseReturnValue:
    """Ask for the code."""
    return _page("ask", wrong="", typed="")


@bp.post("/claim")
@public
@at_one_pace
def act() -> ResponseReturnValue:
    """Open the private page of a code, and do what its forms ask for."""
    code = read_claim_code(request.form.get("code", ""))
    claim = claim_of(code)
    if claim is None:
        # One wrong digit of twenty is not typed anew; a page that no cache and no history keeps shows them.
        typed = request.form.get("code", "")[:40]
        return _page("ask", wrong=_("没有找到这个取件码。请核对二十个数字，再试一次。"), typed=typed), 422
    wanted = request.form.get("do", "")
    if wanted == "copy":
        return _copy(claim)
    try:
        done = _DOES[wanted](claim, code) if wanted in _DOES else ""
    except Refused as refusal:
        return _claim(code, wrong=refusal.sentence), 422
    return _claim(code, done=done)


def _replace(claim: Claim, code: str) -> str:
    form = {name: request.form.getlist(name) for name in ("grade", "comment", "above")}
    sent = Sent.of(form)
    if wrong := problems(sent, claim.body):
        raise Refused(next(iter(wrong.values())))
    replace(claim.rating, answer_of(sent), code, now())
    return _("已经更换。原来那条不再计算。")


def _erase(claim: Claim, code: str) -> str:
    erase(claim.rating, code, now())
    return _("文字已经删除，满意程度仍然计入。") if claim.text else _("联系方式已经删除。")


def _follow_up(claim: Claim, code: str) -> str:
    follow_up(claim.rating, request.form.get("grade", ""), code, now())
    return _("谢谢，您对答复的评价已经收到。")


def _contact(claim: Claim, _code: str) -> str:
    text = read_contact(request.form.get("contact", ""), request.form.get("consent") == "1")
    keep(claim.rating, text, request.form.get("contact_above") == "1", now())
    return _("联系方式已经保存")


_DOES = {"replace": _replace, "erase": _erase, "follow_up": _follow_up, "contact": _contact}


def _claim(code: str, wrong: str = "", done: str = "") -> str:
    claim = claim_of(code)
    assert claim
    return _page(
        "claim",
        claim=claim,
        code=code,
        wrong=wrong,
        done=done,
        asking=bool(wrong) and request.form.get("do") == "contact",
        replaceable=replaceable(claim.taken_at, now()),
    )


def _copy(claim: Claim) -> Response:
    text = render_template("claims/copy.txt", claim=claim)
    # A byte order mark: the editors of old computers would guess another encoding.
    response = Response("\ufeff" + text, mimetype="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="rating.txt"'
    return response


def _page(name: str, **values: object) -> str:
    return render_template(f"claims/{name}.html", lang=look().language, look=look(), **values)
