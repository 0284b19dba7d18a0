"""Ratings that came by no scan: some by one-time codes of a letter, some on paper; and a batch that waits for its second person."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from flask import current_app
from sqlalchemy import select, update

from feedback import clock
from feedback.accounts import Person, record
from feedback.admission import INTERNAL, Occasion, Wanted, spend
from feedback.admission.code_actions import make_batch
from feedback.brands import Point
from feedback.collecting import Answer, Source, Taken
from feedback.collecting.paper import Line, State
from feedback.collecting.paper_actions import begin, save
from feedback.collecting.paper_models import PaperBatch
from feedback.db import db
from feedback.demo.places import Laid
from feedback.demo.plan import DATA

BRAND, LETTER, DESK = "红色代办", "上门代办", "2 号窗口"
CODES, SPENT, MADE = 60, 23, timedelta(days=19)
FORMS, FILLED = 11, timedelta(days=6)


@dataclass(frozen=True)
class Ways:
    """The ratings of the world with some that came in by other ways; the moments at which those began."""

    taken: list[Taken]
    made: datetime
    filled: date


def sent(taken: Sequence[Taken], laid: Sequence[Laid], now: datetime, seed: str) -> Ways:
    """Return the ratings with some of one brand's come by code or on paper; as many as before."""
    spots = {s.plan.name: s for one in laid if one.plan.name == BRAND for s in one.spots}
    letter, desk, made = spots[LETTER], spots[DESK], now - MADE
    filled = clock.local_day(now - FILLED, current_app.config["TIMEZONE"])
    noon = datetime.combine(filled, time(12), clock.zone(current_app.config["TIMEZONE"]))
    ids = {s.id for s in spots.values()}
    recent = [n for n, t in enumerate(taken) if t.point_id in ids and t.at > made and t.device != INTERNAL]
    random.Random(f"{seed} other ways").shuffle(recent)
    on_paper = recent[: min(FORMS, len(recent) // 3)]
    by_code = recent[len(on_paper) :][:SPENT]
    ways = list(taken)
    for n in by_code:
        ways[n] = replace(
            taken[n], point_id=letter.id, point_code=letter.code, source=Source.CODE, device=None
        )
    for n in on_paper:
        said = Answer(taken[n].answer.grade, (), taken[n].answer.comment, taken[n].answer.awareness)
        ways[n] = Taken(desk.id, desk.code, desk.version_id, taken[n].key, said, noon, Source.PAPER)
    return Ways(ways, made, filled)


def lay_out(ways: Ways, seed: str, now: datetime) -> None:
    """Make the batches that these ratings came from, and one of paper that waits; every action commits by itself."""
    alice, bob = (_person(name) for name in ("alice", "bob"))
    by_code = [t for t in ways.taken if t.source is Source.CODE]
    if by_code:
        _letters(alice, _point(by_code[0].point_id), len(by_code), ways, seed)
    on_paper = [t for t in ways.taken if t.source is Source.PAPER]
    if on_paper:
        point = _point(on_paper[0].point_id)
        forms = [Line(str(t.answer.grade or 0)) for t in on_paper]
        done = _typed(bob, point, forms, ways.filled, f"{seed} confirmed", now)
        _confirmed(alice, done, now)
        raw = json.loads((DATA / "paper.json").read_text(encoding="utf-8"))
        day = clock.local_day(now - timedelta(days=1), current_app.config["TIMEZONE"])
        _typed(bob, point, [Line(*form) for form in raw], day, f"{seed} waiting", now)


def _letters(who: Person, point: Point, spent: int, ways: Ways, seed: str) -> None:
    today = clock.local_day(ways.made, current_app.config["TIMEZONE"])
    wanted = Wanted(Occasion.LETTER, f"{today.month} 月入户信", CODES, today + timedelta(days=60))
    _, codes = make_batch(who, point, wanted, f"{seed} letters to every household", today, ways.made)
    for code in codes[:spent]:
        spend(code, point.id, today)
    db.session.commit()


def _typed(
    who: Person, point: Point, lines: list[Line], day: date, form_key: str, now: datetime
) -> PaperBatch:
    batch = begin(who, point, Source.PAPER, day, form_key, now)
    save(who, batch, lines, batch.revision, True, now)
    return batch


def _confirmed(who: Person, batch: PaperBatch, now: datetime) -> None:
    # Its ratings stand already, under keys that follow from the seed: confirming it would make them again.
    decided = {"state": State.CONFIRMED.value, "forms": [], "decided_by": who.id, "decided_at": now}
    db.session.execute(update(PaperBatch).where(PaperBatch.id == batch.id).values(**decided))
    subject = f"{batch.point.brand.name} · {batch.point.name}（{batch.source_name}第 {batch.id} 批）"
    record(who, "collecting.paper_confirmed", subject, count=batch.size, author=batch.author.name)
    db.session.commit()


def _person(username: str) -> Person:
    return db.session.scalars(select(Person).where(Person.username == username)).one()


def _point(point_id: int) -> Point:
    return db.session.get_one(Point, point_id)
