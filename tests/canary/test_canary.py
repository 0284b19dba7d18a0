"""Five ratings an hour prove that the counters move, and leave no trace where people look."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from feedback import canary, pipeline
from feedback.accounts import Role
from feedback.accounts.queries import top_organisation
from feedback.brands import Brand, Point
from feedback.canary.actions import NAME, _send
from feedback.canary.models import CanaryState
from feedback.canary.rules import due, late, still_for
from feedback.clock import at
from feedback.collecting import Rating
from feedback.db import db
from feedback.ledger.models import Leaf
from feedback.questionnaire.queries import others_use, questionnaires
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World
from tests.house.test_daily_step import a_year, read
from tests.house.test_other_branch import OTHERS

BEGIN = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_five_an_hour_are_due_every_twelve_minutes_whatever_the_clock_does() -> None:
    assert not due(BEGIN, BEGIN + 11 * MINUTE, 5)
    assert due(BEGIN, BEGIN + 12 * MINUTE, 5)
    assert due(BEGIN, BEGIN - timedelta(days=1), 5)
    assert not due(BEGIN, BEGIN + timedelta(days=1), 0)


def test_late_after_a_minute_still_after_two_hours() -> None:
    before = BEGIN - 12 * MINUTE
    assert not late(BEGIN, before, BEGIN + MINUTE)
    assert late(BEGIN, before, BEGIN + MINUTE + timedelta(seconds=1))
    assert not late(BEGIN, BEGIN, BEGIN + 5 * MINUTE)
    assert still_for(BEGIN, BEGIN + timedelta(hours=2)) is None
    assert still_for(BEGIN, BEGIN + timedelta(hours=3)) == timedelta(hours=3)


@pytest.fixture
def on(app: Flask) -> Iterator[Flask]:
    """The canaries turned on: tests and benches have none."""
    app.config["CANARY_AN_HOUR"] = 5
    yield app
    app.config["CANARY_AN_HOUR"] = 0


def hours(number: float, worker: bool = True) -> datetime:
    """Let the worker look every minute for some hours; return the moment after. `worker`: it also works off what waits."""
    moment = BEGIN
    for _ in range(int(number * 60)):
        with at(lambda when=moment: when):  # type: ignore[misc]
            canary.tick(moment)
            if worker:
                pipeline.drain()
        moment += MINUTE
    return moment


def test_in_two_hours_ten_are_sent_and_counted_within_a_minute_through_ledger_and_tally(on: Flask) -> None:
    now = hours(2)
    state = canary.state(now)
    assert (state.sent, state.counted, state.wrong, state.late) == (10, 10, "", False)
    assert state.seconds == 60
    assert set(db.session.scalars(select(Rating.source))) == {"canary"}
    assert set(db.session.scalars(select(Rating.grade))) == {3, 4, 5}
    assert db.session.scalar(select(func.count()).select_from(Leaf)) == 20
    assert on.test_cli_runner().invoke(args=["verify"]).exit_code == 0
    assert on.test_cli_runner().invoke(args=["recompute", "--check"]).exit_code == 0


def test_of_two_workers_one_sends(on: Flask) -> None:
    canary.tick(BEGIN)
    seen_before = db.session.get_one(CanaryState, 1)
    with db.engine.begin() as another:
        another.execute(update(CanaryState).values(sent=2))
    _send(seen_before, BEGIN)
    assert db.session.scalar(select(func.count(Rating.id))) == 1


def test_counters_that_stand_still_are_told_of_whatever_residents_send(
    on: Flask, world: World, phone: CheckedClient
) -> None:
    world.person("sam", Role.SYSTEM_ADMIN, world.committee)
    world.rate(world.point, 5, at=BEGIN)
    db.session.commit()
    sam = cast(CheckedClient, on.test_client())
    pipeline.drain()
    now = hours(2.1, worker=False)
    with at(lambda: now):
        sam.sign_in("sam", PASSWORD)
        health: Any = phone.get("/healthz").json
        assert "自检" in sam.get("/").text
    assert health["degraded"]
    assert [w for w in health["wrong"] if w.startswith("counters: ")]
    assert health["canary"]["late"]
    with at(lambda: now):
        pipeline.drain()
        canary.tick(now)
        health = phone.get("/healthz").json
        assert canary.state(now).counted == canary.state(now).sent, "residents' own are not among them"
        assert not health["degraded"]
        assert "自检" not in sam.get("/").text


def test_turned_off_nothing_is_made(app: Flask) -> None:
    canary.tick(BEGIN)
    assert db.session.scalar(select(func.count()).select_from(CanaryState)) == 0
    assert canary.state(BEGIN).wrong == ""


def arguments(world: World, brand: Brand, point: Point) -> dict[str, Any]:
    """Return what stands in the addresses of the canary's own pages."""
    return {
        **OTHERS,
        "flag_id": 1,
        "brand_id": brand.id,
        "point_id": point.id,
        "organisation_id": brand.organisation_id,
        "cycle_id": 1,
        "questionnaire_id": 1,
        "version_id": 1,
        "scheme_id": 1,
        "person_id": world.alice.id,
        "kind": "svg",
        "theme": "服务态度",
    }


def test_no_page_and_no_command_shows_a_trace(
    on: Flask, world: World, phone: CheckedClient, alice: CheckedClient, cora: CheckedClient
) -> None:
    hours(1)
    point = db.session.scalars(select(Point).where(Point.name == NAME)).one()
    clients = [phone, alice, cora]
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        world.person(f"{role.value[:3]}.min", role, world.committee)
        db.session.commit()
        clients.append(cast(CheckedClient, on.test_client()))
        clients[-1].sign_in(f"{role.value[:3]}.min", PASSWORD)
    a_year(world)
    values, adapter, opened = arguments(world, point.brand, point), on.url_map.bind("127.0.0.1"), 0
    for rule in on.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not rule.arguments <= set(values):
            continue
        where = adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
        for client in clients:
            answer = client.get(where)
            opened += answer.status_code == 200
            assert NAME not in read(answer.data), where
    assert opened > 30
    assert "红色代办" in read(cora.get("/assessment/1/result.xlsx").data), "a file is read, too"
    assert NAME not in phone.get(f"/b/{point.brand.code}").text
    for command in (["points"], ["accounts", "list"]):
        assert NAME not in on.test_cli_runner().invoke(args=command).output


def test_it_stands_in_nobodys_way(on: Flask, world: World) -> None:
    hours(0.1)
    cora = world.person("cora", Role.COMMITTEE_MANAGER, world.committee)
    db.session.commit()
    top = top_organisation()
    assert top is not None
    assert top.id == world.committee.id
    assert not others_use(cora, questionnaires()[0])


def test_in_an_empty_installation_the_first_administrator_does_not_land_in_it(on: Flask) -> None:
    hours(0.1)
    assert top_organisation() is None
