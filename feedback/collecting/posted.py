"""What a rating's POST holds, read from the request."""

from typing import NamedTuple
from urllib.parse import parse_qs

from flask import request

from feedback.clock import now
from feedback.collecting.actions import grade_before
from feedback.collecting.facts import Facts, body_of
from feedback.collecting.rules import Sent, key_of, problems, too_old
from feedback.questionnaire import version_shown


class Posted(NamedTuple):
    """What was sent to an open point, under which key and version, what is wrong with it by field; a one-time code."""

    sent: Sent
    key: str | None
    version: int | None
    wrong: dict[str, str]
    ticket: str


def posted(facts: Facts) -> Posted:
    """Return what a POST holds; without anything wrong its version is one that can be kept."""
    form = posted_form()
    sent, key = Sent.of(form), key_of(first(form, "key"))
    version = version_asked(facts, first(form, "version"))
    # A change need not repeat its grade; the look-up is only for a POST that has none.
    before = grade_before(facts.point_id, facts.code, key) if key and not sent.grade else None
    wrong = problems(sent, body_of(version), before) if version else too_old()
    return Posted(sent, key, version, wrong, first(form, "ticket").strip())


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
