"""From night to night no page tells of one to four ratings more (P5): whoever knows who came yesterday learns nothing."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
from flask import Flask

from feedback import clock, pipeline
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World
from tests.house.test_daily_step import a_year

NOON = datetime(2026, 11, 3, 4, tzinfo=UTC)
EVERY_DAY = (3, 1, 0, 2, 6, 1, 4, 5, 2)
TOLD = re.compile(r'(?:data-label="有效评价">|样本不足：)(\d+)|(\d+) 条有效评价')


@pytest.fixture(autouse=True)
def _delayed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(app.config, "BRANCH_DELAY", True)
    with clock.at(lambda: NOON):
        yield


@pytest.fixture
def running(world: World) -> World:
    """The small world in a year that is being marked; eight rated in October."""
    a_year(world)
    for n in range(8):
        world.rate(world.point, n % 5 + 1, at=NOON - timedelta(days=10))
    return world


def test_from_night_to_night_every_page_tells_of_none_or_five_more(
    app: Flask, running: World, alice: CheckedClient, cora: CheckedClient, phone: CheckedClient
) -> None:
    brand = running.brand
    own = "begin=2026-10-20&end=2026-11-30"
    pages = {
        **{f"/dashboard/{brand.id}{q}": alice for q in ("", "?period=month", f"?period=own&{own}")},
        **{
            f"/brands/{brand.id}/score{q}": alice for q in ("", f"?{own}", "?begin=2026-11-05&end=2026-11-30")
        },
        f"/b/{brand.code}": phone,
        "/dashboard": cora,
        f"/assessment/1/brands/{brand.id}": cora,
    }
    told: dict[str, list[int]] = {where: [] for where in pages}
    for night, count in enumerate(EVERY_DAY):
        noon = NOON + timedelta(days=night)
        for n in range(count):
            running.rate(running.point, n % 5 + 1, at=noon + timedelta(minutes=n))
        with clock.at(partial(datetime.astimezone, noon + timedelta(days=1))):
            pipeline.drain()
            for name, client in (("alice", alice), ("cora", cora)):
                client.sign_in(name, PASSWORD)
            for where, client in pages.items():
                found = TOLD.search(client.get(where).text)
                told[where].append(int(found[1] or found[2]) if found else 0)
    for where, counts in told.items():
        more = [b - a for a, b in pairwise(counts)]
        assert [step for step in (counts[0], *more) if 0 < step < 5] == [], where
        assert counts[-1] >= 15, where
    assert told["/b/" + brand.code] == [8, 8, 8, 14, 20, 20, 25, 30, 30]
