"""One point: what is said of it, its code to take away, closing and opening it; points from a file."""

from io import BytesIO

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from feedback.accounts import BRANCH, Role, may_see, only, person
from feedback.brands import points, qr, queries, sheet
from feedback.brands.forms import ImportForm, PointForm
from feedback.brands.models import Brand
from feedback.brands.queries import address_of, brand_for, point_for
from feedback.brands.sheet import Sheet
from feedback.brands.views import MANAGERS, STAFF, bp
from feedback.pages import Refused

KINDS = {"svg": "image/svg+xml", "png": "image/png"}


@bp.get("/points/<int:point_id>")
@only(*STAFF)
def point(point_id: int) -> ResponseReturnValue:
    """Show one point and its code."""
    found = point_for(person(), point_id, *STAFF)
    address = address_of(found)
    may_manage = may_see(person(), found.brand.organisation, *MANAGERS)
    return render_template(
        "brands/point.html",
        point=found,
        address=address,
        code=qr.svg(address),
        may_manage=may_manage,
        runs_it=may_see(person(), found.brand.organisation, *BRANCH, Role.COMMITTEE_MANAGER),
    )


@bp.get("/points/<int:point_id>/qr.<kind>")
@only(*STAFF)
def point_qr(point_id: int, kind: str) -> ResponseReturnValue:
    """Send the code of a point as a file for whoever makes a sign of it."""
    found = point_for(person(), point_id, *STAFF)
    if kind not in KINDS:
        abort(404)
    address = address_of(found)
    raw = qr.png(address) if kind == "png" else qr.svg_file(address)
    return _file(raw, KINDS[kind], f"{found.brand.name}-{found.name}-二维码.{kind}")


@bp.route("/brands/<int:brand_id>/points/new", methods=["GET", "POST"])
@only(*MANAGERS)
def point_new(brand_id: int) -> ResponseReturnValue:
    """Open a point of a brand."""
    brand = brand_for(person(), brand_id, *MANAGERS)
    form = PointForm.of(brand)
    if form.validate_on_submit():
        try:
            added = points.add_point(person(), brand, form.words())
            flash(f"评价点“{added.name}”已添加，可以下载二维码或打印海报。")
            return redirect(url_for("brands.point", point_id=added.id), code=303)
        except Refused as refusal:
            form.blame(refusal)
    return render_template(
        "brands/point_new.html", form=form, brand=brand
    ), 422 if form.is_submitted() else 200


@bp.route("/points/<int:point_id>/edit", methods=["GET", "POST"])
@only(*MANAGERS)
def point_edit(point_id: int) -> ResponseReturnValue:
    """Change what is said of a point."""
    found = point_for(person(), point_id, *MANAGERS)
    form = PointForm.of(found.brand, found)
    if form.validate_on_submit():
        try:
            points.edit_point(person(), found, form.words())
            flash("评价点已保存。名称或地点有变化时，请重新打印海报。")
            return redirect(url_for("brands.point", point_id=point_id), code=303)
        except Refused as refusal:
            form.blame(refusal)
    return render_template(
        "brands/point_edit.html", form=form, point=found
    ), 422 if form.is_submitted() else 200


@bp.route("/points/<int:point_id>/retire", methods=["GET", "POST"])
@only(*MANAGERS)
def point_retire(point_id: int) -> ResponseReturnValue:
    """Say what closing a point means; then close it."""
    found = point_for(person(), point_id, *MANAGERS)
    if request.method == "POST":
        points.retire_point(person(), found)
        flash(f"评价点“{found.name}”已停用，请把现场的二维码取下来。")
        return redirect(url_for("brands.point", point_id=point_id), code=303)
    return render_template("brands/point_retire.html", point=found)


@bp.post("/points/<int:point_id>/reopen")
@only(*MANAGERS)
def point_reopen(point_id: int) -> ResponseReturnValue:
    """Open a closed point again."""
    found = point_for(person(), point_id, *MANAGERS)
    try:
        points.reopen_point(person(), found)
        flash(f"评价点“{found.name}”已恢复。")
    except Refused as refusal:
        flash(refusal.sentence, "problem")
    return redirect(url_for("brands.point", point_id=point_id), code=303)


@bp.get("/brands/<int:brand_id>/points/template.csv")
@only(*MANAGERS)
def point_template(brand_id: int) -> ResponseReturnValue:
    """Send a file to fill in."""
    brand = brand_for(person(), brand_id, *MANAGERS)
    return _file(sheet.template(), "text/csv", f"{brand.name}-评价点模板.csv")


@bp.url_value_preprocessor
def _room_for_a_file(endpoint: str | None, _values: object) -> None:
    # 64 KB is a resident's limit. Set here and not in the view: the CSRF check reads the body before it.
    if endpoint == "brands.point_import":
        request.max_content_length = 2 * sheet.BYTES_MAX


@bp.route("/brands/<int:brand_id>/points/import", methods=["GET", "POST"])
@only(*MANAGERS)
def point_import(brand_id: int) -> ResponseReturnValue:
    """Open all points of a file, or none and say line by line why not."""
    brand = brand_for(person(), brand_id, *MANAGERS)
    form, read = ImportForm(), Sheet()
    if form.validate_on_submit():
        try:
            read = _read(brand, form.file.data)
            if not read.faults:
                count = points.import_points(person(), brand, read.points)
                flash(f"已导入 {count} 个评价点。")
                return redirect(url_for("brands.brand", brand_id=brand_id), code=303)
        except Refused as refusal:
            form.blame(refusal)
    return (
        render_template("brands/point_import.html", form=form, brand=brand, sheet=read, rules=sheet),
        422 if form.is_submitted() else 200,
    )


def _read(brand: Brand, upload: FileStorage) -> Sheet:
    taken = {p.name for p in queries.points_of(brand) if p.retired_at is None}
    # One byte more than may be: enough to see that it is too much.
    return sheet.read_sheet(upload.read(sheet.BYTES_MAX + 1), {s.name: s.id for s in brand.services}, taken)


def _file(raw: bytes, kind: str, name: str) -> ResponseReturnValue:
    safe = "".join("_" if c in '\\/:*?"<>|' else c for c in name)
    answer = send_file(BytesIO(raw), mimetype=kind, as_attachment=True, download_name=safe)
    answer.headers["Cache-Control"] = "no-store"
    return answer
