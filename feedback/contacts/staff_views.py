"""Reading how to reach a resident: with a reason, once, and never without a trace."""

from datetime import date

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import COMMITTEE, may_see, only, person
from feedback.brands import Brand, brand_for
from feedback.clock import local_day, now
from feedback.contacts import actions, queries
from feedback.contacts.forms import WhyForm
from feedback.contacts.queries import Kept, Wish
from feedback.contacts.today import READERS
from feedback.masking import masked
from feedback.pages import Refused

bp = Blueprint("contacts", __name__)


@bp.get("/contacts/<int:brand_id>")
@only(*READERS)
def contacts(brand_id: int) -> ResponseReturnValue:
    """List who wishes to be reached, without how."""
    brand = brand_for(person(), brand_id, *READERS)
    return render_template(
        "contacts/contacts.html",
        brand=brand,
        wishes=queries.wishes(brand, _sees_above(brand)),
        days=current_app.config["CONTACT_DAYS"],
        days_after=current_app.config["CONTACT_DAYS_AFTER"],
    )


@bp.route("/contacts/<int:brand_id>/<day>/<mark>", methods=["GET", "POST"])
@only(*READERS)
def contact(brand_id: int, day: str, mark: str) -> ResponseReturnValue:
    """Ask for a reason; show in the answer to it how to reach the resident, and keep who asked and why."""
    brand = brand_for(person(), brand_id, *READERS)
    wish = _found(brand, day, mark)
    form, kept, words = WhyForm(), None, ""
    if form.validate_on_submit():
        try:
            kept = actions.read(person(), brand, wish, form.reason.data or "")
            words = masked(queries.words_of(wish.rating_id))
        except Refused as refusal:
            form.blame(refusal)
    return _shown(brand, wish, form, kept, words), 200 if kept else form.status


@bp.post("/contacts/<int:brand_id>/<day>/<mark>/end")
@only(*READERS)
def contact_end(brand_id: int, day: str, mark: str) -> ResponseReturnValue:
    """Note that the matter is ended."""
    brand = brand_for(person(), brand_id, *READERS)
    actions.end(person(), brand, _found(brand, day, mark), local_day(now(), current_app.config["TIMEZONE"]))
    flash("已经记下办结，联系方式到期自动删除。")
    return redirect(url_for("contacts.contacts", brand_id=brand.id), code=303)


def _shown(brand: Brand, wish: Wish, form: WhyForm, kept: Kept | None, words: str) -> str:
    return render_template("contacts/contact.html", brand=brand, wish=wish, form=form, kept=kept, words=words)


def _found(brand: Brand, day: str, mark: str) -> Wish:
    try:
        when = date.fromisoformat(day)
    except ValueError:
        abort(404)
    return queries.wish_for(brand, when, mark, _sees_above(brand)) or abort(404)


def _sees_above(brand: Brand) -> bool:
    return may_see(person(), brand.organisation, *COMMITTEE)
