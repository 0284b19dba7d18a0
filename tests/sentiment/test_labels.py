"""Labelling on screen: who is asked about what, what is kept, what the committee settles."""

from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from feedback.accounts import Role
from feedback.accounts.models import AuditEntry
from feedback.db import db
from feedback.sentiment import Analysis, analyse
from feedback.sentiment.marks import change_of, mark_of
from feedback.sentiment.models import CommentLabel
from feedback.sentiment.votes import Worth, held_back
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World
from tests.sentiment.people import erase, rate


def say(
    world: World, comment: str, grade: int | None = 5, why: Worth | None = Worth.GRADE, above: bool = False
) -> int:
    """Let a resident say something that was read as worth a label; return the number of the state."""
    while True:
        rating = rate(world.point, grade, comment, above=above)
        analyse([rating])
        read = db.session.get_one(Analysis, rating)
        db.session.execute(
            update(Analysis).where(Analysis.rating_id == rating).values(worth=why, intent="complaint")
        )
        db.session.commit()
        if held_back(read.change_id) is (why is Worth.SAMPLE):
            return read.change_id
        erase(rating)


def labels() -> list[tuple[int, int, str, str]]:
    db.session.expire_all()
    rows = db.session.scalars(select(CommentLabel).order_by(CommentLabel.id))
    return [(row.change_id, row.number, row.standing, row.side) for row in rows]


def here(change: int) -> str:
    return f"/labels/{mark_of(change)}"


def click(browser: CheckedClient, change: int, side: str, **beside: object) -> int:
    return browser.submit(here(change), form="/password", side=side, **beside).status_code


def test_alice_is_asked_why_and_one_click_is_kept(world: World, alice: CheckedClient) -> None:
    change = say(world, "排队太久", grade=5)
    page = alice.get("/labels").text
    assert "排队太久" in page
    assert "居民选了“非常满意”，话里像是有意见" in page
    assert "今天已标 <strong>0</strong> 条" in page
    answer = alice.submit(here(change), form="/labels", side="negative")
    assert (answer.status_code, answer.location) == (303, "/labels")
    assert labels() == [(change, 1, "branch", "negative")]
    after = alice.get("/labels").text
    assert "今天已标 <strong>1</strong> 条" in after
    assert "现在没有要标的评语" in after


def test_a_correction_is_a_new_row_and_the_same_again_is_none(world: World, alice: CheckedClient) -> None:
    change = say(world, "排队太久")
    for side in ("positive", "positive", "negative"):
        assert click(alice, change, side) == 303
    assert labels() == [(change, 1, "branch", "positive"), (change, 2, "branch", "negative")]
    assert "您上次标的是“不满”" in alice.get(here(change)).text


