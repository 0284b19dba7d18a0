"""The rating page: shown, taken, and thanked for."""

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from feedback import wake
from feedback.accounts import public
from feedback.admission import Unpaid, count, remember, waiting_page
from feedback.brands import qr_svg_once, read_code
from feedback.clock import now
from feedback.collecting import visits
from feedback.collecting.actions import receive
from feedback.collecting.facts import Facts, facts_of
from feedback.collecting.origin import from_our_own_page
from feedback.collecting.page import new_key, rate_page, render_rate, thanks_page
from feedback.collecting.posted import posted
from feedback.collecting.rules import CHANGE_WINDOW, Sent
from feedback.collecting.seal import claim_code, read_thanks, receipt_number
from feedback.collecting.ticket import way_of
from feedback.look import Look, asked, look
from feedback.pages import Refused

bp = Blueprint("collecting", __name__)


@bp.get("/r/<code>")
@public
def rate(code: str) -> ResponseReturnValue:
    """Show the rating page of a point, or say why there is none."""
    facts = facts_of(read_code(code))
    if facts is None or facts.closed:
        return nothing_here(facts)
    visits.count(facts.point_id, "open")
    return remember(rate_page(facts, _look()))


@bp.post("/r/<code>")
@public
def take(code: str) -> ResponseReturnValue:
    """Take a rating: thanks, or the same page with what is wrong beside its field."""
    from_our_own_page()
    facts = facts_of(read_code(code))
    if facts is None or facts.closed:
        return nothing_here(facts)
    sent, key, version, wrong, ticket = posted(facts)
    if wrong or version is None:
        return _again(facts, sent, key, wrong, ticket)
    try:
        way = way_of(ticket, facts, key, now())
        receipt = receive(facts.point_id, facts.code, version, sent, key, now(), *way)
    except Unpaid as demand:
        return waiting_page(demand, key or new_key(), lang=look().language, look=look())
    except Refused as refusal:
        return _again(facts, sent, key, {"ticket": refusal.sentence}, ticket)
    if receipt.new and not ticket:
        count(facts.point_id, now())
    wake.ring()
    # Relative, and with the language the page was opened in.
    own = asked()
    return redirect(f"/r/{facts.code}/thanks/{receipt.token}" + (f"?{own}" if own else ""), code=303)


def _again(
    facts: Facts, sent: Sent, key: str | None, wrong: dict[str, str], ticket: str
) -> ResponseReturnValue:
    """Show the page as it was sent, with what is wrong."""
    # The same key: a face tapped before may already be kept under it.
    look = _look(sent.grade)
    page = render_rate(
        facts, look.but(ticket=look.ticket or bool(ticket)), key or new_key(), sent, wrong, ticket
    )
    return Response(page, 422, mimetype="text/html")


@bp.get("/r/<code>/thanks/<token>")
@public
def thanks(code: str, token: str) -> ResponseReturnValue:
    """Thank, and show the claim code for half an hour; the same page for every grade."""
    facts = facts_of(read_code(code))
    opened = read_thanks(token, now(), CHANGE_WINDOW)
    if facts is None or opened is None:
        abort(404)
    nonce, fresh = opened
    if "receipt" in request.args:
        # A public thing with an address of its own: this one would open the claim code for half an hour.
        return redirect(f"/receipt/{receipt_number(nonce)}?{look().query}", code=303)
    if "qr" in request.args and fresh:
        return _photograph(claim_code(nonce))
    return thanks_page(facts, _look(), claim_code(nonce) if fresh else None)


def _photograph(code: str) -> str:
    """Return the page with the code as a picture; a fragment is never sent, so no access log will hold it."""
    worn = f"?{look().query}" if look().large or look().contrast else ""
    address = f"{current_app.config['PUBLIC_URL']}/claim{worn}#{code.replace(' ', '')}"
    return render_template(
        "collecting/photograph.html",
        lang=look().language,
        look=look(),
        code=code,
        picture=qr_svg_once(address),
    )


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """Say in plain words what is kept of a rating, and what is not."""
    return render_template("collecting/privacy.html", lang=look().language, look=look())


def _look(grade: str | None = None) -> Look:
    args = request.args
    grade, ticket = grade or args.get("grade"), args.get("ticket") == "1"
    return look().but(grade=grade, ticket=ticket) if grade or ticket else look()


def nothing_here(facts: Facts | None) -> ResponseReturnValue:
    if facts is None:
        # Names no brand: whoever doctored a code must not get a page that looks like one.
        return render_template("collecting/unknown.html", lang=look().language, look=look()), 404
    visits.count(facts.point_id, "closed")
    return render_template("collecting/closed.html", lang=look().language, look=look(), point=facts), 410
