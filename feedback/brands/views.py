"""The brands one may see, and what is done to one of them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import (
    BRANCH,
    COMMITTEE,
    Kind,
    Organisation,
    Role,
    may_see,
    only,
    organisations_below,
    person,
)
from feedback.brands import actions, queries
from feedback.brands.forms import BrandForm, MoveForm, NewBrandForm
from feedback.brands.queries import brand_for
from feedback.pages import Refused

bp = Blueprint("brands", __name__)

STAFF = (*BRANCH, *COMMITTEE)
MANAGERS = (Role.BRANCH_MANAGER, Role.COMMITTEE_MANAGER)
A_PAGE = 30


@bp.get("/brands")
@only(*STAFF)
def brands() -> ResponseReturnValue:
    """Show the brands at or below one's own organisations, page by page, with their points."""
    sought = request.args.get("q", "").strip()[:40]
    found = queries.brands_of(person(), *STAFF)
    found = [b for b in found if sought in b.name or sought in b.organisation.name]
    # What is retired comes last: nothing is to be done with it.
    found.sort(key=lambda b: b.retired_at is not None)
    last = max(1, -(-len(found) // A_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), last)
    shown = found[(page - 1) * A_PAGE : page * A_PAGE]
    return render_template(
        "brands/brands.html",
        brands=shown,
        count=len(found),
        names=queries.open_point_names(shown),
        page=page,
        last=last,
        sought=sought,
        may_add=Role.COMMITTEE_MANAGER in person().roles,
    )


@bp.get("/brands/<int:brand_id>")
@only(*STAFF)
def brand(brand_id: int) -> ResponseReturnValue:
    """Show one brand and its points."""
    found = brand_for(person(), brand_id, *STAFF)
    return render_template(
        "brands/brand.html",
        brand=found,
        points=queries.points_of(found),
        may_manage=may_see(person(), found.organisation, *MANAGERS),
        may_decide=may_see(person(), found.organisation, Role.COMMITTEE_MANAGER),
    )


@bp.route("/brands/new", methods=["GET", "POST"])
@only(Role.COMMITTEE_MANAGER)
def new() -> ResponseReturnValue:
    """Add a brand to a branch of one's own."""
    form = NewBrandForm.of(None)
    branches = _branches()
    form.organisation.choices = [(o.id, o.name) for o in branches]
    if form.validate_on_submit():
        branch = next(o for o in branches if o.id == form.organisation.data)
        try:
            added = actions.add_brand(person(), branch, form.words(), form.typed_services())
            flash(f"品牌“{added.name}”建好了，接着添加评价点，就能打印二维码。")
            return redirect(url_for("brands.brand", brand_id=added.id), code=303)
        except Refused as refusal:
            form.blame(refusal)
    return render_template("brands/new.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/brands/<int:brand_id>/edit", methods=["GET", "POST"])
@only(*MANAGERS)
def edit(brand_id: int) -> ResponseReturnValue:
    """Change what is said of a brand."""
    brand = brand_for(person(), brand_id, *MANAGERS)
    form = BrandForm.of(brand)
    if form.validate_on_submit():
        try:
            actions.edit_brand(person(), brand, form.words(), form.typed_services())
            flash("品牌资料已保存。")
            return redirect(url_for("brands.brand", brand_id=brand_id), code=303)
        except Refused as refusal:
            form.blame(refusal)
    return render_template("brands/edit.html", form=form, brand=brand), 422 if form.is_submitted() else 200


@bp.route("/brands/<int:brand_id>/retire", methods=["GET", "POST"])
@only(Role.COMMITTEE_MANAGER)
def retire(brand_id: int) -> ResponseReturnValue:
    """Say what closing a brand means; then close it."""
    brand = brand_for(person(), brand_id, Role.COMMITTEE_MANAGER)
    if request.method == "POST":
        actions.retire_brand(person(), brand)
        flash(f"品牌“{brand.name}”已停用。")
        return redirect(url_for("brands.brand", brand_id=brand_id), code=303)
    return render_template("brands/retire.html", brand=brand, open=queries.open_points_of(brand))


@bp.post("/brands/<int:brand_id>/reopen")
@only(Role.COMMITTEE_MANAGER)
def reopen(brand_id: int) -> ResponseReturnValue:
    """Open a closed brand again."""
    brand = brand_for(person(), brand_id, Role.COMMITTEE_MANAGER)
    actions.reopen_brand(person(), brand)
    flash(f"品牌“{brand.name}”已恢复。")
    return redirect(url_for("brands.brand", brand_id=brand_id), code=303)


@bp.route("/brands/<int:brand_id>/move", methods=["GET", "POST"])
@only(Role.COMMITTEE_MANAGER)
def move(brand_id: int) -> ResponseReturnValue:
    """Give a brand to another branch of one's own."""
    brand = brand_for(person(), brand_id, Role.COMMITTEE_MANAGER)
    branches = [o for o in _branches() if o.id != brand.organisation_id]
    form = MoveForm()
    form.organisation.choices = [(o.id, o.name) for o in branches]
    if form.validate_on_submit():
        branch = next(o for o in branches if o.id == form.organisation.data)
        actions.move_brand(person(), brand, branch)
        flash(f"品牌“{brand.name}”已移交给{branch.name}。")
        return redirect(url_for("brands.brand", brand_id=brand_id), code=303)
    return render_template("brands/move.html", form=form, brand=brand), 422 if form.is_submitted() else 200


def _branches() -> list[Organisation]:
    """Return the branches whose brands this person decides on; only a branch owns brands."""
    return [o for o in organisations_below(person(), Role.COMMITTEE_MANAGER) if o.kind == Kind.BRANCH]
