"""House rule (P4): on no page that staff can open stands what tells who a resident is."""

from typing import Any

import pytest
from flask import Flask

from feedback import pipeline
from feedback.clock import now
from feedback.screening import look
from feedback.sentiment import refresh_digests
from tests.checked import CheckedClient
from tests.factories import World
from tests.house.test_daily_step import a_year, read
from tests.house.test_other_branch import OTHERS
from tests.house.there import there

SECRETS = ("13812345678", "110101199003077715", "128号", "浙A12345")
# Pages of one comment: they show it, covered.
SHOWING = ("cases.case", "sentiment.labels_one", "dashboard.original_comment")
SAID = (
    "等了{}个小时没人管，请打13812345678",
    "等了{}个小时，我叫老王，身份证110101199003077715，态度太差",
    "等了{}个小时，解放路128号，车牌浙A12345，路灯坏了没人修",
)


@pytest.fixture
def told(world: World) -> None:
    """Residents who told who they are, with everything made of it."""
    for n in range(6):
        for said in SAID:
            world.rate(world.point, 5 if n % 3 else 1, said.format(n))
    pipeline.drain()
    a_year(world)
    assert look(now()) > 0, "what is nearly the same is evidence of a review"
    refresh_digests(now(), limit=9)


@pytest.mark.parametrize("who", ["alice", "bob", "cora"])
def test_no_page_shows_whom_a_comment_is_from(
    app: Flask, world: World, told: None, who: str, request: pytest.FixtureRequest
) -> None:
    client: CheckedClient = request.getfixturevalue(who)
    ids: dict[str, Any] = {"brand_id": world.brand.id, "point_id": world.point.id, "theme": "等候时间"}
    build = app.url_map.bind("127.0.0.1").build
    real, masked = there(world), 0
    for rule in app.url_map.iter_rules():
        known = {**dict.fromkeys(rule.arguments, 1), **OTHERS, **ids}
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        values = {name: known[name] for name in rule.arguments} | real.get(rule.endpoint, {})
        answer = client.get(build(rule.endpoint, values), checks=False, follow_redirects=False)
        page = read(answer.data)
        assert [secret for secret in SECRETS if secret in page] == [], rule
        covered = "已隐去" in page
        masked += covered
        assert covered or who == "bob" or rule.endpoint not in SHOWING, rule
    assert masked >= 3
