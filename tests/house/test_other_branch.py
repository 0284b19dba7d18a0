"""Charlie's branch sees nothing of Alice's: every route that names an object, from the map of routes itself (S2)."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.checked import CheckedClient
from tests.factories import World
from tests.house.there import there

# What stands in an address for an object of Alice's branch; a new kind of object must be told here.
# Reviews of an existing flag: tests/screening/test_reviews.py.
BELONGS = {"brand_id", "point_id", "cycle_id", "flag_id"}
# Addresses that name nothing of a branch: the public's, the administrators' and the committee's own.
COMMON = {
    "code",
    "token",
    "device_id",
    "filename",
    "theme",
    "organisation_id",
    "person_id",
    "membership_id",
    "scheme_id",
    "number",
    "questionnaire_id",
    "version_id",
    "version",
}
OTHERS: dict[str, Any] = {
    "kind": "svg",
    "number": 1,
    "batch_id": 1,
    "person_id": 1,
    "indicator": "mass",
    "form": "xlsx",
    "state": "open",
    "day": "2026-11-21",
    "mark": "0" * 20,
    "theme": "等候时间",
}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.arguments & BELONGS]


def address(app: Flask, rule: Rule, world: World) -> str:
    ids = {"brand_id": world.brand.id, "point_id": world.point.id, "cycle_id": 1, "flag_id": 1, **OTHERS}
    adapter = app.url_map.bind("127.0.0.1")
    return adapter.build(rule.endpoint, {name: ids[name] for name in rule.arguments})


def test_every_argument_of_every_route_is_known_here(app: Flask) -> None:
    names = {name for rule in app.url_map.iter_rules() for name in rule.arguments}
    assert names - BELONGS - COMMON - set(OTHERS) == set()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_charlie_is_answered_as_if_it_did_not_exist(
    app: Flask, world: World, charlie: CheckedClient, method: str
) -> None:
    token = charlie.csrf("/password")
    seen = {}
    for rule in rules(app):
        if method in (rule.methods or ()):
            where = address(app, rule, world)
            seen[where] = charlie.open(where, method=method, data={"csrf_token": token}).status_code
    assert len(seen) > 5
    assert {where: status for where, status in seen.items() if status != 404} == {}


def test_what_is_really_there_is_not_there_for_charlie(
    app: Flask, world: World, alice: CheckedClient, charlie: CheckedClient
) -> None:
    token, build = charlie.csrf("/password"), app.url_map.bind("127.0.0.1").build
    sent = {"csrf_token": token, "text": "已经多开一个窗口。", "side": "positive", "reason": "核实"}
    for endpoint, named in there(world).items():
        rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
        values = {**({"brand_id": world.brand.id} if "brand_id" in rule.arguments else {}), **named}
        where = build(endpoint, values, method="POST")
        if "GET" in (rule.methods or ()):
            assert (where, charlie.get(where).status_code) == (where, 404)
            assert (where, alice.get(where).status_code) == (where, 200)
        assert (where, charlie.post(where, data=sent).status_code) == (where, 404)


def test_alice_herself_is_let_in(app: Flask, world: World, alice: CheckedClient) -> None:
    opened = [
        rule.endpoint
        for rule in rules(app)
        if "GET" in (rule.methods or ()) and alice.get(address(app, rule, world)).status_code == 200
    ]
    assert {"brands.brand", "brands.point", "scoring.score"} <= set(opened)
