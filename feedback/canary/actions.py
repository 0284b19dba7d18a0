"""Sending a rating of our own through the residents' front door, and watching that it is counted."""

import logging
import secrets
from datetime import datetime

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from feedback.accounts import CANARY, Organisation
from feedback.brands import Brand, Channel, Point, new_code
from feedback.canary import queries
from feedback.canary.models import CanaryState
from feedback.canary.rules import GRADES, IN_TIME, due, still_for
from feedback.collecting import Sent, Source, receive
from feedback.db import db
from feedback.questionnaire import Questionnaire, current_version

log = logging.getLogger(__name__)

NAME = "计数自检"


def tick(now: datetime) -> None:
    """Look whether the last canary was counted, send the next one if it is due; off with CANARY_AN_HOUR=0."""
    an_hour = current_app.config["CANARY_AN_HOUR"]
    if not an_hour:
        return
    state = db.session.get(CanaryState, 1, populate_existing=True) or _make(now)
    if state is None:
        return
    _watch(state, now)
    if due(state.sent_at, now, an_hour) or not state.sent:
        # As often as one is sent, not every five seconds.
        if still := still_for(state.counted_at, now):
            log.error("the counters have stood still for %s", still)
        _send(state, now)
    db.session.rollback()


def _watch(state: CanaryState, now: datetime) -> None:
    found = queries.counted(state.point_id)
    if found <= state.counted:
        return
    took = max(0, int((now - state.sent_at).total_seconds()))
    if took > IN_TIME.total_seconds():
        log.warning("a canary reached the counters after %s seconds", took)
    seen = {"counted": found, "counted_at": max(now, state.sent_at), "seconds": took}
    db.session.execute(update(CanaryState).where(CanaryState.id == 1).values(**seen))
    db.session.commit()


def _send(state: CanaryState, now: datetime) -> None:
    # Of two workers one takes the turn: only for it does the number still stand.
    turn = (
        update(CanaryState)
        .where(CanaryState.id == 1, CanaryState.sent == state.sent)
        .values(sent=state.sent + 1, sent_at=now)
    )
    point = db.session.get_one(Point, state.point_id)
    version = current_version(point.brand.questionnaire_id).id
    if not db.session.execute(turn.returning(CanaryState.sent)).all():
        db.session.rollback()
        return
    db.session.commit()
    sent = Sent(grade=GRADES[state.sent % len(GRADES)])
    receive(point.id, point.code, version, sent, secrets.token_urlsafe(24), now, Source.CANARY)


def _make(now: datetime) -> CanaryState | None:
    """Make the hidden organisation, brand and point: outside everybody's tree, closed to every page."""
    questionnaire = db.session.scalar(select(Questionnaire.id).order_by(Questionnaire.id).limit(1))
    if questionnaire is None:
        return None
    organisation = Organisation(name=NAME, kind=CANARY, parent_id=None, path="")
    times = {"created_at": now, "changed_at": now, "retired_at": now}
    brand = Brand(
        code=new_code(),
        organisation=organisation,
        questionnaire_id=questionnaire,
        name=NAME,
        mark="检",
        **times,
    )
    point = Point(code=new_code(), brand=brand, name=NAME, channel=Channel.COUNTER.value, **times)
    try:
        db.session.add_all([organisation, brand, point])
        db.session.flush()
        organisation.path = f"/{organisation.id}/"
        made = CanaryState(id=1, point_id=point.id, sent=0, sent_at=now, counted=0, counted_at=now)
        db.session.add(made)
        db.session.commit()
    except IntegrityError:
        # Another worker was first; or somebody has a brand of this name, and there is no canary.
        db.session.rollback()
        return None
    return made
