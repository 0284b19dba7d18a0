"""The document of a cycle: the frozen one if it is confirmed, else one made anew from the tables."""

import json
from decimal import Decimal

from sqlalchemy import select

from feedback import scoring
from feedback.accounts import Person
from feedback.assessment import document, queries
from feedback.assessment.cycle import State
from feedback.assessment.decimals import half_up, plain
from feedback.assessment.document import Case, Content
from feedback.assessment.indicators.kind import Facts, Given, ScoreRule
from feedback.assessment.models import Confirmation, Cycle
from feedback.assessment.steady import steady
from feedback.clock import now
from feedback.db import db


def versions_of(cycle: Cycle) -> list[Confirmation]:
    """Return the confirmed versions of a cycle's result, newest first."""
    return list(
        db.session.scalars(
            select(Confirmation).where(Confirmation.cycle_id == cycle.id).order_by(Confirmation.number.desc())
        )
    )


def every_version() -> list[Confirmation]:
    """Return every confirmed version of every cycle, oldest first."""
    return list(db.session.scalars(select(Confirmation).order_by(Confirmation.cycle_id, Confirmation.number)))


def shown(cycle: Cycle, number: int | None = None) -> tuple[Content, Confirmation | None]:
    """Return the document to show: of a confirmed cycle the frozen one (the newest unless a number is named).

    Nothing but the frozen text is read then; raise LookupError for a number there is none of.
    """
    if cycle.state != State.CONFIRMED:
        return live(cycle), None
    for version in versions_of(cycle):
        if number in (None, version.number):
            return json.loads(version.document), version
    raise LookupError(number)


def live(cycle: Cycle, seal: Content | None = None) -> Content:
    """Return the document that follows from the tables as they stand now."""
    rule = scoring.current_rule()
    head = {
        "id": cycle.id,
        "name": cycle.name,
        "begins_on": cycle.begins_on.isoformat(),
        "ends_on": cycle.ends_on.isoformat(),
        "organisation": {"id": cycle.organisation.id, "name": cycle.organisation.name},
    }
    scheme = {"name": cycle.scheme.name, "number": cycle.scheme.number, "body": cycle.scheme.body}
    return document.build(head, scheme, _rule(rule), cases_of(cycle, rule), seal)


def freeze(who: Person, cycle: Cycle, reason: str = "") -> Confirmation:
    """Return the next version of a result, made from the tables as they stand now; the caller adds and commits it."""
    before = next(iter(versions_of(cycle)), None)
    number, moment = before.number + 1 if before else 1, now()
    seal = {
        "number": number,
        "reason": reason,
        "previous": before.sha256 if before else None,
        "by": {"username": who.username, "name": who.name},
        "at": moment.isoformat(),
    }
    text = document.canonical(live(cycle, seal))
    return Confirmation(
        cycle_id=cycle.id,
        number=number,
        document=text,
        sha256=document.sha256_of(text),
        reason=reason,
        person_id=who.id,
        confirmed_at=moment,
    )


def cases_of(cycle: Cycle, rule: scoring.Rule) -> list[Case]:
    """Return every brand of a cycle with what is known of it; three questions to the database for any number."""
    brands = queries.brands_in(cycle)
    counted = queries.counted(cycle, brands)
    for row in frozen(cycle):
        if row["id"] in counted:
            counted[row["id"]] = steady(counted[row["id"]], row["inputs"])
    scores = {brand_id: scoring.mass_score(counts, rule) for brand_id, counts in counted.items()}
    marks = marks_of(cycle)
    return [
        Case(
            brand.id,
            brand.code,
            brand.name,
            brand.responsible,
            brand.organisation.id,
            brand.organisation.name,
            facts(scores[brand.id], rule.shown, marks.get(brand.id, {})),
        )
        for brand in brands
    ]


def frozen(cycle: Cycle) -> list[Content]:
    """Return the brands of the newest confirmed version, none before there is one."""
    newest = next(iter(versions_of(cycle)), None)
    return json.loads(newest.document)["brands"] if newest else []


def marks_of(cycle: Cycle) -> dict[int, dict[str, list[Given]]]:
    """Return the marks of a cycle by brand and indicator."""
    found: dict[int, dict[str, list[Given]]] = {}
    for row in queries.marks_in(cycle):
        value = Decimal(row.tenths).scaleb(-1)
        given = Given(row.username, row.name, value, row.evidence, row.marked_at.isoformat())
        found.setdefault(row.brand_id, {}).setdefault(row.indicator, []).append(given)
    return found


def facts(score: scoring.MassScore, shown: int, marks: dict[str, list[Given]]) -> Facts:
    """Return what is known of a brand; what fewer than `shown` residents answered stays out."""
    few = score.value is None
    return Facts(
        None if few else dict(score.counts),
        None if few else score.none,
        None if score.low is None else half_up(Decimal(repr(score.low)), 1),
        None if score.high is None else half_up(Decimal(repr(score.high)), 1),
        None if sum(score.awareness.values()) < shown else dict(score.awareness),
        marks,
        # Below the cap no arithmetic asks for them, and they may be very few.
        dict(score.desk) if not few and score.capped else None,
    )


def _rule(rule: scoring.Rule) -> ScoreRule:
    values = {grade: Decimal(plain(Decimal(repr(value)))) for grade, value in rule.values.items()}
    return ScoreRule(rule.number, values, rule.shown, rule.counted, rule.desk_cap)
