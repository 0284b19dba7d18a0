"""The screens for paper forms and telephone answers: batches of a point, typing one in, holding it against the paper."""

import secrets
from datetime import date

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from feedback.accounts import BRANCH, COMMITTEE, person, record
from feedback.accounts import only as only_for
from feedback.brands import Point, point_for
from feedback.clock import local_day, now
from feedback.collecting import paper_actions as actions
from feedback.collecting.facts import body_of
from feedback.collecting.paper import LINES, SOURCES, Line, State, lines_of, wrong_in
from feedback.collecting.paper_models import PaperBatch
from feedback.collecting.rules import Source
from feedback.db import db
from feedback.pages import Refused

bp = Blueprint("paper", __name__)
STAFF = (*BRANCH, *COMMITTEE)


@bp.route("/points/<int:point_id>/paper", methods=["GET", "POST"])
@only_for(*STAFF)
def batches(point_id: int) -> ResponseReturnValue:
    """Show the batches of a point, the newest first; begin one."""
    point, wrong = point_for(person(), point_id, *STAFF), ""
    if request.method == "POST":
        try:
            batch = actions.begin(
                person(), point, _source(), _day(), request.form.get("form_key", "")[:40], now()
            )
            return redirect(url_for("paper.batch", point_id=point_id, batch_id=batch.id), code=303)
        except Refused as refusal:
            wrong = refusal.sentence
    newest = (
        select(PaperBatch).where(PaperBatch.point_id == point_id).order_by(PaperBatch.id.desc()).limit(50)
    )
    page = render_template(
        "collecting/paper.html",
        point=point,
        batches=list(db.session.scalars(newest)),
        wrong=wrong,
        day=request.form.get("day", local_day(now(), current_app.config["TIMEZONE"]).isoformat()),
        source=request.form.get("source", Source.PAPER.value),
        SOURCES=SOURCES,
        form_key=request.form.get("form_key") or secrets.token_urlsafe(18),
    )
    return page, 422 if wrong else 200


@bp.get("/points/<int:point_id>/paper/<int:batch_id>")
@only_for(*STAFF)
def batch(point_id: int, batch_id: int) -> ResponseReturnValue:
    """Show a batch: to be typed in by whoever began it, to be checked by anybody else."""
    found = _batch(point_id, batch_id)
    if any(form[2] for form in found.forms) and found.entered_by != person().id:
        # Words of residents are read here: the trail keeps who read them.
        record(
            person(),
            "collecting.paper_read",
            f"{found.point.brand.name} · {found.point.name}",
            batch=found.id,
        )
        db.session.commit()
    return _page(found, [Line(*form) for form in found.forms])


@bp.url_value_preprocessor
def _room_for_words(endpoint: str | None, _values: object) -> None:
    # 64 KB is a resident's limit; twenty comments of 500 characters are more.
    if endpoint == "paper.act":
        request.max_content_length = 512 * 1024


@bp.post("/points/<int:point_id>/paper/<int:batch_id>")
@only_for(*STAFF)
def act(point_id: int, batch_id: int) -> ResponseReturnValue:
    """Save, hand over, confirm, give back or drop a batch."""
    found = _batch(point_id, batch_id)
    typed, revision = lines_of(request.form.to_dict(flat=False)), request.form.get("revision", 0, type=int)
    wanted = request.form.get("do", "")
    try:
        said = _done(found, wanted, typed, revision)
    except Refused as refusal:
        fresh = _batch(point_id, batch_id)
        shown = typed if wanted in ("save", "hand_over") else [Line(*form) for form in fresh.forms]
        return _page(fresh, shown, refusal.sentence, revision), 422
    flash(said)
    if wanted == "save":
        return redirect(url_for("paper.batch", point_id=point_id, batch_id=batch_id), code=303)
    return redirect(url_for("paper.batches", point_id=point_id), code=303)


def _done(found: PaperBatch, wanted: str, typed: list[Line], revision: int) -> str:
    who, body = person(), body_of(found.version_id)
    if wanted in ("save", "hand_over"):
        if any(wrong_in(line, body) for line in typed):
            raise Refused("有几行需要改一下，改好再保存。您填的内容都还在。")
        actions.save(who, found, typed, revision, wanted == "hand_over", now())
        return "已经交给另一位同事或上级核对，核对以后才计入。" if wanted == "hand_over" else "已经保存。"
    if wanted == "confirm":
        return f"已核对，{actions.confirm(who, found, revision, now())} 条评价已经计入。"
    if wanted == "give_back":
        actions.give_back(who, found, revision, request.form.get("reason", "").strip(), now())
        return "已经退回给录入的人。"
    if wanted == "drop":
        actions.drop(who, found, revision, now())
        return "这一批已经作废。"
    return abort(404)


def _page(found: PaperBatch, typed: list[Line], wrong: str = "", revision: int | None = None) -> str:
    body = body_of(found.version_id)
    mine = found.entered_by == person().id
    writing = mine and found.state in (State.OPEN, State.RETURNED)
    lines = typed + [Line()] * (LINES - len(typed)) if writing else typed
    return render_template(
        "collecting/paper_batch.html",
        batch=found,
        point=found.point,
        body=body,
        lines=lines,
        faults=[wrong_in(line, body) for line in lines],
        wrong=wrong,
        writing=writing,
        checking=not mine and found.state == State.WAITING,
        revision=found.revision if revision is None else revision,
        reason=request.form.get("reason", ""),
    )


def _batch(point_id: int, batch_id: int) -> PaperBatch:
    point: Point = point_for(person(), point_id, *STAFF)
    found = db.session.get(PaperBatch, batch_id, populate_existing=True)
    return found if found and found.point_id == point.id else abort(404)


def _source() -> Source:
    return Source.PHONE if request.form.get("source") == Source.PHONE.value else Source.PAPER


def _day() -> date | None:
    try:
        return date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        return None