def test_no_label_is_ever_changed_or_deleted(world: World, alice: CheckedClient) -> None:
    click(alice, say(world, "排队太久"), "negative")
    for statement in ("UPDATE comment_label SET side = 'positive'", "DELETE FROM comment_label"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_intent_and_themes_are_kept_only_where_they_were_read_wrongly(
    world: World, alice: CheckedClient
) -> None:
    first, second = say(world, "排队太久"), say(world, "排队真的太久")
    click(alice, first, "negative", intent="complaint", themes="等候时间")
    click(alice, second, "negative", intent="suggestion", themes=["等候时间", "环境设施"])
    kept = db.session.scalars(select(CommentLabel).order_by(CommentLabel.id)).all()
    assert [(row.intent, row.themes) for row in kept] == [
        (None, None),
        ("suggestion", ["等候时间", "环境设施"]),
    ]


def test_nonsense_is_not_kept(world: World, alice: CheckedClient) -> None:
    change = say(world, "排队太久")
    for fields in (
        {"side": "angry"},
        {"side": "negative", "intent": "x"},
        {"side": "negative", "themes": "x"},
    ):
        alice.submit(here(change), form="/password", **fields)
    assert labels() == []
    assert "这一条没有记下来" in alice.get("/labels").text


def test_charlie_is_asked_nothing_of_hers(world: World, charlie: CheckedClient) -> None:
    change = say(world, "排队太久")
    assert "现在没有要标的评语" in charlie.get("/labels").text
    assert charlie.get(here(change)).status_code == 404
    assert click(charlie, change, "positive") == 404
    assert labels() == []


def test_what_is_kept_from_the_branch_is_asked_of_the_committee_only(
    world: World, alice: CheckedClient, cora: CheckedClient
) -> None:
    change = say(world, "排队太久", above=True)
    assert "排队太久" not in alice.get("/labels").text
    assert alice.get(here(change)).status_code == 404
    click(alice, change, "positive")
    assert labels() == []
    assert "排队太久" in cora.get("/labels").text
    click(cora, change, "negative")
    assert labels() == [(change, 1, "committee", "negative")]


def test_each_comment_is_asked_of_few(world: World, alice: CheckedClient, bob: CheckedClient) -> None:
    changes = [say(world, f"排队太久，{n} 号窗口") for n in range(12)]
    for change in changes:
        click(alice, change, "negative")
    asked = [change for change in changes if bob.get(here(change)).status_code == 200]
    assert asked == [change for change in changes if change % 4 == 0]


def test_alice_cannot_label_what_nobody_asked_about(world: World, alice: CheckedClient) -> None:
    change = say(world, "态度热情", why=None)
    click(alice, change, "negative")
    assert labels() == []
    assert "请标下一条" in alice.get("/labels").text


def test_a_branch_that_clears_itself_is_brought_before_the_committee(
    world: World, alice: CheckedClient, cora: CheckedClient
) -> None:
    # The resident is dissatisfied and so are the words; drawn as a sample, so it is asked at all.
    change = say(world, "排队太久", grade=1, why=Worth.SAMPLE)
    click(alice, change, "positive")
    page = cora.get("/labels").text
    assert "排队太久" in page
    assert "请您定" in page
    click(cora, change, "negative")
    assert "现在没有要标的评语" in cora.get("/labels").text


def test_when_two_disagree_the_committee_is_asked(
    world: World, alice: CheckedClient, bob: CheckedClient, cora: CheckedClient
) -> None:
    while (change := say(world, "排队太久", grade=5)) % 4:
        pass
    click(alice, change, "negative")
    click(bob, change, "neutral")
    assert "请您定" in cora.get("/labels").text
    click(bob, change, "negative")
    assert "请您定" not in cora.get("/labels").text


def test_the_committee_confirms_what_is_held_back(
    world: World, alice: CheckedClient, cora: CheckedClient
) -> None:
    change = say(world, "态度热情", why=Worth.SAMPLE)
    click(alice, change, "positive")
    assert "随机抽到的" in cora.get("/labels").text
    assert "态度热情" not in alice.get("/labels").text.split("刚才标的")[0]


def test_an_erased_comment_is_asked_no_more(world: World, alice: CheckedClient) -> None:
    first, second = say(world, "排队太久"), say(world, "等了好久")
    click(alice, first, "negative")
    for change in (first, second):
        erase(db.session.scalars(select(Analysis.rating_id).where(Analysis.change_id == change)).one())
    page = alice.get("/labels").text
    assert "现在没有要标的评语" in page
    assert "排队太久" not in page


def test_the_same_words_are_asked_once(world: World, alice: CheckedClient) -> None:
    first, _ = say(world, "排队太久"), say(world, "排队太久")
    click(alice, first, "negative")
    assert "现在没有要标的评语" in alice.get("/labels").text


def test_kinds_are_mixed(world: World, alice: CheckedClient) -> None:
    say(world, "排队太久", grade=5)
    say(world, "办得很快", why=Worth.SAMPLE)
    say(world, "今天来过", grade=3, why=Worth.UNSURE)
    seen = []
    for _ in range(3):
        page = alice.get("/labels").text
        seen += [w for w in ("话里像是有意见", "随机抽到的", "程序拿不准") if w in page]
        action = page.split('action="/labels/')[1].split('"')[0]
        click(alice, change_of(action) or 0, "unsure")
    assert seen == ["话里像是有意见", "随机抽到的", "程序拿不准"]


def test_every_look_and_every_label_stands_in_the_trail(world: World, alice: CheckedClient) -> None:
    change = say(world, "排队太久")
    rating = db.session.scalars(select(Analysis.rating_id).where(Analysis.change_id == change)).one()
    alice.get("/labels")
    click(alice, change, "negative")
    actions = select(AuditEntry.action, AuditEntry.detail).where(AuditEntry.action.startswith("sentiment."))
    assert [tuple(row) for row in db.session.execute(actions.order_by(AuditEntry.id))] == [
        ("sentiment.view_comments", {"ratings": [rating]}),
        ("sentiment.label", {"rating": rating, "side": "不满"}),
    ]


def test_reviewers_and_administrators_label_nothing(world: World, app: Flask) -> None:
    for role in (Role.REVIEWER, Role.SECURITY_ADMIN):
        world.person(role.value, role, world.committee)
        db.session.commit()
        client = cast(CheckedClient, app.test_client())
        client.sign_in(role.value, PASSWORD)
        assert client.get("/labels").status_code == 404


def test_a_reading_says_whether_it_is_worth_a_label(world: World) -> None:
    ids = [rate(world.point, 3, f"今天来过 {n} 次") for n in range(20)]
    analyse(ids)
    db.session.commit()
    rows = db.session.scalars(select(Analysis)).all()
    assert [row.worth for row in rows] == [
        Worth.SAMPLE if held_back(row.change_id) else Worth.UNSURE for row in rows
    ]


def test_a_mark_tells_no_number(world: World, alice: CheckedClient) -> None:
    marks = [mark_of(number) for number in range(1, 100)]
    assert [change_of(mark) for mark in marks] == list(range(1, 100))
    assert sorted(marks) != marks
    for nonsense in ("1", "x" * 32, "0" * 32, "ab"):
        assert change_of(nonsense) is None
        assert alice.get(f"/labels/{nonsense}").status_code == 404


def test_what_tells_who_somebody_is_stays_covered(world: World, alice: CheckedClient) -> None:
    change = say(world, "排队太久，请打 13812345678")
    assert "13812345678" not in alice.get("/labels").text
    click(alice, change, "negative")
    assert "13812345678" not in alice.get("/labels").text
    assert "手机" in alice.get("/labels").text
