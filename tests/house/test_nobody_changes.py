"""No role, no administrator either, changes or deletes what residents said: whatever they send to whatever route (I2)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.accounts import Role
from feedback.collecting import Comment, Rating, RatingChange
from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World
from tests.house.test_other_branch import BELONGS, OTHERS
from tests.house.there import there

METHODS = ("POST", "PUT", "PATCH", "DELETE")
# What somebody might try: fields that the residents' own pages and many a system know.
TRIED = {
    "do": "erase",
    "grade": "5",
    "rating_id": "1",
    "id": "1",
    "delete": "1",
    "comment": "很好",
    "reason": "情况需要核实",
    "confirm": "1",
    "text": "已经多开一个窗口。",
    "side": "positive",
}


def kept() -> list[Any]:
    """Return every row of what residents said."""
    db.session.rollback()
    return [
        [tuple(row) for row in db.session.execute(select(*table.__table__.c).order_by(table.__table__.c.id))]
        for table in (Rating, RatingChange, Comment)
    ]


Real = dict[str, dict[str, str]]


def addresses(app: Flask, world: World, real: Real) -> list[tuple[str, str, str]]:
    """Return (method, address, endpoint) of every route that takes a change from somebody who signed in."""
    ids = {**OTHERS, **dict.fromkeys(BELONGS, 1), "brand_id": world.brand.id, "point_id": world.point.id}
    adapter = app.url_map.bind("127.0.0.1")
    found = []
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", "public")
        if guard == "public" or rule.endpoint.endswith((".logout", ".login")):
            continue
        for method in set(rule.methods or ()) & set(METHODS):
            values = {name: ids.get(name, 1) for name in rule.arguments} | real.get(rule.endpoint, {})
            found.append((method, adapter.build(rule.endpoint, values, method=method), rule.endpoint))
    return sorted(found)


@pytest.mark.parametrize("role", list(Role))
def test_no_role_changes_or_deletes_what_was_said(app: Flask, world: World, role: Role) -> None:
    for grade in (1, 5):
        world.rate(world.point, grade, "等了很久", tags=())
    real = there(world)
    place = world.branch if role in (Role.BRANCH_MANAGER, Role.BRANCH_STAFF) else world.committee
    world.person("somebody", role, place)
    db.session.commit()
    client: CheckedClient = app.test_client()  # type: ignore[assignment]
    client.sign_in("somebody", PASSWORD)
    token, before = client.csrf("/password"), kept()
    tried = addresses(app, world, real)
    assert len(tried) > 20
    reached = set()
    for method, where, endpoint in tried:
        sent = {**TRIED, "csrf_token": token}
        if client.open(where, method=method, data=sent, checks=False).status_code in (200, 303):
            reached.add(endpoint)
        assert kept() == before, (method, where)
    if role is Role.BRANCH_MANAGER:
        assert set(real) <= reached, "what is there was opened, not only asked for"
    assert client.get("/password").status_code == 200, "signed in to the end"
