"""What the thanks page sends: how the resident wishes to be reached."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from feedback.clock import now
from feedback.collecting import Rating
from feedback.contacts import actions
from feedback.contacts.rules import read_contact
from feedback.look import look
from feedback.pages import Refused


def leave(rating: Rating, _nonce: bytes) -> ResponseReturnValue:
    """Keep it and say so, or show the form again with what is wrong; the same for every grade."""
    typed, above = request.form.get("contact", ""), request.form.get("contact_above") == "1"
    try:
        text = read_contact(typed, request.form.get("consent") == "1")
        actions.keep(rating, text, above, now())
    except Refused as refusal:
        return _page(wrong=refusal.sentence, typed=typed[:200], above=above), 422
    return _page()


def _page(wrong: str = "", typed: str = "", above: bool = False) -> str:
    return render_template(
        "contacts/leave.html",
        lang=look().language,
        look=look(),
        wrong=wrong,
        typed=typed,
        ticked=above,
        back=request.path,
    )
