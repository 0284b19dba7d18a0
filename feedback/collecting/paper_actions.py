"""Typing a batch in, handing it over, and the second person's yes or no. Only the yes makes ratings."""

import secrets
from collections.abc import Sequence
from dataclasses import astuple
from datetime import date, datetime, time

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from feedback.accounts import Person, record
from feedback.brands import Point
from feedback.clock import local_day, zone
from feedback.collecting.bulk import Taken, keep_many
from feedback.collecting.paper import Line, State, answer, wrong_day
from feedback.collecting.paper_models import PaperBatch
from feedback.collecting.rules import Source
from feedback.db import db
from feedback.pages import Refused
from feedback.questionnaire import current_version

STALE = "这一批刚刚在别处改过或办过了，请重新打开再看。"


def begin(
    who: Person, point: Point, source: Source, day: date | None, form_key: str, now: datetime
) -> PaperBatch:
    """Open an empty batch; the same form sent twice opens one. Raise Refused for a day that cannot be."""
    _takes(point)
    timezone = current_app.config["TIMEZONE"]
    if sentence := wrong_day(day, local_day(now, timezone), local_day(point.created_at, timezone)):
        raise Refused(sentence, "day")
    assert day is not None
    batch = PaperBatch(
        point=point,
        version_id=current_version(point.brand.questionnaire_id).id,
        form_key=form_key,
        source=source.value,
        day=day,
        forms=[],
        size=0,
        state=State.OPEN.value,
        revision=1,
        author=who,
        entered_at=now,
        reason="",
    )
    db.session.add(batch)
    try:
        db.session.flush()
        record(who, "collecting.paper_begun", _subject(batch), day=day.isoformat())
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        mine = (PaperBatch.form_key == form_key, PaperBatch.entered_by == who.id)
        return db.session.scalars(select(PaperBatch).where(*mine)).one()
    return batch


def save(
    who: Person, batch: PaperBatch, lines: Sequence[Line], revision: int, hand_over: bool, now: datetime
) -> None:
    """Keep what was typed, and hand it to a second person if asked to; `lines` without faults."""
    if batch.entered_by != who.id:
        raise Refused("只有录入的人能改这一批。")
    filled = [line for line in lines if not line.blank]
    if hand_over and not filled:
        raise Refused("还没有录入任何一张。")
    state = State.WAITING if hand_over else State.OPEN
    values = {"forms": [list(astuple(line)) for line in filled], "size": len(filled), "entered_at": now}
    _move(batch, (State.OPEN, State.RETURNED), revision, state=state.value, **values)
    if hand_over:
        record(who, "collecting.paper_handed_over", _subject(batch), count=len(filled))
    db.session.commit()


def confirm(who: Person, batch: PaperBatch, revision: int, now: datetime) -> int:
    """Make a batch's forms ratings, by somebody who did not type them in; return how many there are."""
    _second(who, batch)
    _takes(batch.point)
    zoned = zone(current_app.config["TIMEZONE"])
    noon = datetime.combine(batch.day, time(12), zoned)
    at = min(noon, now)
    forms = [Line(*form) for form in batch.forms]
    code, source = batch.point.code, Source(batch.source)
    taken = [
        Taken(batch.point_id, code, batch.version_id, secrets.token_urlsafe(18), answer(form), at, source)
        for form in forms
    ]
    values = {"forms": [], "decided_by": who.id, "decided_at": now}
    _move(batch, (State.WAITING,), revision, state=State.CONFIRMED.value, **values)
    keep_many(taken)
    record(who, "collecting.paper_confirmed", _subject(batch), count=len(taken), author=batch.author.name)
    db.session.commit()
    return len(taken)


def give_back(who: Person, batch: PaperBatch, revision: int, reason: str, now: datetime) -> None:
    """Give a batch back to whoever typed it in, with a reason."""
    _second(who, batch)
    if not 2 <= len(reason) <= 200:
        raise Refused("请用 2 到 200 个字写明退回的原因。", "reason")
    values = {"reason": reason, "decided_by": who.id, "decided_at": now}
    _move(batch, (State.WAITING,), revision, state=State.RETURNED.value, **values)
    record(who, "collecting.paper_returned", _subject(batch), reason=reason)
    db.session.commit()


def drop(who: Person, batch: PaperBatch, revision: int, now: datetime) -> None:
    """Throw a batch away that is no rating yet; only whoever typed it in."""
    if batch.entered_by != who.id:
        raise Refused("只有录入的人能作废这一批。")
    values = {"forms": [], "decided_by": who.id, "decided_at": now}
    _move(batch, (State.OPEN, State.RETURNED), revision, state=State.DROPPED.value, **values)
    record(who, "collecting.paper_dropped", _subject(batch))
    db.session.commit()


def _move(batch: PaperBatch, from_: Sequence[State], revision: int, **values: object) -> None:
    # Race condition: two people confirm at once. The UPDATE finds the row once; the other one makes no ratings.
    here = (PaperBatch.id == batch.id, PaperBatch.revision == revision, PaperBatch.state.in_([*from_]))
    moved = update(PaperBatch).where(*here).values(revision=revision + 1, **values)
    if not db.session.execute(moved.returning(PaperBatch.id)).all():
        db.session.rollback()
        raise Refused(STALE)
    db.session.expire(batch)


def _second(who: Person, batch: PaperBatch) -> None:
    if batch.entered_by == who.id:
        raise Refused("录入的人不能核对自己的这一批，请另一位同事或上级来核对。")


def _takes(point: Point) -> None:
    if point.retired_at or point.brand.retired_at:
        raise Refused("这个评价点已经停用，不能再录入评价。")


def _subject(batch: PaperBatch) -> str:
    return f"{batch.point.brand.name} · {batch.point.name}（{batch.source_name}第 {batch.id} 批）"
