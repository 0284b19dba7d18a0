"""The rating page on a screen that many share: nothing of one resident is left for the next."""

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from feedback import wake
from feedback.accounts import public
from feedback.brands import qr_svg_once, read_code
from feedback.clock import now
from feedback.collecting import visits
from feedback.collecting.actions import receive
from feedback.collecting.facts import Facts, facts_of
from feedback.collecting.kiosk_pin import RUNS, cookie_of, enter, runs
from feedback.collecting.origin import from_our_own_page
from feedback.collecting.page import new_key, render_rate
from feedback.collecting.posted import posted
from feedback.collecting.rate import nothing_here
from feedback.collecting.rules import CHANGE_WINDOW, Sent, Source
from feedback.collecting.seal import claim_code, read_thanks, thanks_token
from feedback.look import asked, look
from feedback.pages import Refused

bp = Blueprint("kiosk", __name__)
COOKIE = "msk"
# The thanks page with the claim code can be opened again only so long: the next one may press "back".
WINDOW = timedelta(minutes=3)


@bp.get("/kiosk/<code>")
@public
def home(code: str) -> ResponseReturnValue:
    """Show the rating page, or ask for the PIN where no screen runs yet."""
    facts = facts_of(read_code(code))
    if facts is None or facts.closed:
        return nothing_here(facts)
    if not _runs(facts):
        return _page("kiosk_start", facts)
    visits.count(facts.point_id, "open")
    return _rate(facts, new_key(), request.args.get("grade"))


@bp.post("/kiosk/<code>/start")
@public
def start(code: str) -> ResponseReturnValue:
    """Start the screen: whoever knows its PIN gets the cookie that sends ratings of this point, and nothing else."""
    from_our_own_page()
    facts = facts_of(read_code(code))
    if facts is None or facts.closed:
        return nothing_here(facts)
    try:
        kiosk = enter(facts.point_id, request.form.get("pin", ""), now())
    except Refused as refusal:
        return _page("kiosk_start", facts, wrong=refusal.sentence), 422
    answer = redirect(f"/kiosk/{facts.code}", code=303)
    secure = current_app.config["PUBLIC_URL"].startswith("https://")
    kept = {"max_age": RUNS, "path": "/kiosk", "httponly": True, "samesite": "Strict", "secure": secure}
    answer.set_cookie(COOKIE, cookie_of(kiosk, now()), **kept)
    return answer


@bp.post("/kiosk/<code>")
@public
def take(code: str) -> ResponseReturnValue:
    """Take a rating from a running screen: no device mark, a source of its own."""
    from_our_own_page()
    facts = facts_of(read_code(code))
    if facts is None or facts.closed:
        return nothing_here(facts)
    if not _runs(facts):
        return _page("kiosk_start", facts), 403
    sent, key, version, wrong, _ = posted(facts)
    if wrong or version is None:
        return _rate(facts, key or new_key(), sent.grade, sent, wrong), 422
    receipt = receive(facts.point_id, facts.code, version, sent, key, now(), Source.KIOSK)
    wake.ring()
    opened = read_thanks(receipt.token, now(), CHANGE_WINDOW)
    assert opened
    token = thanks_token(opened[0], now(), "kiosk")
    return redirect(f"/kiosk/{facts.code}/thanks/{token}" + (f"?{asked()}" if asked() else ""), code=303)


@bp.get("/kiosk/<code>/thanks/<token>")
@public
def thanks(code: str, token: str) -> ResponseReturnValue:
    """Thank, and show the claim code to be photographed while it is this resident who stands there."""
    facts = facts_of(read_code(code))
    opened = read_thanks(token, now(), WINDOW, "kiosk")
    if facts is None or opened is None:
        abort(404)
    nonce, fresh = opened
    number = claim_code(nonce)
    address = f"{current_app.config['PUBLIC_URL']}/claim#{number.replace(' ', '')}"
    shown = {"code": number, "picture": qr_svg_once(address)} if fresh else {"code": "", "picture": ""}
    answer = _page("kiosk_thanks", facts, **shown)
    # Also where no script runs, and however long somebody goes on touching the screen.
    answer.headers["Refresh"] = f"60; url=/kiosk/{facts.code}"
    return answer


@bp.get("/kiosk/<code>/leave")
@public
def way_out(code: str) -> ResponseReturnValue:
    """Ask for the PIN that ends the screen."""
    facts = facts_of(read_code(code))
    return nothing_here(facts) if facts is None else _page("kiosk_leave", facts)


@bp.post("/kiosk/<code>/leave")
@public
def leave(code: str) -> ResponseReturnValue:
    """End the screen on this tablet."""
    from_our_own_page()
    facts = facts_of(read_code(code))
    if facts is None:
        return nothing_here(facts)
    try:
        enter(facts.point_id, request.form.get("pin", ""), now())
    except Refused as refusal:
        return _page("kiosk_leave", facts, wrong=refusal.sentence), 422
    answer = redirect(f"/kiosk/{facts.code}", code=303)
    answer.delete_cookie(COOKIE, path="/kiosk")
    return answer


def _runs(facts: Facts) -> bool:
    return runs(request.cookies.get(COOKIE, ""), facts.point_id, now())


def _rate(
    facts: Facts, key: str, grade: str | None, sent: Sent | None = None, wrong: dict[str, str] | None = None
) -> Response:
    return make_response(render_rate(facts, look().but(grade=grade), key, sent, wrong, page="kiosk"))


def _page(name: str, facts: Facts, wrong: str = "", **values: object) -> Response:
    page = render_template(f"collecting/{name}.html", look=look(), point=facts, wrong=wrong, **values)
    return make_response(page)
