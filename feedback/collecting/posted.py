"""What a rating's POST holds, read from the request."""

from urllib.parse import parse_qs

from flask import request

from feedback.clock import now
from feedback.collecting.facts import Facts
from feedback.questionnaire import version_shown


def posted_form() -> dict[str, list[str]]:
    """Return the lists of what was sent, with U+FFFD where bytes were no UTF-8."""
    # Werkzeug would leave such bytes as "%ED%A0%80", just as if somebody had typed that.
    if request.mimetype == "application/x-www-form-urlencoded":
        return parse_qs(request.get_data().decode(errors="replace"), keep_blank_values=True)
    return dict(request.form.lists())


def first(form: dict[str, list[str]], name: str) -> str:
    """Return the first value of a field, "" if it was not sent."""
    return form.get(name, [""])[0]


def version_asked(facts: Facts, text: str) -> int | None:
    """Return the version the page showed: the current one if it names none (""), None if it is too old."""
    if text in ("", str(facts.version_id)):
        return facts.version_id
    # Fifteen digits: what no database column can hold would be an error, not a version.
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    version = version_shown(facts.questionnaire_id, number, now())
    return version.id if version else None
