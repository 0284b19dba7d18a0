"""The staff's page of a shared screen: its address, its PIN, and ending it from the desk."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import BRANCH, Role, only, person
from feedback.brands import point_for, qr_svg
from feedback.clock import now
from feedback.collecting.kiosk_pin import Kiosk, read_pin, set_pin, stop
from feedback.db import db
from feedback.pages import Refused

bp = Blueprint("kiosk_staff", __name__)
STAFF = (*BRANCH, Role.COMMITTEE_MANAGER)


@bp.route("/points/<int:point_id>/kiosk", methods=["GET", "POST"])
@only(*STAFF)
def setup(point_id: int) -> ResponseReturnValue:
    """Show how a tablet becomes the screen of a point; set its PIN."""
    point = point_for(person(), point_id, *STAFF)
    wrong = ""
    if request.method == "POST":
        try:
            set_pin(person(), point, read_pin(request.form.get("pin", "")), now())
            flash("口令已经设置。正在运行的平板要重新输入口令。")
            return redirect(url_for("kiosk_staff.setup", point_id=point_id), code=303)
        except Refused as refusal:
            wrong = refusal.sentence
    address = f"{current_app.config['PUBLIC_URL']}/kiosk/{point.code}"
    page = render_template(
        "collecting/kiosk_setup.html",
        point=point,
        kiosk=db.session.get(Kiosk, point.id),
        address=address,
        code=qr_svg(address),
        wrong=wrong,
    )
    return page, 422 if wrong else 200


@bp.post("/points/<int:point_id>/kiosk/stop")
@only(*STAFF)
def end(point_id: int) -> ResponseReturnValue:
    """End the screen of a point on every tablet."""
    point = point_for(person(), point_id, *STAFF)
    stop(person(), point)
    flash("平板模式已经关闭，平板上不能再评价。")
    return redirect(url_for("kiosk_staff.setup", point_id=point_id), code=303)
