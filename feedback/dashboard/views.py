"""What a branch sees of its brands, what the committee sees of all below it, and the comments."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback import scoring, sentiment
from feedback.accounts import (
    BRANCH,
    COMMITTEE,
    Organisation,
    Role,
    may_see,
    only,
    organisations_below,
    person,
)
from feedback.brands import Brand, brand_for, brands_of, open_points_in
from feedback.clock import local_day, now
from feedback.dashboard import actions, today
from feedback.dashboard.board import board
from feedback.dashboard.choices import Choice, choices, chosen
from feedback.dashboard.comments import found, latest
from feedback.dashboard.summary import summary
from feedback.dashboard.wanted import Wanted

bp = Blueprint("dashboard", __name__)
READERS = (*BRANCH, *COMMITTEE)
LATEST, QUOTED = 4, 3


@bp.get("/dashboard")
@only(*READERS)
def overview() -> ResponseReturnValue:
    """Show every brand one may see, in the order of the organisations; who has only one goes straight to it."""
    who, choice = person(), chosen(request.args, _today())
    brands = sorted(brands_of(who, *READERS), key=_place)
    if len(brands) == 1 and not who.roles & set(COMMITTEE):
        return redirect(url_for("dashboard.brand", brand_id=brands[0].id))
    rule, day = scoring.current_rule(), local_day(now(), current_app.config["TIMEZONE"])
    counted = scoring.settled_counts([b.id for b in brands], choice.period, _today(), day)
    return render_template(
        "dashboard/overview.html",
        choice=choice,
        choices=choices(_today()),
        groups=_by_parent(brands, organisations_below(who, *READERS)),
        scores={brand_id: scoring.mass_score(counts, rule) for brand_id, counts in counted.items()},
        shown=rule.shown,
        silent=_silent_below(brands),
    )


@bp.get("/dashboard/<int:brand_id>")
@only(*READERS)
def brand(brand_id: int) -> ResponseReturnValue:
    """Show everything about one brand in one period."""
    who, choice = person(), chosen(request.args, _today())
    this = brand_for(who, brand_id, *READERS)
    figures = board(this, choice, _digest_key(choice), _today())
    points, above = scoring.points_of(this), _sees_above(this)
    newest = latest(points, choice.period, above, figures.commented, LATEST)
    todo = today.items(who, this, _today())
    quoted = figures.said.sentences[:QUOTED] if figures.said else []
    actions.viewed(who, this, [*(s.rating_id for s in newest), *(i for i, _ in quoted)], **choice.address())
    return render_template(
        "dashboard/brand.html",
        brand=this,
        choices=choices(_today()),
        board=figures,
        sentences=summary(figures) if figures.shown else [],
        latest=newest,
        quoted=[sentence for _, sentence in quoted],
        most_heard=sentiment.MOST,
        todo=todo,
        has_charts=_has_charts(),
        many=bool(who.roles & set(COMMITTEE)) or len(brands_of(who, *READERS)) > 1,
    )


@bp.get("/dashboard/<int:brand_id>/comments")
@only(*READERS)
def comments(brand_id: int) -> ResponseReturnValue:
    """Show a brand's comments, thirty a page; that they were read is recorded."""
    who, choice = person(), chosen(request.args, _today())
    this = brand_for(who, brand_id, *READERS)
    points, page = scoring.points_of(this), min(max(request.args.get("page", 1, int), 1), 10_000)
    wanted = Wanted.read(request.args, choice.period, points)
    days = scoring.counts_by_day(points, choice.period.begin, choice.period.end)
    commented = {day: counts.comments for day, counts in days.items()}
    base, holding = _holding(this, points, wanted, choice)
    said, more = found(points, wanted, _sees_above(this), commented, page, holding)
    actions.viewed(
        who, this, [s.rating_id for s in said], **choice.address(), **wanted.asked(), page=str(page)
    )
    return render_template(
        "dashboard/comments.html",
        brand=this,
        choice=choice,
        wanted=wanted,
        said=said,
        holding=holding,
        fewest=scoring.PRIVATE_BELOW,
        newest=sentiment.MOST if base and base.begin > choice.period.begin else 0,
        sees_above=_sees_above(this),
        page=page,
        more=more,
        unmasks=may_see(who, this.organisation, Role.BRANCH_MANAGER, Role.COMMITTEE_MANAGER),
        themes=[(theme, theme) for theme in sentiment.lexicon()],
        points=[(point.id, point.name) for point in this.points],
    )


def _holding(
    this: Brand, points: Sequence[int], wanted: Wanted, choice: Choice
) -> tuple[sentiment.Base | None, list[int] | None]:
    """Return among which comments a word is looked for, and which ratings hold it; (None, None) without a word.

    A word of the period is looked for where it was counted, so that as many are found; any other in the newest.
    """
    if not wanted.word:
        return None, None
    key = _digest_key(choice)
    counted = sentiment.counted_in(this.id, key) if wanted.side and key else None
    base = counted or sentiment.base_of(points, choice.period.begin, choice.period.end)
    return base, sentiment.holding(points, base, wanted.word, wanted.side)


def _place(this: Brand) -> tuple[list[int], int]:
    """Return where a brand stands in the tree: "/1/12/" comes after "/1/2/", which its letters would not say."""
    return [int(step) for step in this.organisation.path.split("/") if step], this.id


def _by_parent(brands: list[Brand], known: list[Organisation]) -> list[tuple[str, list[Brand]]]:
    """Return the brands under the names of the organisations above theirs ("" where one may not see it)."""
    names = {o.id: o.name for o in known}
    return [
        (name, list(group))
        for name, group in groupby(brands, lambda b: names.get(b.organisation.parent_id or 0, ""))
    ]


def _silent_below(brands: Sequence[Brand]) -> list[scoring.Silent]:
    """Return the points of the brands one sits above that are scanned no more, whatever their branches answered."""
    return scoring.silent(open_points_in([this for this in brands if _sees_above(this)]), _today())


def _today() -> date:
    # Not today: what a page tells ends with the last day whose figures may be seen.
    return scoring.figures_until(now())


def _sees_above(this: Brand) -> bool:
    # What a resident kept from the branch is for whoever sits on the committee, of this brand, not of another.
    return may_see(person(), this.organisation, *COMMITTEE)


def _digest_key(choice: Choice) -> str | None:
    """Return the key under which the words of a period are kept; only for this month and the last twelve."""
    kept = {"month": "month", "months": "year"}.get(choice.key)
    return sentiment.spans(now())[kept].key if kept else None


def _has_charts() -> bool:
    # Without npm there is no chart library: the tables stand there, as they do without JavaScript.
    return (Path(current_app.root_path) / "static" / "vendor" / "echarts.common.min.js").exists()
