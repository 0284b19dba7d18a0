"""Residents' pages, made once and kept: what differs from phone to phone is set in as bytes.

A rating page differs between two phones only in its key, a thanks page only in its claim code; making it anew
each time would be most of the work of a visit. Equal facts make equal pages, so a page kept is never stale.
"""

import secrets
from functools import lru_cache

from flask import Response, render_template, request
from flask_babel import force_locale

from feedback.collecting.facts import Facts, body_of
from feedback.collecting.gapped import Gapped
from feedback.collecting.rules import Sent
from feedback.look import Look
from feedback.questionnaire import Grade

GAP = "~~what-differs~~"


def rate_page(facts: Facts, look: Look) -> Response:
    """Return the rating page of an open point with a fresh key."""
    return _filled(_rate(facts, look), new_key())


def thanks_page(facts: Facts, look: Look, code: str | None) -> Response:
    """Return the thanks page that shows a claim code (None = the half hour is over); the same for every grade."""
    return _filled(_thanks(facts, look, code is not None), code or "")


def new_key() -> str:
    """Return a fresh idempotency key: 24 characters, 144 bits."""
    return secrets.token_urlsafe(18)


def _filled(page: Gapped, what: str) -> Response:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    body = (page.gzip if packed else page.plain)(what.encode())
    response = Response(body, content_type="text/html; charset=utf-8")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    # The key is new at every GET: a page from a cache would send the last visitor's key again.
    response.headers["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=4096)
def _rate(facts: Facts, look: Look) -> Gapped:
    with force_locale(look.speaks.catalogue):
        page = render_rate(facts, look, GAP)
    return Gapped.of(page, GAP)


@lru_cache(maxsize=4096)
def _thanks(facts: Facts, look: Look, fresh: bool) -> Gapped:
    with force_locale(look.speaks.catalogue):
        page = render_template(
            "collecting/thanks.html", point=facts, look=look, code=GAP if fresh else None, lang=look.language
        )
    return Gapped.of(page, GAP)


def render_rate(
    facts: Facts,
    look: Look,
    key: str,
    sent: Sent | None = None,
    wrong: dict[str, str] | None = None,
    ticket: str = "",
    page: str = "rate",
) -> str:
    """Return the rating page as text; with what was sent and what is wrong with it, if it was refused."""
    body = body_of(facts.version_id)
    chosen: Grade | None = body.grade(look.grade) if look.grade else None
    return render_template(
        f"collecting/{page}.html",
        point=facts,
        look=look,
        lang=look.language,
        body=body,
        chosen=chosen,
        key=key,
        sent=sent or Sent(),
        wrong=wrong or {},
        ticket=ticket,
    )
