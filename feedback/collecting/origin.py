"""Whether a form that anybody may send comes from our own page."""

from urllib.parse import urlsplit

from flask import abort, current_app, request


def from_our_own_page() -> None:
    """Abort with 403 when another site sends its visitors' forms here; no Origin at all is an old phone."""
    origin = request.headers.get("Origin")
    foreign = origin not in (None, "null") and urlsplit(origin).netloc != request.host
    public_host = urlsplit(current_app.config["PUBLIC_URL"]).netloc
    if request.headers.get("Sec-Fetch-Site") == "cross-site" or (
        foreign and urlsplit(origin).netloc != public_host
    ):
        abort(403)
