"""What stands before a rating: nothing where few came, a price where very many did, never a refusal."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask import Response, current_app, render_template, request

from feedback.admission.actions import pay
from feedback.admission.challenge import Unpaid, new_slip, read
from feedback.admission.limit import price_now

FIELD = "paid"


def admit(point_id: int, code: str, known: Callable[[], bool], now: datetime) -> Callable[[], None]:
    """Return what is first done in the transaction of the running request's rating: paying, or nothing; raise Unpaid.

    Done, it raises Unpaid too, if what pays for it has paid before. `known` says whether it is a change
    of one that was taken: it asks the database, so it is asked last.
    """
    if not price_now(point_id, now) or known():
        return _nothing
    slip = request.form.get(FIELD)
    payment = read(slip, code, now)
    if slip is None or payment is None:
        raise _unpaid(point_id, code, now)
    if payment.left:
        # The same slip again: with a new one an impatient finger would wait for ever.
        raise Unpaid(slip, payment.left)
    return partial(pay, payment, partial(_unpaid, point_id, code, now))


def _nothing() -> None:
    return None


def _unpaid(point_id: int, code: str, now: datetime) -> Unpaid:
    seconds, work = current_app.config["LIMIT_WAIT"], current_app.config["LIMIT_WORK"]
    # The window may have turned since it was asked for: what was spent before is still no gift.
    return Unpaid(new_slip(code, price_now(point_id, now) or work, seconds, now), seconds)


def waiting_page(demand: Unpaid, key: str, **look: object) -> Response:
    """Return the page that keeps everything that was sent, under its key, and sends it again with what it costs."""
    fields = [(n, v) for n, v in request.form.items(multi=True) if n not in (FIELD, "key")]
    page = render_template(
        "admission/wait.html",
        fields=[("key", key), *fields],
        slip=demand.slip,
        seconds=demand.seconds,
        **look,
    )
    return Response(page, 429, {"Retry-After": str(demand.seconds)}, mimetype="text/html")
