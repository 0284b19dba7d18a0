"""Above the limit a rating costs a little, is never refused, and what was paid once pays once."""

import base64
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from feedback import clock
from feedback.admission import Occasion, Wanted, forget_spent
from feedback.admission.code_actions import make_batch
from feedback.admission.models import SpentChallenge
from feedback.admission.rules import KEPT
from feedback.clock import now
from feedback.collecting import Comment, RatingChange
from feedback.db import db
from tests.admission.crowd import Crowd, fields_of, new_key, ratings, slip_of, solved
from tests.factories import World

PHONES = 300 if os.environ.get("PROOF") == "1" else 30
SAID = "等了<很久>。\r\n第二行“引号”"
WHOLE = {"grade": "2", "tags": ["", "wait2"], "comment": SAID, "awareness": "heard", "above": "1"}


def statements(send: Callable[[], object]) -> list[str]:
    """Return the statements that reach the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    send()
    event.remove(db.engine, "before_cursor_execute", note)
    return seen


def test_below_the_limit_looking_costs_no_statement(crowd: Crowd) -> None:
    crowd.send()
    below = statements(crowd.send)
    crowd.app.config["LIMIT_ADDRESS"] = 0
    assert below == statements(crowd.send)
    assert [s.split()[0] for s in below if "rating" in s] == ["INSERT", "INSERT", "INSERT"]
    assert db.session.scalar(select(func.count(SpentChallenge.nonce))) == 0


def test_everybody_behind_one_address_is_taken(crowd: Crowd) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: crowd.insist().status_code, range(PHONES)))
    assert answers == [303] * PHONES
    assert ratings() == PHONES
    paid = db.session.scalar(select(func.count(SpentChallenge.nonce))) or 0
    assert PHONES - 10 <= paid <= PHONES - 2, "all but the first, and those under way with them, have paid"


def test_a_crowd_at_one_point_pays_whatever_its_addresses_and_nobody_elsewhere(
    crowd: Crowd, world: World
) -> None:
    crowd.app.config.update(LIMIT_ADDRESS=1000, LIMIT_POINT=2)
    assert [crowd.send().status_code for _ in range(3)] == [303, 303, 429]
    assert crowd.insist().status_code == 303
    other = world.make_point(world.brand, "1 号窗口")
    db.session.commit()
    assert Crowd(crowd.app, f"/r/{other.code}").send().status_code == 303


def test_the_page_says_how_long_and_keeps_everything_for_the_button(full: Crowd) -> None:
    key = new_key()
    page = full.send(**WHOLE, key=key, version="1", extra="x")
    assert (page.status_code, page.headers["Retry-After"]) == (429, "10")
    assert "请等 10 秒，再点“提交”" in page.text
    kept = fields_of(page)
    assert kept.pop("paid")
    assert kept == {
        "key": [key],
        "version": ["1"],
        "extra": ["x"],
        **{name: value if isinstance(value, list) else [value] for name, value in WHOLE.items()},
    }
    assert ratings() == 2
    taken = full.send(**kept, paid=solved(slip_of(page)))
    assert taken.status_code == 303
    state = db.session.scalars(select(RatingChange).order_by(RatingChange.id.desc()).limit(1)).one()
    assert (state.grade, state.tags, state.awareness, state.above) == (2, ["wait2"], "heard", True)
    assert db.session.scalars(select(Comment.text)).one() == SAID.replace("\r\n", "\n")


def test_a_rating_without_a_key_gets_one_with_the_page(full: Crowd) -> None:
    page = full.send(key="")
    assert len(fields_of(page)["key"]) == 1
    assert len(fields_of(page)["key"][0]) >= 16


def test_what_is_wrong_is_said_before_anything_is_asked_for(full: Crowd) -> None:
    assert full.send(grade="6").status_code == 422


def test_what_was_taken_grows_without_paying_again(crowd: Crowd) -> None:
    key = new_key()
    first = crowd.send(key=key, turn="1")
    crowd.send()
    assert crowd.send().status_code == 429
    for turn, comment in (("2", "慢"), ("3", "很慢"), ("3", "很慢")):
        change = crowd.send(key=key, turn=turn, comment=comment)
        assert (change.status_code, change.headers["Location"]) == (303, first.headers["Location"])
    assert (ratings(), db.session.scalars(select(Comment.text)).all()) == (2, ["很慢"])


def codes(world: World) -> list[str]:
    """Return ten one-time codes of the point."""
    today = now().date()
    wanted = Wanted(Occasion.MEETING, "议事会", 10, today + timedelta(days=3))
    return make_batch(world.alice, world.point, wanted, "s" * 24, today, now())[1]


def test_a_hall_full_of_codes_makes_it_dearer_for_nobody(crowd: Crowd, world: World) -> None:
    assert {crowd.send(ticket=code).status_code for code in codes(world)} == {303}
    assert [crowd.send().status_code for _ in range(3)] == [303, 303, 429]


def test_a_one_time_code_has_paid_already_and_a_wrong_one_pays_for_nothing(full: Crowd, world: World) -> None:
    code, *_ = codes(world)
    assert full.send(ticket="0" * 18).status_code == 422
    assert full.send(ticket=code).status_code == 303
    assert full.send(ticket=code).status_code == 422
    assert (full.send().status_code, ratings()) == (429, 3)


def test_changes_are_not_counted_as_ratings(crowd: Crowd) -> None:
    key = new_key()
    for turn in range(1, 6):
        assert crowd.send(key=key, turn=str(turn), comment=f"{turn}").status_code == 303
    assert [crowd.send().status_code for _ in range(2)] == [303, 429]


def test_a_paid_answer_that_was_lost_is_asked_for_again_at_no_price(full: Crowd) -> None:
    sent = {**fields_of(full.send()), "paid": ""}
    sent["paid"] = solved(slip_of(full.send()))
    first, again = full.send(**sent), full.send(**sent)
    assert first.status_code == again.status_code == 303
    assert first.headers["Location"] == again.headers["Location"]
    assert ratings() == 3


def test_a_solution_pays_for_one_rating_only(full: Crowd) -> None:
    paid = solved(slip_of(full.send()))
    assert [full.send(paid=paid).status_code for _ in range(3)] == [303, 429, 429]
    assert ratings() == 3


def test_fifty_at_once_with_one_solution_are_one_rating_and_the_others_are_asked(full: Crowd) -> None:
    paid = solved(slip_of(full.send()))
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: full.send(paid=paid).status_code, range(50)))
    assert (answers.count(303), answers.count(429)) == (1, 49)
    assert ratings() == 3


def test_fifty_at_once_of_one_paid_rating_are_one_rating_with_one_thanks(full: Crowd) -> None:
    sent = {"key": new_key(), "paid": solved(slip_of(full.send()))}
    with ThreadPoolExecutor(10) as pool:
        answers = {answer.headers["Location"] for answer in pool.map(lambda _: full.send(**sent), range(50))}
    assert (len(answers), ratings()) == (1, 3)


def test_a_solution_for_another_point_pays_for_nothing_here(full: Crowd, world: World) -> None:
    other = world.make_point(world.brand, "1 号窗口")
    db.session.commit()
    elsewhere = Crowd(full.app, f"/r/{other.code}")
    paid = solved(slip_of(elsewhere.send()))
    assert full.send(paid=paid).status_code == 429
    assert elsewhere.send(paid=paid).status_code == 303


def changed(slip: str, change: Callable[[dict[str, Any]], None]) -> str:
    """Return a slip with something in it changed."""
    told = json.loads(base64.b64decode(slip))
    change(told)
    return base64.b64encode(json.dumps(told).encode()).decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["solution"].update(counter=told["solution"]["counter"] + 1),
        lambda told: told["challenge"]["parameters"].update(keyPrefix=""),
        lambda told: told["challenge"]["parameters"].update(cost=10**9),
        lambda told: told["challenge"]["parameters"]["data"].update(made=0),
        lambda told: told["challenge"]["parameters"]["data"].update(wait=0),
        lambda told: told["challenge"].update(signature="0" * 64),
        lambda told: told["challenge"].pop("signature"),
        lambda told: told["challenge"]["parameters"].pop("data"),
    ],
    ids=["number", "prefix", "cost", "age", "wait", "signature", "no signature", "no data"],
)
def test_a_forged_one_pays_for_nothing(full: Crowd, change: Callable[[dict[str, Any]], None]) -> None:
    paid = changed(solved(slip_of(full.send())), change)
    assert full.send(paid=paid).status_code == 429
    assert ratings() == 2


NONSENSE = ["", "x", "e30=", "bnVsbA==", "W10=", "Ww" * 900, "9" * 60_000, "“”", "\x00", "=" * 40]
NONSENSE += [
    base64.b64encode(text.encode()).decode()
    for text in (
        '{"challenge": 1, "solution": 1}',
        '{"challenge": [], "solution": {}}',
        '{"challenge": {"parameters": []}, "solution": {}}',
        '{"challenge": {"parameters": {"algorithm": 1, "nonce": null, "salt": [], "cost": 1e400}, "signature": "x"},'
        ' "solution": {"counter": [], "derivedKey": {}}}',
    )
]


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_asked_again_and_breaks_nothing(full: Crowd, text: str) -> None:
    assert full.send(paid=text).status_code == 429


@pytest.mark.parametrize(
    ("later", "status"),
    [
        (timedelta(minutes=29), 303),
        (timedelta(minutes=31), 429),
        (timedelta(days=1), 429),
        (timedelta(days=-1), 429),
    ],
)
def test_an_old_solution_is_asked_again_and_the_next_one_pays_whatever_the_clock_did(
    full: Crowd, later: timedelta, status: int
) -> None:
    paid = solved(slip_of(full.send()))
    then = now() + later
    with clock.at(lambda: then):
        fill_up(full)
        before = ratings()
        assert full.send(paid=paid).status_code == status
        assert full.insist().status_code == 303
        assert ratings() == before + 1 + (status == 303)


def fill_up(crowd: Crowd) -> None:
    """Let ratings in until the next one costs something."""
    while crowd.send().status_code == 303:
        pass


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_a_day_wrong_keeps_nobody_out(full: Crowd, days: int) -> None:
    then = now() + timedelta(days=days)
    with clock.at(lambda: then):
        assert [full.insist().status_code for _ in range(4)] == [303] * 4
    assert [full.insist().status_code for _ in range(4)] == [303] * 4
    assert ratings() == 10


class TestWaiting:
    """The price of a phone that cannot compute."""

    def test_is_enough_after_so_many_seconds_and_not_before(self, full: Crowd) -> None:
        page = full.send(comment="慢")
        moment = now()
        with clock.at(lambda: moment + timedelta(seconds=4)):
            early = full.send(**fields_of(page))
        assert early.status_code == 429
        assert slip_of(early) == slip_of(page), "with another one an impatient finger would wait for ever"
        assert int(early.headers["Retry-After"]) in (6, 7)
        with clock.at(lambda: moment + timedelta(seconds=10)):
            assert full.send(**fields_of(early)).status_code == 303
        assert (ratings(), db.session.scalars(select(Comment.text)).one()) == (3, "慢")

    def test_pays_for_one_rating_and_not_beside_the_solution(self, full: Crowd) -> None:
        slip = slip_of(full.send())
        assert full.send(paid=solved(slip)).status_code == 303
        moment = now() + timedelta(seconds=20)
        with clock.at(lambda: moment):
            assert full.send(paid=slip).status_code == 429
        assert ratings() == 3


class TestSomebodyNew:
    """A fresh identity is not to be had by a header."""

    def test_is_nobody_who_only_says_so(self, full: Crowd) -> None:
        for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
            assert replace(full, headers={name: "9.9.9.9"}).send().status_code == 429

    def test_is_who_comes_from_elsewhere_through_our_own_proxy(self, full: Crowd) -> None:
        full.app.config["TRUSTED_PROXIES"] = 1
        assert replace(full, headers={"X-Forwarded-For": "9.9.9.9"}).send().status_code == 303
        assert replace(full, headers={"X-Forwarded-For": "1.1.1.1, 9.9.9.9"}).send().status_code == 303
        assert replace(full, headers={"X-Forwarded-For": "2.2.2.2, 9.9.9.9"}).send().status_code == 429


def test_what_was_spent_long_ago_is_forgotten_and_no_sooner(full: Crowd, app: Flask) -> None:
    paid = solved(slip_of(full.send()))
    full.send(paid=paid)
    moment = now()
    assert forget_spent(moment + timedelta(days=1, minutes=31)) == 0, "a clock a day ahead is put right again"
    assert forget_spent(moment + KEPT - timedelta(minutes=1)) == 0
    assert full.send(paid=paid).status_code == 429
    assert forget_spent(moment + KEPT + timedelta(minutes=1)) == 1
    assert db.session.scalar(select(func.count(SpentChallenge.nonce))) == 0


def test_no_worker_may_compute_but_on_the_pages_that_need_it(full: Crowd) -> None:
    client = full.app.test_client()
    policies = [client.get(path).headers["Content-Security-Policy"] for path in (full.address, "/privacy")]
    assert [
        "worker-src 'self'" in policy
        for policy in (*policies, full.send().headers["Content-Security-Policy"])
    ] == [
        True,
        False,
        True,
    ]


def test_nobody_is_asked_behind_a_proxy_that_no_setting_tells_of(full: Crowd) -> None:
    here, phone = {"REMOTE_ADDR": "127.0.0.1"}, full.app.test_client(use_cookies=False)
    sent = [phone.post(full.address, data={"grade": "1"}, environ_base=here).status_code for _ in range(4)]
    assert sent == [303] * 4
    assert full.send().status_code == 429
