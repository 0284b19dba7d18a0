"""Reviews as the committee decides them, and as the branch concerned sees them."""

from datetime import date

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import BRANCH, COMMITTEE, Role, may_see, only, person
from feedback.brands import brand_for
from feedback.clock import local_day, now
from feedback.pages import Refused
from feedback.screening import review_actions, review_queries
from feedback.screening.evidence import FEWEST, evidence
from feedback.screening.forms import StepForm
from feedback.screening.review_queries import Review
from feedback.screening.review_rules import OF_THE_BRANCH, Step, steps_for
from feedback.screening.review_words import STAGES, STEPS, clock, gap, month, sentences

bp = Blueprint("screening", __name__)
for shown in (clock, gap, month):
    bp.add_app_template_filter(shown)


@bp.get("/reviews")
@only(*COMMITTEE)
def reviews() -> ResponseReturnValue:
    """List every review somebody may judge, what waits first."""
    found, today = review_queries.reviews_for(person()), _today()
    return render_template(
        "screening/reviews.html",
        waiting=[review for review in found if review.due_on],
        decided=[review for review in found if not review.due_on],
        today=today,
        STAGES=STAGES,
    )


@bp.get("/reviews/<int:flag_id>")
@only(*COMMITTEE)
def reviews_one(flag_id: int) -> ResponseReturnValue:
    """Show the evidence of a flag and what was done about it; that the comments were seen is recorded."""
    review = review_queries.review_for(person(), flag_id)
    return _page(review, _form(review, of_the_branch=False))


@bp.post("/reviews/<int:flag_id>")
@only(*COMMITTEE)
def reviews_step(flag_id: int) -> ResponseReturnValue:
    """Take a step of a review."""
    review = review_queries.review_for(person(), flag_id)
    form = _form(review, of_the_branch=False)
    if _taken(review, form, of_the_branch=False):
        return redirect(url_for("screening.reviews_one", flag_id=flag_id), code=303)
    return _page(review_queries.review_for(person(), flag_id), form)


def _page(review: Review, form: StepForm) -> ResponseReturnValue:
    found = evidence(review.flag)
    names = review_queries.names_of(review.rows)
    if found.commented:
        review_actions.viewed(person(), review, list(found.commented))
    steps = _steps(review, of_the_branch=False)
    form.offer(steps)
    page = render_template(
        "screening/reviews_one.html",
        review=review,
        evidence=found,
        said=sentences(review.flag, found.points),
        steps=steps,
        form=form,
        names=names,
        today=_today(),
        fewest=FEWEST,
        STAGES=STAGES,
        STEPS=STEPS,
    )
    return page, form.status


@bp.get("/brands/<int:brand_id>/reviews")
@only(*BRANCH)
def own(brand_id: int) -> ResponseReturnValue:
    """Show a branch that reviews are open, how they ended and why: never which ratings."""
    this = brand_for(person(), brand_id, *BRANCH)
    return render_template(
        "screening/own.html",
        brand=this,
        reviews=[(review, _steps(review, of_the_branch=True)) for review in review_queries.reviews_of(this)],
        speaks=may_see(person(), this.organisation, Role.BRANCH_MANAGER),
        today=_today(),
        STAGES=STAGES,
        STEPS=STEPS,
    )


@bp.route("/reviews/<int:flag_id>/word", methods=["GET", "POST"])
@only(Role.BRANCH_MANAGER)
def own_word(flag_id: int) -> ResponseReturnValue:
    """Let the branch concerned write its statement, or appeal."""
    review = review_queries.own_review_for(person(), flag_id, Role.BRANCH_MANAGER)
    form = _form(review, of_the_branch=True)
    if _taken(review, form, of_the_branch=True):
        flash("已经送到考核组。")
        return redirect(url_for("screening.own", brand_id=review.flag.brand_id), code=303)
    steps = _steps(review, of_the_branch=True)
    form.offer(steps)
    page = render_template("screening/own_word.html", review=review, steps=steps, form=form, STEPS=STEPS)
    return page, form.status


def _steps(review: Review, of_the_branch: bool) -> list[Step]:
    can_exclude = bool(review_queries.ratings_in(review.flag.id))
    return steps_for(review.acts, person().id, _today(), of_the_branch, can_exclude)


def _form(review: Review, of_the_branch: bool) -> StepForm:
    form = StepForm.asking(_steps(review, of_the_branch), len(review.rows))
    if of_the_branch:
        form.reason.label.text = "请考核组知道的情况"
    return form


def _taken(review: Review, form: StepForm, of_the_branch: bool) -> bool:
    """Take the step that a valid form asks for; return whether it was taken."""
    if not form.validate_on_submit():
        return False
    step = Step(form.step.data)
    if (step in OF_THE_BRANCH) != of_the_branch:
        abort(404)
    try:
        review_actions.take(person(), review, step, form.reason.data or "", int(form.seen.data or 0), now())
    except Refused as refusal:
        form.blame(refusal)
        return False
    return True


def _today() -> date:
    return local_day(now(), current_app.config["TIMEZONE"])
