"""What a resident may leave, and how long it is kept."""

import re
from datetime import date, timedelta

from feedback.pages import Refused
from feedback.words import _

LONGEST = 60
UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffd]")


def read_contact(typed: str, consent: bool) -> str:
    """Return what was typed as one line; raise Refused if it is none, too long, or given without consent."""
    text = " ".join(typed.split())
    if not text:
        raise Refused(_("请写下电话或别的联系方式；不想留，就不用管这一栏。"), "contact")
    if len(text) > LONGEST:
        raise Refused(_("联系方式最多写 60 个字，请写短一点。"), "contact")
    if UNWRITABLE.search(text):
        raise Refused(_("里面有无法保存的字符，请删去后再提交。"), "contact")
    if not consent:
        raise Refused(_("您还没有勾选同意，联系方式没有保存。同意的话请勾选，再点一次。"), "consent")
    return text


def over(given_on: date, ended_on: date | None, today: date, longest: int, after: int) -> bool:
    """Return whether a contact is to be deleted: `longest` days after it was given, `after` days after the matter ended."""
    if ended_on is not None and today >= ended_on + timedelta(days=after):
        return True
    return today >= given_on + timedelta(days=longest)
