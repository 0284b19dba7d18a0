"""The comments of a brand."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from feedback import clock, pipeline
from feedback.accounts import Role
from feedback.accounts.models import AuditEntry, Membership
from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(lambda: NOW):
        yield


def texts(page: str) -> list[str]:
    """Return the comments on a page, from the top."""
    return re.findall(r'<p class="said__text">(.*?)</p>', page, re.S)


def read(client: CheckedClient, world: World, asks: str = "") -> list[str]:
    """Return the comments a person finds."""
    return texts(client.get(f"/dashboard/{world.brand.id}/comments?{asks}").text)


@pytest.fixture
def said(world: World, read_as: Callable[..., None]) -> dict[str, int]:
    """Four comments, read by the worker in a way the test knows."""
    other = world.make_point(world.brand, "1 号窗口")
    db.session.commit()
    ids = {
        "praise": world.rate(world.point, 5, "热情耐心", at=NOW),
        "complaint": world.rate(world.point, 1, "排队太久", at=NOW - timedelta(days=3)),
        "mixed": world.rate(other, 5, "人好但要跑三趟", at=NOW - timedelta(days=40)),
        "unread": world.rate(other, None, "路过", at=NOW - timedelta(days=60)),
    }
    read_as(ids["praise"], "positive", {"服务态度": "praise"})
    read_as(ids["complaint"], "negative", {"等候时间": "complaint"})
    read_as(ids["mixed"], "negative", {"等候时间": "complaint", "服务态度": "praise"}, disagrees=True)
    return ids


def test_the_newest_day_stands_first(world: World, alice: CheckedClient, said: dict[str, int]) -> None:
    assert read(alice, world) == ["热情耐心", "排队太久", "人好但要跑三趟", "路过"]


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        ("grade=5", ["热情耐心", "人好但要跑三趟"]),
        ("grade=none", ["路过"]),
        ("label=negative", ["排队太久", "人好但要跑三趟"]),
        ("theme=等候时间", ["排队太久", "人好但要跑三趟"]),
        ("theme=服务态度&polarity=praise", ["热情耐心", "人好但要跑三趟"]),
        ("theme=服务态度&polarity=complaint", []),
        ("disagrees=1", ["人好但要跑三趟"]),
        ("grade=5&label=negative", ["人好但要跑三趟"]),
        ("period=own&begin=2026-11-18&end=2026-11-18", ["排队太久"]),
        ("period=own&begin=2026-09-01&end=2026-10-31", ["人好但要跑三趟", "路过"]),
        ("grade=9&label=angry&point=999999&theme=", ["热情耐心", "排队太久", "人好但要跑三趟", "路过"]),
    ],
)
def test_comments_are_found_by_what_one_asks(
    world: World, alice: CheckedClient, said: dict[str, int], asks: str, expected: list[str]
) -> None:
    assert read(alice, world, asks) == expected


def test_comments_are_found_by_point(world: World, alice: CheckedClient, said: dict[str, int]) -> None:
    assert read(alice, world, f"point={world.point.id}") == ["热情耐心", "排队太久"]


def test_another_brands_point_finds_nothing_of_it(world: World, alice: CheckedClient) -> None:
    theirs = world.make_point(world.make_brand("邻里灯", world.other), "大厅")
    db.session.commit()
    world.rate(theirs, 1, "别家的话", at=NOW)
    assert read(alice, world, f"point={theirs.id}") == []


def test_what_was_kept_from_the_branch_is_for_the_committee_alone(
    world: World, alice: CheckedClient, bob: CheckedClient
) -> None:
    world.person("rita", Role.REVIEWER, world.committee)
    db.session.commit()
    for _ in range(5):
        world.rate(world.point, 1, "只想让上级知道", at=NOW, above=True)
    world.rate(world.point, 1, "谁都可以看", at=NOW)
    pipeline.drain()
    for client in (alice, bob):
        assert read(client, world) == ["谁都可以看"]
        assert "只想让上级知道" not in client.get(f"/dashboard/{world.brand.id}").text
    bob.post("/logout", data={"csrf_token": bob.csrf("/password")})
    bob.sign_in("rita", PASSWORD)
    assert read(bob, world).count("只想让上级知道") == 5
    assert "只想让上级知道" in bob.get(f"/dashboard/{world.brand.id}").text


def test_a_seat_on_another_committee_opens_nothing_kept_from_the_branch(
    world: World, charlie: CheckedClient
) -> None:
    # Charlie reviews his own branch and works at Alice's: the first role must not lend its eyes to the second.
    world.charlie.memberships[0].role = Role.REVIEWER.value
    world.charlie.memberships.append(Membership(organisation=world.branch, role=Role.BRANCH_STAFF.value))
    world.rate(world.point, 1, "只想让上级知道", at=NOW, above=True)
    db.session.commit()
    assert read(charlie, world) == []


def test_a_comment_that_was_replaced_is_gone(
    world: World, alice: CheckedClient, replaced: Callable[[], None]
) -> None:
    replaced()
    assert read(alice, world) == ["改过的话"]


def test_an_old_comment_is_found_behind_many_new_ones(world: World, alice: CheckedClient) -> None:
    world.rate(world.point, 1, "很久以前的话", at=NOW - timedelta(days=200))
    for n in range(33):
        world.rate(world.point, 5, "好", at=NOW - timedelta(days=n % 3))
    pipeline.drain()
    assert read(alice, world, "grade=1") == ["很久以前的话"]
    assert read(alice, world, "page=2")[-1] == "很久以前的话"


def test_thirty_stand_on_a_page(world: World, alice: CheckedClient) -> None:
    for n in range(31):
        world.rate(world.point, 5, f"第{n}句", at=NOW)
    first, second = read(alice, world), read(alice, world, "page=2")
    assert (len(first), len(second)) == (30, 1)
    assert len({*first, *second}) == 31
    assert "page=2" in alice.get(f"/dashboard/{world.brand.id}/comments").text
    assert read(alice, world, "page=0") == read(alice, world, "page=x") == first


def test_a_day_is_shuffled_the_same_way_every_time(world: World, alice: CheckedClient) -> None:
    for n in range(12):
        world.rate(world.point, 5, f"第{n}句", at=NOW + timedelta(seconds=n))
    shown = read(alice, world)
    in_order = [f"第{n}句" for n in range(12)]
    assert shown == read(alice, world)
    assert sorted(shown) == sorted(in_order)
    assert shown not in (in_order, in_order[::-1])


def test_no_time_of_day_and_no_number_stands_on_the_page(world: World, alice: CheckedClient) -> None:
    rating = world.rate(world.point, 5, "办得快", at=NOW)
    page = alice.get(f"/dashboard/{world.brand.id}/comments").text
    assert "2026年11月21日" in page
    assert "12:00" not in page
    assert f">{rating}<" not in page


def test_every_view_leaves_one_trace_and_an_empty_one_none(world: World, alice: CheckedClient) -> None:
    def views() -> int:
        where = AuditEntry.action == "dashboard.comments"
        return db.session.scalar(select(func.count()).select_from(AuditEntry).where(where)) or 0

    rating = world.rate(world.point, 2, "排队太久", at=NOW)
    read(alice, world, "grade=2")
    assert views() == 1
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.username, entry.detail["ratings"], entry.detail["asked"]["grade"]) == (
        "alice",
        [rating],
        "2",
    )
    assert read(alice, world, "grade=5") == []
    assert views() == 1


def test_a_comment_is_shown_as_text(world: World, alice: CheckedClient) -> None:
    world.rate(world.point, 5, "<script>alert(1)</script>", at=NOW)
    page = alice.get(f"/dashboard/{world.brand.id}/comments").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page


def test_the_tags_that_were_tapped_stand_in_words(world: World, alice: CheckedClient) -> None:
    world.rate(world.point, 5, "好", at=NOW, tags=("kind5", "once5"))
    assert "点选：热情耐心、一次办成" in alice.get(f"/dashboard/{world.brand.id}/comments").text
