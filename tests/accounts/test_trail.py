"""The audit trail: it only grows, and a break in it is named."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from feedback import clock
from feedback.accounts import record
from feedback.accounts.entries import told
from feedback.accounts.models import AuditEntry
from feedback.accounts.trail import first_break, hash_of
from feedback.db import db
from tests.accounts.test_login import after
from tests.checked import CheckedClient
from tests.factories import World


@pytest.fixture
def entries(world: World) -> World:
    """A world with five entries, two of them of one moment's transaction."""
    for n in range(1, 6):
        record(
            world.alice if n % 2 else None, "brands.rename", f"第 {n} 个", before="旧名", number=n, share=0.5
        )
        if n != 3:
            db.session.commit()
    return world


def tamper(statement: str) -> None:
    """Run a statement as somebody who owns the database: past the triggers, and committed."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        for name in ("no_update", "no_delete", "no_replace"):
            db.session.execute(text(f"DROP TRIGGER IF EXISTS audit_entry_{name}"))
    db.session.execute(text(statement))
    db.session.commit()
    db.session.expire_all()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET username = 'bob'",
        "UPDATE audit_entry SET detail = '{}' WHERE id = 2",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE id = 5",
    ],
)
def test_the_database_refuses_to_change_an_entry(entries: World, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert first_break() is None


def test_an_entry_cannot_be_replaced_by_inserting_it_again(entries: World) -> None:
    columns = "id, at, person_id, username, action, subject, detail, previous, hash"
    word = "INSERT OR REPLACE" if db.engine.dialect.name == "sqlite" else "INSERT"
    changed = columns.replace("username", "'bob'")
    with pytest.raises(DBAPIError):
        db.session.execute(
            text(f"{word} INTO audit_entry ({columns}) SELECT {changed} FROM audit_entry WHERE id = 2")
        )
    db.session.rollback()
    assert first_break() is None


def test_postgresql_refuses_to_empty_the_trail(entries: World) -> None:
    if db.engine.dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text("TRUNCATE audit_entry"))
        db.session.rollback()
    assert first_break() is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_entry SET username = 'bob' WHERE id = 3", 3),
        ("UPDATE audit_entry SET person_id = NULL WHERE id = 1", 1),
        ("UPDATE audit_entry SET subject = '别的' WHERE id = 4", 4),
        ("UPDATE audit_entry SET action = 'brands.retire' WHERE id = 2", 2),
        ("UPDATE audit_entry SET at = '2020-01-01 00:00:00+00:00' WHERE id = 2", 2),
        ("UPDATE audit_entry SET detail = '{}' WHERE id = 5", 5),
        ("DELETE FROM audit_entry WHERE id = 1", 1),
        ("DELETE FROM audit_entry WHERE id = 3", 3),
        ("DELETE FROM audit_entry WHERE id = 5", 5),
        ("DELETE FROM audit_entry", 1),
        ("UPDATE audit_entry SET hash = previous WHERE id = 2", 2),
        ("UPDATE audit_entry SET id = 9 WHERE id = 2", 2),
        ("UPDATE audit_head SET number = 4", 5),
    ],
)
def test_whoever_owns_the_database_is_found_out_and_where(
    entries: World, statement: str, broken: int
) -> None:
    assert first_break() is None
    tamper(statement)
    assert first_break() == broken


def test_an_entry_rewritten_with_a_hash_that_fits_is_found_by_the_next(entries: World) -> None:
    row = db.session.execute(select(*AuditEntry.__table__.c).where(AuditEntry.id == 3)).mappings().one()
    forged = hash_of({**row, "subject": "别的"})
    tamper(f"UPDATE audit_entry SET subject = '别的', hash = '{forged}' WHERE id = 3")
    assert first_break() == 4


def test_entries_made_at_the_same_moment_make_one_chain(world: World) -> None:
    with after(clock.now(), days=1):
        for n in range(3):
            record(world.bob, "brands.rename", str(n))
    db.session.commit()
    assert first_break() is None


def test_a_long_or_wild_subject_is_kept_as_one_short_line(world: World) -> None:
    record(world.bob, "brands.rename", "长" * 400 + "\x00\n\u202e")
    record(world.bob, "brands.rename", "a\x00\r\nb\u202ec")
    db.session.commit()
    subjects = db.session.scalars(select(AuditEntry.subject).order_by(AuditEntry.id)).all()
    assert subjects == ["长" * 120, "a bc"]
    assert first_break() is None


def test_the_audit_administrator_reads_who_did_what(audrey: CheckedClient, committee: World) -> None:
    record(committee.alice, "accounts.move_organisation", "桂花支部", above="社区党总支")
    db.session.commit()
    page = audrey.get("/trail").text
    assert "移动组织" in page
    assert "上级 社区党总支" in page
    assert page.index("移动组织") < page.index("登录")


def test_what_was_asked_for_is_told_in_words_and_what_was_typed_as_it_was_typed() -> None:
    asked = {"ratings": [7, 8], "asked": {"period": "own", "begin": "2026-01-01", "grade": "1", "page": "2"}}
    assert told(asked) == "评价 2 条；筛选 时段 自选；从 2026-01-01；等级 非常不满意；第几页 2"
    assert told({"begin": "draft", "reason": "marking"}) == "原来状态 草稿；原因 marking"
    assert told({"marks": {"政治引领": "taken back"}}) == "指标 政治引领 收回"


def test_entries_are_found_by_person_action_and_local_day(audrey: CheckedClient, committee: World) -> None:
    # 17:30 UTC on the 4th is already the 5th where the residents live.
    with clock.at(lambda: datetime(2026, 3, 4, 17, 30, tzinfo=UTC)):
        record(committee.alice, "brands.rename", "三月的品牌")
        record(committee.bob, "brands.retire", "三月的评价点")
    db.session.commit()

    def found(query: str) -> tuple[bool, bool]:
        page = audrey.get(f"/trail?{query}").text
        return "三月的品牌" in page, "三月的评价点" in page

    assert found("") == (True, True)
    assert found("username=alice") == (True, False)
    assert found("action=brands.retire") == (False, True)
    assert found("since=2026-03-05&until=2026-03-05") == (True, True)
    assert found("until=2026-03-04") == (False, False)
    assert found("since=2026-03-06") == (False, False)
    assert "没有符合条件的记录" in audrey.get("/trail?username=nobody").text


@pytest.mark.parametrize("query", ["since=yesterday", "until=0001-01-01", "since=9999-12-31"])
def test_a_day_that_is_none_is_said_beside_its_field(audrey: CheckedClient, query: str) -> None:
    answer = audrey.get(f"/trail?{query}")
    assert answer.status_code == 422
    assert "field__wrong" in answer.text


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=99999999999999999999", "action=%00&username=%00"]
)
def test_wild_queries_are_answered(audrey: CheckedClient, query: str) -> None:
    assert audrey.get(f"/trail?{query}").status_code == 200


def test_long_trails_are_read_page_by_page_with_the_search_kept(
    audrey: CheckedClient, committee: World
) -> None:
    for n in range(120):
        record(committee.alice, "brands.rename", f"牌子{n:03}")
    db.session.commit()
    first = audrey.get("/trail?username=alice").text
    assert ("牌子119" in first, "牌子070" in first, "牌子069" in first) == (True, True, False)
    assert "第 1 页，共 3 页" in first
    assert "/trail?username=alice&amp;page=2" in first
    assert "牌子069" in audrey.get("/trail?username=alice&page=2").text


def test_audrey_learns_whether_the_trail_is_whole_and_that_she_looked_is_kept(
    audrey: CheckedClient, entries: World
) -> None:
    def looked() -> str:
        audrey.submit("/trail/check", form="/trail")
        return audrey.get("/trail").text

    assert "首尾相接" in looked()
    tamper("UPDATE audit_entry SET subject = '别的' WHERE id = 4")
    assert "从第 4 条起对不上" in looked()
    checks = db.session.scalars(
        select(AuditEntry.detail).where(AuditEntry.action == "accounts.check_trail").order_by(AuditEntry.id)
    ).all()
    assert checks == [{"result": "完整"}, {"result": "第 4 条起对不上"}]
