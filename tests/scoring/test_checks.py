"""A branch answers that it has looked at a silent point: its own list rests, the level above sees it all the same."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from feedback import clock
from feedback.accounts.models import AuditEntry
from feedback.collecting import Visit
from feedback.db import db
from feedback.scoring import silent
from feedback.scoring.models import PointCheck
from tests.checked import CheckedClient
from tests.factories import World

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
TASK = "2 号窗口：二维码被遮挡或损坏？11月11日以后没有一次扫码，按以往每星期应有约 10 次"


@pytest.fixture(autouse=True)
def _silent(world: World) -> Iterator[None]:
    """The world's point was last scanned ten days ago."""
    scanned(world, date(2026, 11, 11), 40)
    with clock.at(lambda: NOW):
        yield


def scanned(world: World, day: date, count: int) -> None:
    db.session.add(Visit(point_id=world.point.id, day=day, kind="open", count=count))
    db.session.commit()


def answer(client: CheckedClient, world: World, day: str = "2026-11-21", found: str = "intact") -> int:
    page = f"/points/{world.point.id}/check"
    return client.submit(page, found=found, day=day, note="海报还在").status_code


def task(client: CheckedClient, world: World) -> bool:
    """Return whether the page of the brand asks for it."""
    return TASK in client.get(f"/dashboard/{world.brand.id}").text


def test_the_branch_is_asked_and_its_answer_rests_for_two_weeks(world: World, bob: CheckedClient) -> None:
    page = bob.get(f"/dashboard/{world.brand.id}").text
    assert TASK in page
    assert f'href="/points/{world.point.id}/check"' in page
    assert answer(bob, world) == 303
    done = bob.get(f"/points/{world.point.id}/check").text
    assert "码完好" in done
    assert "2026年11月21日检查 · Bob登记" in done
    assert not task(bob, world)
    (one,) = silent([world.point], TODAY)
    asked = [one.asks(TODAY + timedelta(days=days)) for days in (0, 13, 14)]
    assert asked == [False, False, True]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "scoring.check_point")).one()
    assert entry.detail["found"] == "码完好"


def test_those_above_see_the_silence_whatever_was_answered(
    world: World, bob: CheckedClient, cora: CheckedClient
) -> None:
    assert "还没有答复" in cora.get("/dashboard").text
    answer(bob, world)
    answer(bob, world, found="reposted")
    overview = cora.get("/dashboard").text
    for words in ("没有人扫码的评价点", "2026年11月11日", "已重新张贴", "Bob检查，共答 2 次"):
        assert words in overview
    assert "；支部11月21日检查：已重新张贴" in cora.get(f"/dashboard/{world.brand.id}").text
    page = cora.get(f"/points/{world.point.id}/check").text
    assert "海报还在" in page
    assert "登记已检查" not in page
    assert "没有人扫码的评价点" not in bob.get("/dashboard", follow_redirects=True).text


def test_an_answer_to_an_older_silence_answers_no_new_one(world: World, bob: CheckedClient) -> None:
    answer(bob, world)
    later = TODAY + timedelta(days=9)
    scanned(world, later - timedelta(days=7), 40)
    (one,) = silent([world.point], later)
    assert (one.checks, one.asks(later)) == ([], True)


def test_only_the_branch_itself_answers(world: World, cora: CheckedClient, charlie: CheckedClient) -> None:
    page = f"/points/{world.point.id}/check"
    assert charlie.get(page).status_code == 404
    for client in (cora, charlie):
        sent = {"csrf_token": client.csrf("/password"), "found": "intact", "day": "2026-11-21"}
        assert client.post(page, data=sent).status_code == 404
    assert db.session.scalars(select(PointCheck)).all() == []


def test_what_cannot_be_is_refused(world: World, bob: CheckedClient) -> None:
    for day, found in (
        ("2026-11-22", "intact"),
        ("2026-11-11", "intact"),
        ("", "intact"),
        ("2026-11-20", ""),
    ):
        assert answer(bob, world, day, found) == 422
    scanned(world, date(2026, 11, 20), 1)
    page = f"/points/{world.point.id}/check"
    assert "没有要检查的" in bob.get(page).text
    sent = {"csrf_token": bob.csrf("/password"), "found": "intact", "day": "2026-11-21"}
    assert bob.post(page, data=sent).status_code == 303
    assert db.session.scalars(select(PointCheck)).all() == []


def test_nobody_takes_an_answer_back(world: World, bob: CheckedClient) -> None:
    answer(bob, world)
    for statement in ("UPDATE point_check SET found = 'x'", "DELETE FROM point_check"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()
