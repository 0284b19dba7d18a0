"""Pages for everybody, in the residents' languages."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from feedback.accounts import public
from feedback.clock import local_day, now
from feedback.look import language
from feedback.publishing import queries
from feedback.publishing.rules import awareness, last_day, shown
from feedback.questionnaire import current_version, read
from feedback.scoring import (
    aside,
    counts_by_source,
    counts_by_standing,
    current_rule,
    last_months,
    mass_score,
    points_of,
    settled,
    ways,
)
from feedback.screening import COUNTED

bp = Blueprint("publishing", __name__)


@bp.get("/b")
@public
def brands() -> ResponseReturnValue:
    """List the brands that are rated, by unit, without any figure: a list of figures would be a ranking."""
    return render_template("publishing/brands.html", units=queries.open_brands(), lang=language())


@bp.get("/b/<code>")
@public
def brand(code: str) -> ResponseReturnValue:
    """Show what a brand stands for and what residents think of it."""
    found = queries.brand_with(code)
    if found is None or found.retired_at is not None:
        page = render_template("publishing/gone.html", brand=found, lang=language())
        return page, 410 if found else 404
    today = local_day(now(), current_app.config["TIMEZONE"])
    until, rule = last_day(today, current_app.config["DEMO"]), current_rule()
    period = settled([found.id], last_months(until), until, today)[found.id]
    points = points_of(found)
    by = counts_by_standing(points, period.begin, period.end)
    score = mass_score(by[COUNTED], rule)
    return render_template(
        "publishing/brand.html",
        brand=found,
        period=period,
        rule=rule,
        score=score if shown(score) else None,
        aside=aside(by, rule),
        ways=ways(counts_by_source(points, period.begin, period.end)),
        awareness=awareness(score.awareness),
        words={g.number: g.words for g in read(current_version(found.questionnaire_id).body).grades},
        lang=language(),
    )
