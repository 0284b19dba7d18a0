"""The question of the thanks page, answered by one tap; what was answered, for those above."""

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from feedback.accounts import COMMITTEE, only, person
from feedback.brands import Point
from feedback.clock import local_day, now
from feedback.collecting import Rating, Source
from feedback.db import db
from feedback.look import look
from feedback.pressure import actions, queries
from feedback.scoring import PRIVATE_BELOW

bp = Blueprint("pressure", __name__)


def answered(rating: Rating, nonce: bytes) -> ResponseReturnValue:
    """Count the answer and say thanks, whichever it was; of the rating only the branch is asked."""
    pressed = request.form.get("pressed")
    # Never on a screen that many share: somebody may stand behind.
    if pressed not in ("yes", "no") or rating.source == Source.KIOSK:
        abort(404)
    point = db.session.get_one(Point, rating.point_id)
    actions.count(point.brand.organisation_id, nonce, pressed == "yes", now())
    return render_template("pressure/answered.html", lang=look().language, look=look(), back=request.path)


@bp.get("/pressure")
@only(*COMMITTEE)
def pressure() -> ResponseReturnValue:
    """Show what residents of the branches below said."""
    told = queries.report(queries.below(person()), local_day(now(), current_app.config["TIMEZONE"]))
    return render_template("pressure/pressure.html", told=told, fewest=PRIVATE_BELOW)
