"""What a rating's POST holds, read from the request."""

from urllib.parse import parse_qs

from flask import request

from feedback.clock import now
from feedback.collecting.facts import Facts
from feedback.questionnaire import version_shown


def posted_form() -> dict[str, list[str]]:
    """Return the lists of what was sent, with U+FFFD where bytes were no UTF-8."""
    raw = request.get_data()
    form = dict(request.form.lists())
    # Werkzeug leaves such bytes as "%ED%A0%80", just as if somebody had typed that.
    if request.mimetype == "application/x-www-form-urlencoded" and any(
        "%" in "".join(v) for v in form.values()
    ):
        return parse_qs(raw.decode("latin-1"), keep_blank_values=True, errors="replace")
    return form


def version_asked(facts: Facts) -> int | None:
    """Return the version the page showed: the current one if it names none, None if it is too old."""
    text = request.form.get("version", "")
    if text in ("", str(facts.version_id)):
        return facts.version_id
    # Fifteen digits: what no database column can hold would be an error, not a version.
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    version = version_shown(facts.questionnaire_id, number, now())
    return version.id if version else None
