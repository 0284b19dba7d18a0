"""What an answer may hold, and what is wrong with one, in the resident's words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from feedback.questionnaire.rules import AWARENESS, COMMENT_MAX, NONE, Body
from feedback.words import _

CHANGE_WINDOW = timedelta(minutes=30)
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
TURN = re.compile(r"[1-9][0-9]{0,3}")
# Lone surrogates, controls, and U+FFFD: what the server puts where bytes were no text at all.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffd]")


class Source(StrEnum):
    """By which way a rating came in."""

    SCAN = "scan"
    KIOSK = "kiosk"
    PAPER = "paper"
    PHONE = "phone"  # told on the telephone, typed in by staff
    CODE = "code"
    CANARY = "canary"


@dataclass(frozen=True)
class Answer:
    """The whole state of a rating. `grade` is 5…1, or None for 不了解."""

    grade: int | None
    tags: tuple[str, ...] = ()
    comment: str = ""
    awareness: str | None = None
    above: bool = False


@dataclass(frozen=True)
class Sent:
    """What one POST holds; None = that field was not sent and stays as it was."""

    grade: str | None = None
    tags: tuple[str, ...] | None = None
    comment: str | None = None
    awareness: str | None = None
    above: bool | None = None
    turn: int | None = None  # the phone's own count of what it sent under one key: 1, 2, …

    @classmethod
    def of(cls, form: Mapping[str, Sequence[str]]) -> "Sent":
        """Read a form (lists by name); unknown fields are ignored: WeChat adds its own."""

        def one(name: str) -> str | None:
            values = form.get(name)
            return values[0] if values else None

        above = one("above")
        return cls(
            grade=one("grade") or None,
            tags=tuple(dict.fromkeys(t for t in form["tags"] if t)) if "tags" in form else None,
            comment=None if (said := one("comment")) is None else tidy(said),
            awareness=one("awareness") or None,
            above=None if above is None else above == "1",
            turn=turn_of(one("turn")),
        )


def tidy(text: str) -> str:
    """Return a comment with one kind of line end and no blank edges; browsers send CR LF for one key stroke."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def problems(sent: Sent, body: Body, before: str | None = None) -> dict[str, str]:
    """Return what is wrong with a POST, as sentences by field; empty = it can be kept.

    `before` is the grade ("5"…"1", "none") already given under the same key, which need not be sent again.
    """
    found: dict[str, str] = {}
    value = sent.grade or before
    grade = body.grade(value) if value else None
    if value is None:
        found["grade"] = _("请先点一个表情，再提交。")
    elif grade is None:
        found["grade"] = _("没有这个选项，请在上面的表情里点一个。")
    elif sent.tags and not set(sent.tags) <= {tag.id for tag in grade.tags}:
        found["tags"] = _("这些标签和所选的满意程度对不上，请重新选一下。")
    if sent.comment is not None:
        if len(sent.comment) > COMMENT_MAX:
            found["comment"] = _("最多写 500 个字，现在多了一些，请删短一点。")
        elif not writable(sent.comment):
            found["comment"] = _("里面有无法保存的字符，请删去后再提交。")
    if sent.awareness is not None and sent.awareness not in AWARENESS:
        found["awareness"] = _("请在三个选项里选一个，也可以不选。")
    return found


def writable(text: str) -> bool:
    """Return whether a text can be stored: no damaged bytes, no control characters but line ends and tabs."""
    return UNWRITABLE.search(text) is None


def too_old() -> dict[str, str]:
    """Return what is said when the questions have changed since the page was opened."""
    return {"version": _("评价的问题刚刚更新过，请看一眼再提交。您写的内容还在。")}


def key_of(text: str | None) -> str | None:
    """Return a phone's idempotency key; a malformed one counts as none."""
    return text if text and KEY.fullmatch(text) else None


def turn_of(text: str | None) -> int | None:
    """Return which of a phone's states this is (1…9999); a malformed one counts as none."""
    return int(text) if text and TURN.fullmatch(text) else None


def answer_of(sent: Sent, before: Answer | None = None) -> Answer:
    """Return the state after this POST; what was not sent stays as it was before."""
    state = before or Answer(None)
    grade, tags = state.grade, state.tags
    if sent.grade is not None:
        grade = None if sent.grade == NONE else int(sent.grade)
        # Tags belong to the grade they were chosen under: a new grade without tags has none.
        tags = state.tags if before and grade == before.grade else ()
    return Answer(
        grade,
        tags if sent.tags is None else sent.tags,
        state.comment if sent.comment is None else sent.comment,
        state.awareness if sent.awareness is None else sent.awareness,
        state.above if sent.above is None else sent.above,
    )
