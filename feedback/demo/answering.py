"""The last weeks' bad ratings as cases: most of the older ones answered, some answers rated by their residents."""

import json
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from flask import current_app
from sqlalchemy import func, select

from feedback import cases, clock
from feedback.accounts import Organisation, Person, Role
from feedback.accounts.models import Membership
from feedback.brands import Brand, Point
from feedback.cases.actions import reply
from feedback.cases.models import Case
from feedback.cases.queries import case_for
from feedback.collecting import Rating, Taken
from feedback.collecting.seal import Marks, claim_code
from feedback.db import db
from feedback.demo.plan import DATA
from feedback.sentiment import Mention

LOOKED_BACK = timedelta(days=30)
ANSWERED, RATED = 0.75, 0.3
OVERDUE = timedelta(days=18)  # what is older has nearly always been answered


def answer(seed: str, taken: Sequence[Taken], now: datetime) -> None:
    """Open the cases of the last weeks and answer most; every action commits by itself."""
    today = clock.local_day(now, current_app.config["TIMEZONE"])
    first = db.session.scalar(select(func.min(Rating.id)).where(Rating.day >= today - LOOKED_BACK))
    if first is None:
        return
    cases.begin_after(first - 1)
    while cases.look(now):
        pass
    rng, words = random.Random(f"{seed} answers"), json.loads((DATA / "answers.json").read_text("utf-8"))
    keys = {Marks.of(t.point_code, t.key).key_hash: t for t in taken if t.at >= now - LOOKED_BACK * 1.1}
    for case, organisation in _cases():
        likely = 0.97 if case.day < today - OVERDUE else ANSWERED
        if rng.random() > likely or case.day > today - timedelta(days=6):
            continue
        day = case.day + timedelta(days=rng.randint(2, 5))
        _answer(case, organisation, rng.choice(words[_theme(case, words)]), _at(day, rng.randint(9, 17)))
        if rng.random() < RATED:
            _rate(case, keys, rng.choice("5443321"), _at(day + timedelta(days=1), 19))


def _cases() -> list[tuple[Case, Organisation]]:
    rows = db.session.execute(
        select(Case, Organisation)
        .join(Point, Point.id == Case.point_id)
        .join(Brand, Brand.id == Point.brand_id)
        .join(Organisation, Organisation.id == Brand.organisation_id)
        .order_by(Case.rating_id)
    )
    return [(case, organisation) for case, organisation in rows]


def _answer(case: Case, organisation: Organisation, text: str, at: datetime) -> None:
    """Answer by the branch's own manager, where it has an account; what is kept from it, by the committee's."""
    who = None if case.above else _manager(organisation)
    who = who or _committee()
    speaker = max((m.organisation for m in who.memberships), key=lambda o: len(o.path))
    # Each at its own moment, the trail at the moment of filling: an entry cannot stand before those already there.
    if seen := case_for(who, case.code):
        reply(who, speaker, seen, text, at)


def _manager(organisation: Organisation) -> Person | None:
    return db.session.scalar(
        select(Person)
        .join(Membership)
        .where(Membership.organisation_id == organisation.id, Membership.role == Role.BRANCH_MANAGER)
    )


def _committee() -> Person:
    return db.session.scalars(
        select(Person).join(Membership).where(Membership.role == Role.COMMITTEE_MANAGER).limit(1)
    ).one()


def _theme(case: Case, words: dict[str, list[str]]) -> str:
    themes = db.session.scalars(
        select(Mention.theme)
        .where(Mention.rating_id == case.rating_id, Mention.polarity == "complaint")
        .order_by(Mention.theme)
    )
    return next((theme for theme in themes if theme in words), "")


def _rate(case: Case, keys: dict[str, Taken], grade: str, at: datetime) -> None:
    rating = db.session.get_one(Rating, case.rating_id)
    taken = keys.get(rating.key_hash)
    if taken and not case.above:
        nonce = Marks.of(taken.point_code, taken.key).nonce
        cases.follow_up(rating, grade, claim_code(nonce), at)


def _at(day: date, hour: int) -> datetime:
    here = clock.zone(current_app.config["TIMEZONE"])
    return datetime.combine(day, time(hour, 20), here).astimezone(UTC)
