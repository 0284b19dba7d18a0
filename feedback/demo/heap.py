"""One afternoon on which somebody rated again and again: what the detectors are there for."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from feedback import screening
from feedback.brands import Brand
from feedback.clock import zone
from feedback.collecting import Answer, Taken
from feedback.db import db
from feedback.demo.places import Laid

BRAND, POINT = "桂花议事亭", "楼道公告栏"
COUNT = 24
DAYS_AGO, HOUR, MINUTE = 4, 16, 38
SECONDS = (14, 31)  # between one and the next
FOUND = timedelta(days=3)  # so long ago the worker saw it


def heaped(taken: list[Taken], laid: Sequence[Laid], now: datetime, seed: str) -> list[Taken]:
    """Return the ratings with some of one brand's replaced by a heap of best grades at one point; as many as before."""
    spot = next(s for one in laid if one.plan.name == BRAND for s in one.spots if s.plan.name == POINT)
    points = {s.id for one in laid if one.plan.name == BRAND for s in one.spots}
    mine = [n for n, one in enumerate(taken) if one.point_id in points]
    rng = random.Random(f"{seed} heap")
    day = now.astimezone(zone(current_app.config["TIMEZONE"])) - timedelta(days=DAYS_AGO)
    at = day.replace(hour=HOUR, minute=MINUTE, second=7, microsecond=0)
    heap = list(taken)
    for n in sorted(rng.sample(mine, min(COUNT, len(mine) // 3))):
        heap[n] = Taken(spot.id, spot.code, spot.version_id, taken[n].key, Answer(5), at)
        at += timedelta(seconds=rng.randint(*SECONDS))
    return heap


def find(now: datetime) -> None:
    """Let the detectors look at every brand, as the worker did three days ago."""
    for brand_id in db.session.scalars(select(Brand.id).order_by(Brand.id)).all():
        screening.look_at(brand_id, now - FOUND)
