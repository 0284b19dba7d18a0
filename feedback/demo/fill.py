"""Filling the demo world: the ground, the ratings, what follows from them, and last the word that it is whole."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from flask import current_app
from sqlalchemy import func, insert, select

from feedback import clock, pipeline
from feedback.accounts import record
from feedback.collecting import Outbox, Source, Taken, Visit, keep_many
from feedback.db import db
from feedback.demo import heap, other_ways
from feedback.demo.answering import answer
from feedback.demo.covered import covered
from feedback.demo.people import write_accounts
from feedback.demo.places import Laid, lay
from feedback.demo.plan import MONTHS, shares
from feedback.demo.ratings import Residents
from feedback.demo.state import BEGUN, FILLED
from feedback.demo.years import assess

RATINGS = 20_000
AT_ONCE = 1_000
OPENED = 1.7  # so many open the page for one who rates

Progress = Callable[[str, int, int], None]  # what is being done, how much of how much is


def fill(seed: str, count: int, progress: Progress) -> None:
    """Fill an empty database; the same seed at the same moment is the same world."""
    now = clock.now()
    begin = months_before(now, MONTHS)
    with clock.at(lambda: begin.astimezone(UTC)):
        laid = lay(seed, begin, now)
        # The trail begins where the world does; when it was made stands in the entry.
        record(None, BEGUN, "演示数据", seed=seed, count=count, made=now.isoformat())
        db.session.commit()
    progress("建立党组织、品牌和评价点", 1, 1)
    scanned = heap.heaped(covered(_taken(laid, seed, count), laid, now), laid, now, seed)
    ways = other_ways.sent(scanned, laid, now, seed)
    taken = sorted(ways.taken, key=lambda t: (t.at, t.key))
    _keep(taken, progress)
    _visit(taken, seed)
    _work(progress)
    heap.find(now)
    assess(seed, begin, now)
    other_ways.lay_out(ways, seed, now)
    answer(seed, taken, now)
    _work(progress)
    progress("完成上年度考核、开始本年度打分", 1, 1)
    write_accounts(current_app.config["DATA_DIR"])
    record(None, FILLED, "演示数据", seed=seed, count=count)
    db.session.commit()


def months_before(now: datetime, months: int) -> datetime:
    """Return the midnight, where the residents live, that lies so many months back."""
    here = now.astimezone(clock.zone(current_app.config["TIMEZONE"]))
    month = here.year * 12 + here.month - 1 - months
    day = here.replace(year=month // 12, month=month % 12 + 1, day=min(here.day, 28))
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def _taken(laid: Sequence[Laid], seed: str, count: int) -> list[Taken]:
    zone = clock.zone(current_app.config["TIMEZONE"])
    taken: list[Taken] = []
    for one, part in zip(laid, shares([one.plan for one in laid], count), strict=True):
        taken += Residents(one.plan, one.body, one.spots, zone, seed).rate(part)
    return sorted(taken, key=lambda t: (t.at, t.key))


def _keep(taken: Sequence[Taken], progress: Progress) -> None:
    for start in range(0, len(taken), AT_ONCE):
        keep_many(taken[start : start + AT_ONCE])
        db.session.commit()
        progress("写入评价", min(start + AT_ONCE, len(taken)), len(taken))


def _visit(taken: Sequence[Taken], seed: str) -> None:
    rng = random.Random(f"{seed} visits")
    opened: Counter[tuple[int, date]] = Counter()
    for one in taken:
        if one.source is not Source.SCAN:
            continue
        day = clock.local_day(one.at, current_app.config["TIMEZONE"])
        opened[one.point_id, day] += 1 + int(rng.expovariate(1 / (OPENED - 0.5)))
    rows = [{"point_id": p, "day": d, "kind": "open", "count": n} for (p, d), n in sorted(opened.items())]
    db.session.execute(insert(Visit), rows)
    db.session.commit()


def _work(progress: Progress) -> None:
    """Do what follows from the ratings, as the worker would."""
    total = db.session.scalar(select(func.count(Outbox.id))) or 0
    done = 0
    while worked := pipeline.work("demo", timedelta(minutes=5), limit=AT_ONCE):
        done += worked
        progress("统计评价、分析评语", min(done, total), total)
