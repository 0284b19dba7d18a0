"""A theme that was put right, and complained of again."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from feedback import clock, pipeline
from feedback.accounts.models import AuditEntry
from feedback.db import db
from feedback.sentiment.models import ThemeClosing
from tests.checked import CheckedClient
from tests.dashboard.test_brand import words_of
from tests.dashboard.test_comments import texts
from tests.factories import World

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
BACK = '<span class="tag tag--complaint">整改后又出现</span>'
QUEUE = "排队等了两个小时，等得太久。"


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(lambda: NOW):
        yield


def page_of(world: World, theme: str = "等候时间") -> str:
    return f"/dashboard/{world.brand.id}/themes/{theme}"


def close(client: CheckedClient, world: World, day: str = "2026-11-10", done: str = "增开了两个窗口") -> int:
    return client.submit(page_of(world), done=done, day=day).status_code


def complain(world: World, times: int, day: int, grade: int = 1) -> None:
    for _ in range(times):
        world.rate(world.point, grade, QUEUE, at=NOW - timedelta(days=21 - day))
    pipeline.drain()


def praise(world: World, times: int, day: int) -> None:
    for _ in range(times):
        world.rate(world.point, 5, "办得快", at=NOW - timedelta(days=21 - day))
    pipeline.drain()


def board(client: CheckedClient, world: World, period: str = "month") -> str:
    return client.get(f"/dashboard/{world.brand.id}?period={period}").text


def test_alice_closes_a_theme_and_it_is_kept_and_recorded(world: World, alice: CheckedClient) -> None:
    assert close(alice, world, done="  增开了\n两个窗口 ") == 303
    row = db.session.scalars(select(ThemeClosing)).one()
    assert (row.theme, row.done, str(row.day)) == ("等候时间", "增开了 两个窗口", "2026-11-10")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "sentiment.close_theme")).one()
    assert (entry.username, entry.detail["theme"], entry.detail["day"]) == ("alice", "等候时间", "2026-11-10")
    assert "2026年11月10日完成 · Alice" in alice.get(page_of(world)).text


def test_three_complaints_after_the_day_bring_it_back(world: World, alice: CheckedClient) -> None:
    complain(world, 6, day=3)
    complain(world, 2, day=10)
    close(alice, world)
    praise(world, 9, day=15)
    complain(world, 2, day=12)
    assert "11月10日已整改" in words_of(board(alice, world))
    assert BACK not in board(alice, world)
    complain(world, 4, day=20)
    page = board(alice, world)
    assert "整改后又出现 11月10日整改， 此后又有 6 条意见" in words_of(page)
    assert "等候时间整改后 又有 6 条意见 。" in words_of(page)
    assert "等候时间11月10日整改后又出现 看新的意见" in words_of(page)
    links = {html.unescape(x) for x in re.findall(r'href="([^"]*begin=2026-11-11[^"]*)"', page)}
    assert [len(texts(alice.get(link).text)) for link in links] == [6]


def test_a_newer_closing_begins_anew(world: World, alice: CheckedClient) -> None:
    close(alice, world)
    complain(world, 6, day=12)
    assert BACK in board(alice, world)
    close(alice, world, day="2026-11-15")
    assert BACK not in board(alice, world)
    assert "11月15日已整改" in words_of(board(alice, world))


def test_of_so_few_that_somebody_could_be_worked_out_no_number_is_told(
    world: World, alice: CheckedClient
) -> None:
    # Two of November's came before: the number since beside the month's would be about those two.
    complain(world, 2, day=5)
    close(alice, world)
    complain(world, 8, day=12)
    page = words_of(board(alice, world))
    assert "此后又有意见" in page
    assert "此后又有 8" not in page
    complain(world, 3, day=5)
    assert "此后又有 8 条意见" in words_of(board(alice, world))


def test_a_period_that_is_over_says_nothing_of_it(world: World, alice: CheckedClient) -> None:
    close(alice, world)
    complain(world, 6, day=12)
    over = alice.get(f"/dashboard/{world.brand.id}?period=own&begin=2026-11-01&end=2026-11-19").text
    assert "themes__closed" not in over
    assert "themes__closed" in board(alice, world)


@pytest.mark.parametrize(
    ("done", "day", "words"),
    [
        ("", "2026-11-10", "请用一句话写清做了什么"),
        ("好了", "2026-11-10", "请用一句话写清做了什么"),
        ("长" * 201, "2026-11-10", "请用一句话写清做了什么"),
        ("增开了两个窗口", "2026-11-22", "一年以内"),
        ("增开了两个窗口", "2025-01-01", "一年以内"),
        ("增开了两个窗口", "", "请选整改完成的日期"),
        ("增开了两个窗口", "昨天", "valid date"),
    ],
)
def test_what_cannot_be_is_refused(
    world: World, alice: CheckedClient, done: str, day: str, words: str
) -> None:
    answer = alice.submit(page_of(world), done=done, day=day)
    assert answer.status_code == 422
    assert words in answer.text or words == "valid date"
    assert db.session.scalars(select(ThemeClosing)).all() == []


def test_bob_and_the_committee_look_and_charlie_finds_nothing(
    world: World, alice: CheckedClient, bob: CheckedClient, cora: CheckedClient, charlie: CheckedClient
) -> None:
    close(alice, world)
    for client in (bob, cora):
        page = client.get(page_of(world)).text
        assert "增开了两个窗口" in page
        assert "这个问题已整改" not in page
        token = client.csrf("/password")
        answer = client.post(
            page_of(world), data={"csrf_token": token, "done": "都好了都好了", "day": "2026-11-20"}
        )
        assert answer.status_code == 404
    assert charlie.get(page_of(world)).status_code == 404
    assert alice.get(page_of(world, "没有这个主题")).status_code == 404
    assert len(db.session.scalars(select(ThemeClosing)).all()) == 1


def test_nobody_takes_a_closing_back(world: World, alice: CheckedClient) -> None:
    close(alice, world)
    for statement in ("UPDATE theme_closing SET done = 'x'", "DELETE FROM theme_closing"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()
