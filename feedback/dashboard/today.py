"""今天要办: what waits for somebody, as a tuple of providers that create_app puts together.

A provider is asked (person, brand, last day that figures tell of) and answers with items (what, note, address): concepts to the right
of this one can offer some without knowing it.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from flask import current_app, url_for

from feedback import scoring, sentiment
from feedback.accounts import COMMITTEE, Person, may_see
from feedback.brands import Brand
from feedback.dashboard import comments
from feedback.dashboard.returned import asks

Item = tuple[str, str, str]  # what, note, address ("" = nowhere to go)
Provider = Callable[[Person, Brand, date], Sequence[Item]]
SILENT = timedelta(days=7)
RECENT = timedelta(days=90)


def items(who: Person, brand: Brand, today: date) -> list[Item]:
    """Return everything that waits, in the order of the providers."""
    providers: Sequence[Provider] = current_app.extensions["today"]
    return [item for provider in providers for item in provider(who, brand, today)]


def disagreeing(_who: Person, brand: Brand, today: date) -> list[Item]:
    """Offer the comments of the last seven days whose words say otherwise than their grade."""
    if not sentiment.trust().shown:
        return []
    begin = today - timedelta(days=6)
    if not comments.disagreeing(scoring.points_of(brand), begin, today):
        return []
    wanted: dict[str, Any] = {
        "period": "own",
        "begin": begin.isoformat(),
        "end": today.isoformat(),
        "disagrees": "1",
    }
    # No number: beside that of the whole period it would tell of the few of the other days.
    return [
        (
            "近 7 天有评语和等级不一致",
            "去看看",
            url_for("dashboard.comments", brand_id=brand.id, **wanted),
        )
    ]


def returned(_who: Person, brand: Brand, today: date) -> list[Item]:
    """Name the themes that were put right and are complained of again."""
    closed = (
        sentiment.closed_themes(brand.id, scoring.points_of(brand), today) if sentiment.trust().shown else {}
    )
    return [
        (
            f"{one.theme}{one.day.month}月{one.day.day}日整改后又出现",
            "看新的意见",
            url_for("dashboard.comments", brand_id=brand.id, **asks(one, today)),
        )
        for one in closed.values()
        if one.came_back
    ]


def silent(who: Person, brand: Brand, today: date) -> list[Item]:
    """Name the open points that used to be scanned or rated and have not been for a week, to the branch and those above.

    What the branch answered lets its own list rest; those above read the answer beside a silence that goes on.
    """
    points = {point.id: point for point in brand.points if point.retired_at is None}
    unscanned = {one.point.id: one for one in scoring.silent(list(points.values()), today)}
    above = may_see(who, brand.organisation, *COMMITTEE)
    last = scoring.last_days(list(points), today - RECENT)
    return [
        (
            _unscanned(one, above),
            "看检查记录" if above else "看看二维码还在不在",
            url_for("scoring.check", point_id=number),
        )
        for number, one in unscanned.items()
        if above or one.asks(today)
    ] + [
        (
            f"{point.name} 已 {(today - last[number]).days} 天没有评价",
            "看看二维码还在不在",
            url_for("brands.point", point_id=number),
        )
        for number, point in points.items()
        if number not in unscanned and number in last and today - last[number] > SILENT
    ]


def _unscanned(one: scoring.Silent, above: bool) -> str:
    silence, newest = one.silence, one.newest
    words = (
        f"{one.point.name}：二维码被遮挡或损坏？{silence.last.month}月{silence.last.day}日以后没有一次扫码，"
        f"按以往每星期应有约 {silence.expected} 次"
    )
    if not above or newest is None:
        return words
    return f"{words}；支部{newest.day.month}月{newest.day.day}日检查：{newest.found.label}"
