"""What is done to points; every verb is one commit and stands in the audit trail.

No verb gives a point another brand or another code: both stand on a poster that hangs somewhere.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.exc import IntegrityError

from feedback.accounts import Person, record
from feedback.brands import queries
from feedback.brands.actions import apply
from feedback.brands.models import Brand, Point
from feedback.brands.rules import PointWords, new_code
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused


def add_point(who: Person, brand: Brand, words: PointWords) -> Point:
    """Open a point of a brand; raise Refused for a retired brand and for a name that an open point has."""
    _takes_points(brand)
    _free(brand, words.name, None)
    point = _opened(brand, words)
    _commit(who, "brands.add_point", point, **asdict(words))
    return point


def import_points(who: Person, brand: Brand, several: Sequence[PointWords]) -> int:
    """Open all of these points or none, and return how many; the caller has looked for faults."""
    _takes_points(brand)
    points = [_opened(brand, words) for words in several]
    try:
        db.session.flush()
        record(
            who,
            "brands.import_points",
            _subject(brand.name, brand.code),
            points=[[p.code, p.name] for p in points],
        )
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        raise Refused("刚才有人添加了同名的评价点，这次没有导入，请重新上传。", "file") from None
    return len(points)


def edit_point(who: Person, point: Point, words: PointWords) -> None:
    """Change what is said of a point, its place too; raise Refused for a name that another open point has."""
    if point.retired_at is None:
        _free(point.brand, words.name, point)
    changes = apply(point, asdict(words))
    _commit(who, "brands.edit_point", point, **changes)


def retire_point(who: Person, point: Point) -> None:
    """Close a point: its page takes no more ratings, those it has stay. Again changes nothing."""
    if point.retired_at is None:
        point.retired_at = point.changed_at = now()
        _commit(who, "brands.retire_point", point)


def reopen_point(who: Person, point: Point) -> None:
    """Open a closed point again under its old code; raise Refused when an open one has its name by now."""
    if point.retired_at is not None:
        _free(point.brand, point.name, point)
        point.retired_at, point.changed_at = None, now()
        _commit(who, "brands.reopen_point", point)


def _opened(brand: Brand, words: PointWords) -> Point:
    point = Point(code=new_code(), brand=brand, created_at=now(), changed_at=now(), **asdict(words))
    db.session.add(point)
    return point


def _takes_points(brand: Brand) -> None:
    if brand.retired_at is not None:
        raise Refused("这个品牌已经停用，恢复以后才能添加评价点。")


def _free(brand: Brand, name: str, point: Point | None) -> None:
    holder = queries.open_point_named(brand, name)
    if holder is not None and holder is not point:
        raise Refused(f"这个品牌已经有一个评价点叫“{name}”，请换一个名称。", "name")


def _subject(name: str, code: str) -> str:
    return f"{name}（{code}）"


def _commit(who: Person, verb: str, point: Point, **detail: Any) -> None:
    try:
        db.session.flush()
        record(who, verb, _subject(f"{point.brand.name} · {point.name}", point.code), **detail)
        db.session.commit()
    except IntegrityError:
        # Somebody else opened a point of this name between our look and our write.
        db.session.rollback()
        raise Refused("刚才有人添加了同名的评价点，请换一个名称再保存。", "name") from None
