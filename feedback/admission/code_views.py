"""The staff's screens of one-time codes: the batches of a point, making one, its slips, voiding it."""

import csv
import io
from datetime import date, timedelta

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from feedback.accounts import BRANCH, COMMITTEE, Role, may_see, only, person
from feedback.admission import codes
from feedback.admission.code_actions import make_batch, unused, void_batch
from feedback.admission.code_models import CodeBatch
from feedback.admission.forms import BatchForm
from feedback.brands import Point, point_for, qr_svg_once
from feedback.clock import local_day, now
from feedback.db import db
from feedback.pages import Refused

bp = Blueprint("admission", __name__)

STAFF = (*BRANCH, *COMMITTEE)
MANAGERS = (Role.BRANCH_MANAGER, Role.COMMITTEE_MANAGER)
A_SHEET = 10


@bp.get("/points/<int:point_id>/codes")
@only(*STAFF)
def batches(point_id: int) -> ResponseReturnValue:
    """Show the batches of a point, the newest first."""
    point = point_for(person(), point_id, *STAFF)
    newest = select(CodeBatch).where(CodeBatch.point_id == point_id).order_by(CodeBatch.id.desc())
    found = list(db.session.scalars(newest))
    return render_template(
        "admission/batches.html",
        point=point,
        batches=[(b, _state(b), codes.used_in_words(b.size - unused(b))) for b in found],
        may_manage=may_see(person(), point.brand.organisation, *MANAGERS),
    )


@bp.get("/points/<int:point_id>/codes/new")
@only(*MANAGERS)
def new(point_id: int) -> ResponseReturnValue:
    """Ask what a batch is to be; `again` names one that did not come out of the printer."""
    point = point_for(person(), point_id, *MANAGERS)
    before = db.session.get(CodeBatch, request.args.get("again", 0, type=int))
    form = BatchForm(formdata=None, last_day=_today() + timedelta(days=30), count=50)
    if before and before.point_id == point_id:
        form = BatchForm(formdata=None, **{n: getattr(before, n) for n in ("name", "occasion", "last_day")})
        form.count.data = before.size
    return render_template("admission/new.html", form=form, point=point, rules=codes)


@bp.post("/points/<int:point_id>/codes/new")
@only(*MANAGERS)
def make(point_id: int) -> ResponseReturnValue:
    """Make a batch and show its slips, now and never again."""
    point = point_for(person(), point_id, *MANAGERS)
    form = BatchForm()
    if form.validate_on_submit():
        try:
            return _slips(*_made(point, form))
        except Refused as refusal:
            form.blame(refusal)
    return render_template("admission/new.html", form=form, point=point, rules=codes), 422


@bp.post("/points/<int:point_id>/codes/slips.csv")
@only(*MANAGERS)
def table(point_id: int) -> ResponseReturnValue:
    """Send the slips of a batch just made as a table for a letter."""
    point = point_for(person(), point_id, *MANAGERS)
    form = BatchForm()
    if not form.validate_on_submit():
        abort(404)
    try:
        batch, made, _ = _made(point, form)
    except Refused:
        abort(404)
    out = io.StringIO(newline="")
    rows = [(codes.spaced(code), address(code), batch.last_day.isoformat()) for code in made]
    csv.writer(out).writerows([("一次性码", "二维码里的网址", "最后一天"), *rows])
    answer = Response(out.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="codes-{batch.id}.csv"'
    return answer


@bp.post("/points/<int:point_id>/codes/<int:batch_id>/void")
@only(*MANAGERS)
def void(point_id: int, batch_id: int) -> ResponseReturnValue:
    """Void a batch; go on to making it anew if that was asked for."""
    point = point_for(person(), point_id, *MANAGERS)
    batch = db.session.get(CodeBatch, batch_id)
    if batch is None or batch.point_id != point.id:
        abort(404)
    void_batch(person(), batch, now())
    flash(f"“{batch.name}”已作废，没有用过的码不能再用。已经收到的评价不受影响。")
    if request.form.get("again"):
        return redirect(url_for("admission.new", point_id=point.id, again=batch.id), code=303)
    return redirect(url_for("admission.batches", point_id=point.id), code=303)


def _made(point: Point, form: BatchForm) -> tuple[CodeBatch, list[str], str]:
    seed = form.seed.data or ""
    return *make_batch(person(), point, form.wanted(), seed, _today(), now()), seed


def address(code: str) -> str:
    """Return what stands in the QR code of a slip. A fragment is never sent, so no access log holds the code."""
    return f"{current_app.config['PUBLIC_URL']}/c#{code}"


def _slips(batch: CodeBatch, made: list[str], seed: str) -> str:
    return render_template(
        "admission/slips.html",
        batch=batch,
        point=batch.point,
        seed=seed,
        sheets=codes.in_sheets(made, A_SHEET),
        spaced=codes.spaced,
        picture=lambda code: qr_svg_once(address(code)),
        typed_at=f"{current_app.config['PUBLIC_URL'].split('://')[1]}/c",
    )


def _state(batch: CodeBatch) -> codes.State:
    return codes.state_of(batch.voided_at is not None, batch.last_day, _today())


def _today() -> date:
    return local_day(now(), current_app.config["TIMEZONE"])
