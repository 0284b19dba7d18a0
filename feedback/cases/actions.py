"""Answering a case, reading one, and the resident's one rating of what was answered."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from feedback.accounts import Organisation, Person, record
from feedback.cases.models import Reply
from feedback.cases.queries import Waiting, answers_of, followed_up
from feedback.cases.rules import ANSWER_MAX
from feedback.collecting import Rating, last_state
from feedback.db import db
from feedback.ledger import FOLLOW_UP, record_act
from feedback.pages import Refused
from feedback.words import _


def reply(by: Person, organisation: Organisation, case: Waiting, text: str, now: datetime) -> None:
    """Answer a case on behalf of an organisation; raise Refused for an answer that is empty, too long, or sent twice."""
    text = text.strip()
    if not text:
        raise Refused("请写上答复。", "text")
    if len(text) > ANSWER_MAX:
        raise Refused(f"答复最多 {ANSWER_MAX} 个字，现在是 {len(text)} 个。", "text")
    if any(answer.text == text for answer in answers_of(case.rating_id)):
        raise Refused("这条答复已经送出过了。", "text")
    record(by, "cases.reply", case.brand.name, case=case.code, text=text)
    db.session.execute(
        insert(Reply).values(
            case_id=case.id, organisation_id=organisation.id, person_id=by.id, text=text, replied_at=now
        )
    )
    db.session.commit()


def viewed(who: Person, cases: Sequence[Waiting]) -> None:
    """Record that somebody was shown what these residents wrote; nothing, if there were none."""
    if cases:
        record(who, "cases.view", "差评", ratings=[case.rating_id for case in cases])
        db.session.commit()


def follow_up(rating: Rating, grade: str, code: str, now: datetime) -> None:
    """Keep the one rating a resident gives to what was answered ("5"…"1"), as an act that only the code can make.

    Raise Refused without an answer, for a second one, and for what is no grade.
    """
    kind = FOLLOW_UP.get(int(grade)) if grade in ("5", "4", "3", "2", "1") else None
    if kind is None:
        raise Refused(_("请选一个满意程度。"))
    if not answers_of(rating.id):
        raise Refused(_("还没有答复，收到答复以后再来评价。"))
    if followed_up(rating.id) is not None:
        raise Refused(_("您已经评价过这次答复了。"))
    try:
        record_act(rating, last_state(rating).id, kind, code, now)
        db.session.commit()
    except Refused:
        db.session.rollback()
        raise
    except IntegrityError:
        # Two windows at once: the other one was first.
        db.session.rollback()
        raise Refused(_("您已经评价过这次答复了。")) from None
