"""GET /healthz: whether database and worker are alive, and what waits for a person."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from feedback import canary, wake
from feedback.accounts import public
from feedback.admission import counting
from feedback.clock import now
from feedback.collecting import Outbox, WorkerBeat
from feedback.db import db
from feedback.ledger import state as ledger_state

bp = Blueprint("health", __name__)

ALIVE = timedelta(seconds=30)


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Answer 200 when ratings are taken and worked off, else 503 and what is wrong."""
    try:
        state = _state()
    except SQLAlchemyError as error:
        return jsonify(ok=False, wrong=[f"database: {type(error).__name__}"]), 503
    return jsonify(state), 200 if state["ok"] else 503


def _state() -> dict[str, Any]:
    moment = now()
    beats = db.session.scalars(select(WorkerBeat.at)).all()
    # Both sides of now: after the clock was set back a live worker's last beat lies ahead.
    alive = sum(abs(moment - at) < ALIVE for at in beats)
    limits = counting()
    birds = canary.state(moment)
    waiting, set_aside = db.session.execute(
        select(func.count(), func.count(Outbox.set_aside_at)).where(Outbox.held_until.is_(None))
    ).one()
    return {
        "ok": alive > 0,
        # Ratings are taken all the same: a load balancer need not act on it, a person must.
        "degraded": bool(birds.wrong),
        "wrong": [
            *([] if alive else ["worker: none has been seen for 30 seconds"]),
            *filter(None, [birds.wrong]),
        ],
        "canary": asdict(birds),
        "database": db.engine.dialect.name,
        "workers": alive,
        "waiting": waiting - set_aside,
        "set_aside": set_aside,
        "redis": wake.state(),
        "limits": limits,
        # Ratings are taken as before, so it is no fault that a load balancer should act on.
        "notes": ["limits: Redis is away, each process counts by itself"]
        if current_app.config["REDIS_URL"] and limits == "process"
        else [],
        "ledger": ledger_state(moment),
    }
