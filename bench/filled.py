"""A database with many ratings, written straight into the tables: rows, tallies, readings of the comments."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from feedback.clock import now
from feedback.collecting import Comment, Rating, RatingChange, Visit
from feedback.db import Model, db
from feedback.scoring import recompute
from feedback.sentiment import Analysis, Mention, SentimentTally, ThemeTally, reading
from feedback.sentiment.votes import worth
from tests.factories import World

SHARES = {5: 50, 4: 27, 3: 11, 2: 6, 1: 3, None: 3}
SAID: tuple[tuple[str, str, str, str], ...] = (
    ("小张手把手教我妈用手机办好了，真有耐心。", "positive", "服务态度", "praise"),
    ("十分钟就办好了，不用再跑第二趟。", "positive", "办事效率", "praise"),
    ("党员志愿者周末还上门送药，邻居们都看在眼里。", "positive", "党员作用", "praise"),
    ("医保的政策讲得很明白，我一听就懂。", "positive", "政策宣传", "praise"),
    ("等了快两个小时才轮到，叫号屏还是坏的。", "negative", "办事效率", "complaint"),
    ("厕所的灯坏了一个多月，说了几回也没人修。", "negative", "环境设施", "complaint"),
    ("人是热情的，就是材料要跑三趟。", "negative", "办事效率", "complaint"),
    ("问了两个窗口，说法不一样，到现在也没解决。", "negative", "问题解决", "complaint"),
    ("希望周六上午也能开门。", "unclear", "办事效率", "neither"),
    ("居住证在哪个窗口办？", "unclear", "政策宣传", "neither"),
)
BATCH = 20_000


def fill(world: World, ratings: int, points: int, months: int, seed: int = 1) -> None:
    """Give the brand of the small world `points` points and spread ratings over them, the last day being today."""
    chance = random.Random(seed)
    world.point.created_at = now() - timedelta(days=31 * months)
    places = [world.point, *(world.make_point(world.brand, f"{n} 号窗口") for n in range(3, points + 2))]
    db.session.flush()
    last = now().date()
    days = [last - timedelta(days=n) for n in range(30 * months)]
    ids = [point.id for point in places]
    for first in range(1, ratings + 1, BATCH):
        _batch(chance, range(first, min(first + BATCH, ratings + 1)), ids, days)
    opened = [
        {"point_id": p, "day": d, "kind": "open", "count": chance.randint(1, 40)} for p in ids for d in days
    ]
    db.session.execute(insert(Visit), opened)
    _count()


def _batch(chance: random.Random, numbers: range, points: list[int], days: list[date]) -> None:
    rows: dict[type[Model], list[dict[str, Any]]] = {
        table: [] for table in (Rating, RatingChange, Comment, Analysis, Mention)
    }
    for number in numbers:
        grade = chance.choices(list(SHARES), list(SHARES.values()))[0]
        day, point = chance.choice(days), chance.choice(points)
        for table, row in _rows(chance, number, grade, day, point):
            rows[table].append(row)
    for table, some in rows.items():
        if some:
            db.session.execute(insert(table), some)
    db.session.commit()


def _rows(
    chance: random.Random, number: int, grade: int | None, day: date, point: int
) -> Iterator[tuple[type[Model], dict[str, Any]]]:
    def digest() -> str:
        return f"{chance.getrandbits(256):064x}"

    # Keys that count up are added at the end of their index: random ones make writing a million five times as slow.
    at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    speaks = chance.random() < 0.4
    yield Rating, {"id": number, "point_id": point, "version_id": 1, "grade": grade, "source": "scan",
                   "taken_at": at, "day": day, "key_hash": f"{number:064x}", "claim": f"{number:064x}", "seal": digest()}  # fmt: skip
    yield RatingChange, {"id": number, "rating_id": number, "number": 1, "grade": grade, "tags": [],
                         "awareness": chance.choice(["knows", "heard", "unknown", None]), "above": number % 50 == 0,
                         "comment_proof": digest() if speaks else None, "changed_at": at, "seal": digest()}  # fmt: skip
    if not speaks:
        return
    good = (grade or 3) + chance.choice((-1, 0, 0, 0, 1)) > 3
    text, label, theme, polarity = chance.choice(SAID[:4] if good else SAID[4:])
    disagrees = grade is not None and (
        (grade > 3 and label == "negative") or (grade < 3 and label == "positive")
    )
    yield (
        Comment,
        {"id": number, "change_id": number, "rating_id": number, "text": text, "salt": digest()[:32]},
    )
    yield Analysis, {"rating_id": number, "change_id": number, "point_id": point, "day": day, "model": reading.model(),
                     "score": 0.5, "snownlp": 0.5, "label": label, "intent": "none", "disagrees": disagrees,
                     "worth": worth(number, grade, 0.2 if disagrees else 0.5 if label == "unclear" else 0.9, 0.5, "none"),
                     "read_at": now()}  # fmt: skip
    yield Mention, {"rating_id": number, "theme": theme, "polarity": polarity}


def _count() -> None:
    """Make the tallies as the steps of the pipeline would have left them."""
    cell = (Analysis.point_id, Analysis.day)
    labels = select(*cell, Analysis.label, func.count()).group_by(*cell, Analysis.label)
    db.session.execute(insert(SentimentTally).from_select(["point_id", "day", "label", "count"], labels))
    spoken = [
        func.sum(func.iif(Mention.polarity == polarity, 1, 0))
        for polarity in ("praise", "complaint", "neither")
    ]
    themes = (
        select(*cell, Mention.theme, *spoken)
        .join(Mention, Mention.rating_id == Analysis.rating_id)
        .group_by(*cell, Mention.theme)
    )
    names = ["point_id", "day", "theme", "praise", "complaint", "neither"]
    db.session.execute(insert(ThemeTally).from_select(names, themes))
    recompute.rewrite()
