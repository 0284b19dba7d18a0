"""What tells who somebody is stands covered; the original is read once, with a reason, by who answers for it."""

import re
from datetime import UTC, datetime
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select

from feedback import clock
from feedback.accounts import Role
from feedback.accounts.models import AuditEntry
from feedback.collecting import Comment
from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SAID = "漏水没人管，请打13812345678，解放路128号3幢501室"
SHOWN = "漏水没人管，请打〔手机号已隐去〕，解放路〔门牌号已隐去〕"


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(lambda: NOW):
        yield


@pytest.fixture
def said(world: World) -> int:
    """A comment with somebody's number and door in it."""
    return world.rate(world.point, 2, SAID, at=NOW)


def lists(world: World, client: CheckedClient) -> list[str]:
    return [
        client.get(f"/dashboard/{world.brand.id}{page}").text
        for page in ("", "/comments", "/comments?grade=2")
    ]


def address(world: World, client: CheckedClient) -> str:
    """Return the address of the only comment's original, as the list of comments names it."""
    found = re.search(r'href="(/dashboard/\d+/original/[^"]+)"', lists(world, client)[1])
    assert found
    return found[1]


def reasons() -> list[tuple[str, object, object]]:
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "dashboard.unmask"))
    return [(e.username, e.detail["ratings"], e.detail["reason"]) for e in rows]


def test_everybody_reads_it_covered_and_the_original_is_untouched(
    world: World, said: int, alice: CheckedClient, bob: CheckedClient, cora: CheckedClient
) -> None:
    for client in (alice, bob, cora):
        for page in lists(world, client):
            assert SHOWN in page
            assert "13812345678" not in page
    assert db.session.scalars(select(Comment.text)).all() == [SAID]


def test_alice_reads_the_original_once_with_a_reason_that_is_kept(
    world: World, said: int, alice: CheckedClient
) -> None:
    where = address(world, alice)
    before = alice.get(where)
    assert SHOWN in before.text
    assert "13812345678" not in before.text
    answer = alice.submit(where, reason="  按门牌派人修漏水 ")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert SAID in answer.text
    assert reasons() == [("alice", [said], "按门牌派人修漏水")]
    assert "13812345678" not in alice.get(where).text


def test_the_committee_may_too(world: World, said: int, cora: CheckedClient) -> None:
    assert SAID in cora.submit(address(world, cora), reason="核实举报内容").text
    assert reasons() == [("cora", [said], "核实举报内容")]


@pytest.mark.parametrize("reason", ["", "   ", "看看", "长" * 201])
def test_without_a_reason_nothing_is_shown_and_nothing_kept(
    world: World, said: int, alice: CheckedClient, reason: str
) -> None:
    answer = alice.submit(address(world, alice), reason=reason)
    assert answer.status_code == 422
    assert "13812345678" not in answer.text
    assert reasons() == []


def test_bob_charlie_and_a_reviewer_are_not_let_in(
    world: World, app: Flask, said: int, alice: CheckedClient, bob: CheckedClient, charlie: CheckedClient
) -> None:
    where = address(world, alice)
    world.person("rita", Role.REVIEWER, world.committee)
    db.session.commit()
    rita = cast(CheckedClient, app.test_client())
    rita.sign_in("rita", PASSWORD)
    for client in (bob, charlie, rita):
        token = client.csrf("/password")
        assert client.get(where).status_code == 404
        answer = client.post(where, data={"csrf_token": token, "reason": "我想看一看"})
        assert (answer.status_code, "13812345678" in answer.text) == (404, False)
    assert "/original/" not in lists(world, bob)[1]
    assert reasons() == []


def test_what_was_kept_from_the_branch_is_not_opened_by_it(
    world: World, alice: CheckedClient, cora: CheckedClient
) -> None:
    world.rate(world.point, 1, SAID, at=NOW, above=True)
    where = address(world, cora)
    assert alice.get(where).status_code == 404
    assert cora.get(where).status_code == 200


def test_nothing_is_found_under_another_day_mark_or_brand(
    world: World, said: int, alice: CheckedClient, cora: CheckedClient
) -> None:
    where = address(world, alice)
    day, mark = where.split("/")[-2:]
    other = world.make_brand("邻里灯", world.other)
    db.session.commit()
    for wrong in (f"2026-11-20/{mark}", f"{day}/{'0' * 20}", f"x/{mark}"):
        assert alice.get(f"/dashboard/{world.brand.id}/original/{wrong}").status_code == 404
    assert cora.get(f"/dashboard/{other.id}/original/{day}/{mark}").status_code == 404


def test_a_comment_with_nothing_covered_has_no_original_to_ask_for(
    world: World, alice: CheckedClient
) -> None:
    world.rate(world.point, 5, "办得快", at=NOW)
    assert "/original/" not in lists(world, alice)[1]


def test_the_address_tells_no_number_and_no_order(world: World, alice: CheckedClient) -> None:
    ids = [world.rate(world.point, 2, SAID, at=NOW) for _ in range(12)]
    marks = re.findall(r"/original/2026-11-21/([0-9a-f]{20})", lists(world, alice)[1])
    assert len(set(marks)) == len(ids)
    assert not {str(rating) for rating in ids} & set(marks)
