"""Paper and telephone: typed in by one, confirmed by another, ratings only then, once, with a source of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.accounts.models import AuditEntry
from feedback.clock import local_day, now
from feedback.collecting import Comment, Rating, genuine_rating
from feedback.collecting.facts import body_of
from feedback.collecting.paper import Line, State, lines_of, wrong_day, wrong_in
from feedback.collecting.paper_actions import begin, confirm, drop, give_back, save
from feedback.collecting.paper_models import PaperBatch
from feedback.collecting.rules import Source
from feedback.db import db
from feedback.pages import Refused
from feedback.questionnaire import current_version
from tests.checked import CheckedClient
from tests.factories import World

TODAY = date(2026, 11, 21)


def batch_of(
    world: World,
    *lines: Line,
    source: Source = Source.PAPER,
    hand_over: bool = True,
    day: date | None = None,
) -> PaperBatch:
    """Return a batch that Bob typed in and handed over."""
    day = day or local_day(now(), "Asia/Shanghai")
    batch = begin(world.bob, world.point, source, day, "k" * 24, now())
    save(world.bob, batch, lines, batch.revision, hand_over, now())
    return batch


def rated() -> list[tuple[str, int | None, str | None]]:
    db.session.rollback()  # what nobody committed is not there
    rows = db.session.execute(select(Rating.source, Rating.grade, Rating.device).order_by(Rating.id))
    return [(row.source, row.grade, row.device) for row in rows]


def test_nothing_is_a_rating_before_a_second_person_says_so(
    world: World, bob: CheckedClient, alice: CheckedClient
) -> None:
    batch = batch_of(world, Line("5", "1", "很快"), Line("2", "", ""), source=Source.PHONE)
    address = f"/points/{world.point.id}/paper/{batch.id}"
    token = bob.csrf("/password")
    mine = bob.post(address, data={"csrf_token": token, "do": "confirm", "revision": batch.revision})
    assert (mine.status_code, "录入的人不能核对" in mine.text, rated()) == (422, True, [])
    page = alice.get(address).text
    assert "很快" in page
    revision = batch.revision
    done = alice.submit(address, do="confirm", revision=revision)
    assert done.status_code == 303
    assert sorted(rated()) == [("phone", 2, None), ("phone", 5, None)]
    assert db.session.scalars(select(Comment.text)).all() == ["很快"]
    assert all(genuine_rating(dict(row)) for row in db.session.execute(select(Rating.__table__)).mappings())
    db.session.expire_all()
    assert (batch.forms, batch.state, batch.size) == ([], "confirmed", 2)
    assert (batch.decided_by, batch.decided_at is not None) == (world.alice.id, True)
    again = alice.post(
        address, data={"csrf_token": alice.csrf("/password"), "do": "confirm", "revision": revision}
    )
    assert (again.status_code, len(rated())) == (422, 2)
    trail = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("collecting.%"))).all()
    last = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "collecting.paper_confirmed")
    ).one()
    assert (last.person_id, last.detail) == (world.alice.id, {"count": 2, "author": "Bob"})
    assert set(trail) == {
        f"collecting.paper_{verb}" for verb in ("begun", "handed_over", "read", "confirmed")
    }


def refused(do: Callable[..., object], *what: object) -> bool:
    try:
        do(*what)
    except Refused:
        return True
    return False


def test_only_what_waits_is_confirmed_and_only_its_author_changes_or_drops_it(world: World) -> None:
    alice, bob, line = world.alice, world.bob, [Line("5")]
    batch = batch_of(world, hand_over=False)
    assert refused(confirm, alice, batch, batch.revision, now()), "still being typed in"
    assert refused(save, alice, batch, line, batch.revision, True, now()), "by the second person"
    assert refused(drop, alice, batch, batch.revision, now())
    save(bob, batch, line, batch.revision, True, now())
    assert refused(save, bob, batch, line, batch.revision, True, now()), "after it was handed over"
    assert refused(drop, bob, batch, batch.revision, now())
    assert refused(give_back, bob, batch, batch.revision, "我自己退回", now())
    give_back(alice, batch, batch.revision, "第 1 张是 2", now())
    assert refused(confirm, alice, batch, batch.revision, now()), "given back"
    drop(bob, batch, batch.revision, now())
    assert refused(save, bob, batch, line, batch.revision, True, now()), "dropped"
    assert refused(confirm, alice, batch, batch.revision, now())
    assert (rated(), batch.state) == ([], "dropped")


def test_what_was_changed_since_it_was_read_is_not_confirmed(world: World) -> None:
    batch = batch_of(world, Line("1"))
    read = batch.revision
    give_back(world.alice, batch, read, "再看一看", now())
    save(world.bob, batch, [Line("5")], batch.revision, True, now())
    assert refused(confirm, world.alice, batch, read, now())
    assert rated() == []


def test_the_ratings_are_of_the_day_of_the_forms_and_a_closed_point_gets_none(world: World) -> None:
    world.point.created_at = now() - timedelta(days=9)
    day = local_day(now(), "Asia/Shanghai") - timedelta(days=3)
    batch = batch_of(world, Line("4"), day=day)
    world.point.retired_at = now()
    assert refused(confirm, world.alice, batch, batch.revision, now())
    world.point.retired_at = None
    confirm(world.alice, batch, batch.revision, now())
    assert db.session.scalars(select(Rating.day)).all() == [day]


def test_two_who_confirm_at_once_make_its_ratings_once(app: Flask, world: World) -> None:
    batch = batch_of(world, Line("4"), Line("3"))
    number, revision = batch.id, batch.revision

    def press(_: int) -> str:
        with app.app_context():
            try:
                confirm(
                    db.session.merge(world.alice), db.session.get_one(PaperBatch, number), revision, now()
                )
            except Refused as refusal:
                return refusal.sentence
            return "done"

    with ThreadPoolExecutor(5) as pool:
        said = list(pool.map(press, range(10)))
    assert (said.count("done"), len(rated())) == (1, 2)


def test_what_is_given_back_says_why_and_is_corrected(
    world: World, bob: CheckedClient, alice: CheckedClient
) -> None:
    batch = batch_of(world, Line("5"))
    address = f"/points/{world.point.id}/paper/{batch.id}"
    without = alice.submit(address, do="give_back", revision=batch.revision, reason="")
    assert (without.status_code, "写明退回的原因" in without.text) == (422, True)
    alice.submit(address, do="give_back", revision=batch.revision, reason="第 1 张是 2")
    assert "第 1 张是 2" in bob.get(address).text
    db.session.expire_all()
    bob.submit(address, do="hand_over", revision=batch.revision, grade="2", awareness="", comment="")
    db.session.expire_all()
    alice.submit(address, do="confirm", revision=batch.revision)
    assert rated() == [("paper", 2, None)]


def test_what_is_wrong_stands_in_its_line_and_everything_typed_stays(
    world: World, bob: CheckedClient
) -> None:
    today = local_day(now(), "Asia/Shanghai")
    batch = begin(world.bob, world.point, Source.PAPER, today, "k" * 24, now())
    address = f"/points/{world.point.id}/paper/{batch.id}"
    typed: dict[str, Any] = {"grade": ["5", "9"], "awareness": ["1", ""], "comment": ["不错", "没填对"]}
    answer = bob.submit(address, do="save", revision=1, **typed)
    assert answer.status_code == 422
    for kept in ("不错", "没填对", 'value="9"', 'id="wrong-2"'):
        assert kept in answer.text
    assert 'id="wrong-1"' not in answer.text


def test_an_older_window_does_not_write_over_a_newer_one(world: World, bob: CheckedClient) -> None:
    today = local_day(now(), "Asia/Shanghai")
    batch = begin(world.bob, world.point, Source.PAPER, today, "k" * 24, now())
    address = f"/points/{world.point.id}/paper/{batch.id}"
    assert bob.submit(address, do="save", revision=1, grade="5", awareness="", comment="").status_code == 303
    late = bob.submit(address, do="save", revision=1, grade="1", awareness="", comment="迟到的")
    assert (late.status_code, "迟到的" in late.text) == (422, True)
    db.session.expire_all()
    assert batch.forms == [["5", "", ""]]


def test_a_form_sent_twice_opens_one_batch(world: World) -> None:
    today = local_day(now(), "Asia/Shanghai")
    one = begin(world.bob, world.point, Source.PAPER, today, "k" * 24, now())
    two = begin(world.bob, world.point, Source.PAPER, today, "k" * 24, now())
    assert one.id == two.id


def test_a_batch_of_another_point_is_not_found(world: World, bob: CheckedClient) -> None:
    batch = batch_of(world, Line("5"))
    other = world.make_point(world.brand, "3 号窗口")
    db.session.commit()
    assert bob.get(f"/points/{other.id}/paper/{batch.id}").status_code == 404
    assert bob.get(f"/points/{world.point.id}/paper/{batch.id}").status_code == 200


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        (TODAY, False),
        (TODAY - timedelta(days=30), False),
        (TODAY - timedelta(days=31), True),
        (TODAY + timedelta(days=1), True),
        (None, True),
    ],
)
def test_no_paper_from_the_future_and_none_into_a_month_long_shown(day: date | None, wrong: bool) -> None:
    assert (wrong_day(day, TODAY, date(2026, 1, 1)) is not None) is wrong
    assert wrong_day(TODAY, TODAY, TODAY + timedelta(days=1)) is not None


def test_lines_are_read_by_the_rules_of_a_phone(app: Flask) -> None:
    body = body_of(current_version(1).id)
    assert lines_of({"grade": ["5", "", ""], "awareness": ["1"], "comment": [" 好\r\n"]}) == [
        Line("5", "1", "好")
    ]
    assert wrong_in(Line("5", "1", "好"), body) is None
    assert wrong_in(Line(), body) is None
    for line in (
        Line("", "", "好"),
        Line("x"),
        Line("0"),
        Line("5", "4"),
        Line("5", "", "字" * 501),
        Line("5", "", "\ud800"),
    ):
        assert wrong_in(line, body) is not None
    assert len(lines_of({"grade": ["5"] * 99})) == 20
    assert {state.label for state in State}


def test_dropping_a_batch_is_a_second_step_and_what_is_waited_for_stands_in_the_list_of_today(
    world: World, bob: CheckedClient, alice: CheckedClient
) -> None:
    address, brand = f"/points/{world.point.id}/paper", f"/dashboard/{world.brand.id}"
    batch = batch_of(world, Line("5"))
    assert "2 号窗口：1 批纸质或电话评价等人核对" in alice.get(brand).text
    assert "等人核对" not in bob.get(brand).text
    alice.submit(f"{address}/{batch.id}", do="give_back", revision=batch.revision, reason="看不清")
    assert "被退回" in bob.get(brand).text
    assert "被退回" not in alice.get(brand).text
    page = bob.get(f"{address}/{batch.id}").text
    # Within what has to be opened first; a script is not needed for it.
    folded = page[page.index("<details") : page.index("</details>")]
    assert page.count('value="drop"') == folded.count('value="drop"') == 1
    db.session.expire_all()
    assert bob.submit(f"{address}/{batch.id}", do="drop", revision=batch.revision).status_code == 303
    db.session.expire_all()
    assert (batch.state, batch.forms, rated()) == ("dropped", [], [])
