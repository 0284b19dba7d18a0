"""A tap, then the rest: the phone counts what it sends under a key, and an older state never wins over a newer one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from feedback import clock, pipeline
from feedback.clock import now
from feedback.collecting import Comment, Rating, RatingChange
from feedback.collecting.rules import turn_of
from feedback.db import db
from feedback.scoring.models import Tally
from tests.checked import CheckedClient
from tests.factories import World

KEY = "k" * 20
REST = {"grade": "2", "tags": ["", "wait2"], "comment": "等了很久", "awareness": "heard", "above": "1"}


def send(phone: CheckedClient, world: World, turn: int | str, **fields: object) -> TestResponse:
    return phone.post(f"/r/{world.point.code}", data={"key": KEY, "turn": str(turn), **fields})


def standing() -> tuple[int, int | None, list[str], str]:
    """Return how many ratings there are, and what counts of the one: grade, tags, text."""
    db.session.rollback()  # what nobody committed is not there
    state = db.session.scalars(select(RatingChange).order_by(RatingChange.number.desc()).limit(1)).one()
    text = db.session.scalar(select(Comment.text).where(Comment.change_id == state.id)) or ""
    return db.session.scalar(select(func.count(Rating.id))) or 0, state.grade, state.tags, text


def test_a_tap_and_then_the_rest_are_one_rating_with_one_thanks(phone: CheckedClient, world: World) -> None:
    tapped = send(phone, world, 1, grade="2")
    whole = send(phone, world, 2, **REST)
    assert (tapped.status_code, tapped.headers["Location"]) == (303, whole.headers["Location"])
    assert standing() == (1, 2, ["wait2"], "等了很久")


def test_a_tap_held_up_on_its_way_does_not_undo_what_came_after_it(
    phone: CheckedClient, world: World
) -> None:
    whole = send(phone, world, 3, **REST)
    for turn in (1, 2):
        late = send(phone, world, turn, grade="5")
        assert (late.status_code, late.headers["Location"]) == (303, whole.headers["Location"])
    assert standing() == (1, 2, ["wait2"], "等了很久")


def test_the_same_turn_again_is_the_same_answer_and_no_new_row(phone: CheckedClient, world: World) -> None:
    answers = {send(phone, world, 2, **REST).headers["Location"] for _ in range(3)}
    send(phone, world, 2, grade="5")  # two that left at once: the first to arrive stands
    assert len(answers) == 1
    assert db.session.scalar(select(func.count(RatingChange.id))) == 1


def test_a_phone_that_counts_nothing_changes_as_before(phone: CheckedClient, world: World) -> None:
    send(phone, world, 7, grade="5")
    send(phone, world, "", **REST)
    assert standing() == (1, 2, ["wait2"], "等了很久")


@pytest.mark.parametrize("text", [None, "", "0", "-1", "1.5", "10000", "9" * 400, "１", "x", " 1"])
def test_a_malformed_turn_counts_as_none(text: str | None) -> None:
    assert turn_of(text) is None


def test_only_the_last_state_is_counted_however_often_the_worker_looks(
    phone: CheckedClient, world: World
) -> None:
    send(phone, world, 1, grade="1")
    pipeline.drain()
    send(phone, world, 2, **REST)
    pipeline.drain()
    send(phone, world, 3, grade="4")
    pipeline.drain()
    pipeline.drain()
    tally = db.session.scalars(select(Tally)).one()
    assert [getattr(tally, f"g{grade}") for grade in (1, 2, 3, 4, 5)] == [0, 0, 0, 1, 0]


def test_numbers_that_skip_what_never_arrived_are_no_damage(phone: CheckedClient, world: World) -> None:
    send(phone, world, 4, grade="1")
    send(phone, world, 9, **REST)
    pipeline.drain()
    verified = phone.application.test_cli_runner().invoke(args=["verify"])
    assert verified.exit_code == 0, verified.output


def test_what_is_refused_keeps_its_key_and_its_turn(phone: CheckedClient, world: World) -> None:
    send(phone, world, 1, grade="2")
    refused = send(phone, world, 2, grade="2", comment="好" * 501)
    assert refused.status_code == 422
    assert f'name="key" id="key" value="{KEY}"' in refused.text
    assert 'name="turn" id="turn" value="2"' in refused.text


def test_the_phones_clock_decides_nothing_and_the_servers_may_jump_a_day(
    phone: CheckedClient, world: World
) -> None:
    moment = now()
    send(phone, world, 1, grade="2")
    for days in (-1, 1):
        jumped = moment + timedelta(days=days)
        with clock.at(lambda then=jumped: then):  # type: ignore[misc]
            assert send(phone, world, 2, **REST).status_code == 303
    assert standing() == (1, 2, [], ""), "too late or too early: nothing is changed, nothing is lost"
    send(phone, world, 2, **REST)
    assert standing() == (1, 2, ["wait2"], "等了很久")


def test_fifty_taps_and_buttons_at_once_are_one_rating_and_the_last_state(app: Flask, world: World) -> None:
    address = f"/r/{world.point.code}"

    def press(n: int) -> tuple[int, str]:
        turn = n % 5 + 1
        sent = {"key": KEY, "turn": str(turn), "grade": str(turn)}
        if turn > 1:
            sent["comment"] = f"第 {turn} 次"
        answer = app.test_client(use_cookies=False).post(address, data=sent)
        return answer.status_code, answer.headers["Location"]

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(press, range(50)))
    assert len(answers) == 1
    assert answers.pop()[0] == 303
    assert standing() == (1, 5, [], "第 5 次")
    assert list(db.session.scalars(select(Comment.text))) == ["第 5 次"], "no text of an older state is left"
