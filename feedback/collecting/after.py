"""What can be sent from the thanks page in its half hour, each thing by the concept that keeps it.

The address of the thanks page is what opens it: no second secret stands in the page, and none in another address.
A concept adds its own under the word that its form sends as `do`: `app.extensions["thanks"]["contact"] = …`.
"""

from collections.abc import Callable
from datetime import datetime

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from feedback.accounts import public
from feedback.brands import Point, read_code
from feedback.clock import now
from feedback.collecting.models import Rating
from feedback.collecting.origin import from_our_own_page
from feedback.collecting.rate import bp
from feedback.collecting.rules import CHANGE_WINDOW
from feedback.collecting.seal import claim_code, commitment, read_thanks
from feedback.db import db
from feedback.look import look

__all__ = ["bp"]

# Given the rating and the nonce of its thanks page (16 bytes).
After = Callable[[Rating, bytes], ResponseReturnValue]


@bp.post("/r/<code>/thanks/<token>")
@public
def thanks_sent(code: str, token: str) -> ResponseReturnValue:
    """Hand what was sent to whoever keeps it; after the half hour say so."""
    from_our_own_page()
    kept_by: dict[str, After] = current_app.extensions["thanks"]
    keep = kept_by.get(request.form.get("do", ""))
    found = _thanked(read_code(code), token, now())
    if keep is None or found is None:
        abort(404)
    rating, nonce, fresh = found
    if not fresh:
        return render_template("collecting/late.html", lang=look().language, look=look()), 410
    return keep(rating, nonce)


def _thanked(code: str, token: str, moment: datetime) -> tuple[Rating, bytes, bool] | None:
    """Return the rating whose thanks page this is, its nonce, and whether the half hour still runs."""
    opened = read_thanks(token, moment, CHANGE_WINDOW)
    if opened is None:
        return None
    nonce, fresh = opened
    claim = commitment(claim_code(nonce))
    asked = select(Rating).join(Point, Point.id == Rating.point_id)
    rating = db.session.scalar(asked.where(Rating.claim == claim, Point.code == code))
    return (rating, nonce, fresh) if rating else None
