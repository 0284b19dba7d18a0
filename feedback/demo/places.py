"""Laying the demo world's ground: organisations, people, questionnaires, brands, points."""

import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from feedback.accounts import Kind, Organisation
from feedback.accounts.actions import add_organisation
from feedback.brands import Brand, Point, Service
from feedback.brands.rules import ALPHABET, CODE_LENGTH
from feedback.db import db
from feedback.demo.people import add_people
from feedback.demo.plan import DATA, BrandPlan, brands, world
from feedback.demo.ratings import Spot
from feedback.questionnaire import Body, Questionnaire, Version, current_version, read
from feedback.scoring import ScoreRule

RETIRED_FOR = timedelta(days=100)


@dataclass(frozen=True)
class Laid:
    """A brand that stands: its plan, what it asks, its points."""

    plan: BrandPlan
    body: Body
    spots: list[Spot]


def lay(seed: str, begin: datetime, now: datetime) -> list[Laid]:
    """Add everything but the ratings to the running transaction."""
    rng = random.Random(f"{seed} codes")
    units = _organisations()
    add_people(units)
    questionnaires = _questionnaires(begin)
    laid = []
    for plan in brands():
        opened = now - timedelta(days=plan.days) if plan.days else begin
        brand = Brand(
            code=_code(rng),
            organisation=units[plan.organisation],
            questionnaire_id=questionnaires[plan.questionnaire],
            name=plan.name,
            mark=plan.mark,
            positioning=plan.positioning,
            responsible=plan.responsible,
            created_at=opened,
            changed_at=opened,
        )
        brand.services = [Service(name=name, description=says) for name, says in plan.services]
        db.session.add(brand)
        db.session.flush()
        version = current_version(brand.questionnaire_id)
        laid.append(Laid(plan, read(version.body), _points(rng, brand, version, plan, opened, now)))
    return laid


def _organisations() -> dict[str, Organisation]:
    committee = add_organisation(world()["committee"], Kind.COMMITTEE, None)
    units = {committee.name: committee}
    for general in world()["general_branches"]:
        above = units[general["name"]] = add_organisation(general["name"], Kind.GENERAL_BRANCH, committee)
        for name in general["branches"]:
            units[name] = add_organisation(name, Kind.BRANCH, above)
    return units


def _questionnaires(begin: datetime) -> dict[str, int]:
    """Return the ids of the questionnaires by name, "" for the first, which is published and so stays as it is."""
    first = db.session.scalars(select(Version).order_by(Version.id).limit(1)).one()
    for rule in db.session.scalars(select(ScoreRule)):
        rule.created_at = begin
    body = json.loads((DATA / "meeting.json").read_text(encoding="utf-8"))
    meeting = Questionnaire(name="议事与评议")
    meeting.versions = [Version(number=1, body=body, created_at=begin, published_at=begin)]
    db.session.add(meeting)
    db.session.flush()
    return {"": first.questionnaire_id, meeting.name: meeting.id}


def _points(
    rng: random.Random, brand: Brand, version: Version, plan: BrandPlan, opened: datetime, now: datetime
) -> list[Spot]:
    spots = []
    for n, one in enumerate(plan.points):
        closed = now - RETIRED_FOR if one.retired else None
        point = Point(
            code=_code(rng),
            brand=brand,
            service=brand.services[n % len(brand.services)],
            name=one.name,
            place=one.place,
            channel=one.channel.value,
            created_at=opened,
            changed_at=closed or opened,
            retired_at=closed,
        )
        db.session.add(point)
        db.session.flush()
        spots.append(Spot(point.id, point.code, version.id, one, opened, closed or now))
    return spots


def _code(rng: random.Random) -> str:
    # Seeded, so that the same seed prints the same posters; a real code comes from brands.new_code.
    return "".join(rng.choices(ALPHABET, k=CODE_LENGTH))
