"""The screen 内部设备, and what a device sees that is being registered."""

from flask import (
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from feedback.accounts import Organisation, Role, only, organisations_below, person, public
from feedback.admission import device as marks
from feedback.admission import staff
from feedback.admission.code_views import bp
from feedback.admission.forms import DeviceForm
from feedback.admission.staff_rules import STATES, VALID, state
from feedback.brands import qr_svg_once
from feedback.clock import now
from feedback.pages import Refused

__all__ = ["bp"]


@bp.route("/devices", methods=["GET", "POST"])
@only(Role.COMMITTEE_MANAGER)
def devices() -> ResponseReturnValue:
    """List the registered devices; invite another one and show its link once."""
    form = DeviceForm()
    if form.validate_on_submit():
        try:
            invited, code = staff.invite(person(), _committee(), form.name.data or "", now())
            return _link_page(invited.name, code)
        except Refused as refusal:
            form.blame(refusal)
    known = [(d, state(d.invited_at, d.enrolled_at, d.revoked_at, now())) for d in staff.devices_of(person())]
    page = render_template("admission/devices.html", form=form, devices=known, STATES=STATES)
    return page, 422 if form.is_submitted() else 200


@bp.post("/devices/<int:device_id>/revoke")
@only(Role.COMMITTEE_MANAGER)
def devices_revoke(device_id: int) -> ResponseReturnValue:
    """Take a device off the list of internal ones."""
    found = next((d for d in staff.devices_of(person()) if d.id == device_id), None) or abort(404)
    staff.revoke(person(), found, now())
    flash(f"“{found.name}”已经撤销登记，它以后的评价照常计分。")
    return redirect(url_for("admission.devices"), code=303)


@bp.get("/device/<token>")
@public
def enrol(token: str) -> ResponseReturnValue:
    """Ask on the device itself whether it is to be registered."""
    found = staff.invited(token, now())
    return render_template("admission/enrol.html", device=found, done=False), 200 if found else 410


@bp.post("/device/<token>")
@public
def enrol_now(token: str) -> ResponseReturnValue:
    """Register the device that sends this."""
    found = staff.enrol(token, now())
    answer = make_response(
        render_template("admission/enrol.html", device=found, done=True), 200 if found else 410
    )
    return _remembered(answer, staff.cookie_of(found)) if found else answer


def _remembered(answer: Response, cookie: str) -> Response:
    answer.set_cookie(
        staff.COOKIE,
        cookie,
        max_age=marks.LIFE,
        path="/r",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["PUBLIC_URL"].startswith("https://"),
    )
    return answer


def _link_page(name: str, code: str) -> str:
    # Not after a redirect: the link would have to wait somewhere, a cookie or a table.
    address = current_app.config["PUBLIC_URL"] + url_for("admission.enrol", token=code)
    return render_template(
        "admission/invited.html",
        name=name,
        address=address,
        picture=qr_svg_once(address),
        minutes=VALID.total_seconds() // 60,
    )


def _committee() -> Organisation:
    """Return the topmost organisation whose committee somebody manages."""
    mine = organisations_below(person(), Role.COMMITTEE_MANAGER)
    return min(mine, key=lambda o: (o.path.count("/"), o.id))
