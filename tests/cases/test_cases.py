"""A bad rating becomes a case: who sees it, who answers it, and what its resident may say of the answer."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from feedback import cases, clock, pipeline, workdays
from feedback.accounts import Role
from feedback.accounts.models import AuditEntry
from feedback.cases.models import Case, CaseMark, Reply
from feedback.cases.rules import complains, settled
from feedback.clock import now
from feedback.collecting import CHANGE_WINDOW, Rating
from feedback.db import db
from feedback.sentiment import reading
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World
from tests.sentiment.people import Undecided

LATER = CHANGE_WINDOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def undecided() -> Iterator[None]:
    """Words are read by a reader that costs nothing and sees no complaint."""
    with reading.by(Undecided()):
        yield


def rated(phone: CheckedClient, world: World, grade: str, **fields: str) -> str:
    """Send a rating; return its claim code."""
    thanks = phone.post(f"/r/{world.point.code}", data={"grade": grade, **fields}).headers["Location"]
    found = re.search(r"(?:\d{4} ){4}\d{4}", phone.get(thanks).text)
    assert found
    return found[0]


def looked(later: timedelta = LATER) -> list[Case]:
    """Let the worker look, so much later; return every case there is."""
    pipeline.drain()
    moment = now() + later
    with clock.at(lambda: moment):
        while cases.look(moment):
            pass
    return list(db.session.scalars(select(Case).order_by(Case.id)))


def answered(who: CheckedClient, case: Case, text: str = "已经多开一个窗口。") -> int:
    return who.post(f"/cases/{case.code}", data={"csrf_token": who.csrf("/login"), "text": text}).status_code


def rate_answer(phone: CheckedClient, code: str, grade: str) -> tuple[int, str]:
    page = phone.post("/claim", data={"code": code, "do": "follow_up", "grade": grade})
    return page.status_code, page.text


@pytest.mark.parametrize(
    ("grade", "label", "intent", "disagrees", "is_one"),
    [
        (1, None, None, False, True),
        (2, "positive", "praise", True, True),
        (3, "unclear", "complaint", False, False),
        (3, "negative", "complaint", False, True),
        (5, "negative", "complaint", True, True),
        (5, "negative", "complaint", False, False),
        (5, "negative", "question", True, False),
        (None, "negative", "complaint", False, True),
        (4, "positive", "praise", False, False),
    ],
)
def test_a_bad_grade_or_words_that_complain_make_a_case(
    grade: int | None, label: str | None, intent: str | None, disagrees: bool, is_one: bool
) -> None:
    assert complains(grade, label, intent, disagrees) is is_one


def test_a_rating_settles_after_its_half_hour_even_if_a_clock_was_a_day_ahead() -> None:
    at = now()
    assert not settled(at, at + timedelta(minutes=29), CHANGE_WINDOW)
    assert settled(at, at + timedelta(minutes=30), CHANGE_WINDOW)
    assert not settled(at, at - timedelta(minutes=5), CHANGE_WINDOW)
    assert settled(at, at - timedelta(days=1), CHANGE_WINDOW)


def test_working_days_leave_out_holidays_and_count_the_days_worked_in_their_place() -> None:
    # National Day 2025: from 1 to 8 October nobody works; Sunday 28 September is worked.
    assert workdays.after(date(2025, 9, 30), 1) == date(2025, 10, 9)
    assert workdays.after(date(2025, 9, 26), 1) == date(2025, 9, 28)
    # No calendar is out for it: Monday to Friday.
    assert workdays.after(date(2099, 1, 2), 1) == date(2099, 1, 5)


def test_only_what_has_settled_and_complains_becomes_a_case_and_once(
    phone: CheckedClient, world: World
) -> None:
    rated(phone, world, "1", comment="等了很久")
    rated(phone, world, "5")
    assert looked(timedelta(minutes=29)) == []
    (case,) = looked()
    assert (case.grade, case.above, case.due) == (1, False, workdays.after(case.day, 15))
    assert looked() == [case]


def test_what_was_there_before_cases_were_is_not_made_into_cases(phone: CheckedClient, world: World) -> None:
    rated(phone, world, "1")
    pipeline.drain()
    cases.begin_after(db.session.scalars(select(func.max(Rating.id))).one())
    db.session.commit()
    assert looked() == []


def test_a_case_stays_open_and_says_nothing_when_its_rating_is_replaced(
    phone: CheckedClient, alice: CheckedClient, world: World
) -> None:
    code = rated(phone, world, "1", comment="等了很久")
    kept = rated(phone, world, "1", comment="排队太乱")
    first, second = looked()
    phone.post("/claim", data={"code": code, "do": "replace", "grade": "5", "comment": "后来很好"})
    phone.post("/claim", data={"code": kept, "do": "erase"})
    assert looked() == [first, second]
    pages = [
        re.sub(r"[0-9a-f]{16}|csrf_token\" value=\"[^\"]+", "", alice.get(f"/cases/{c.code}").text)
        for c in (first, second)
    ]
    assert pages[0] == pages[1], "replaced or erased: nobody can tell"
    assert "非常不满意" in pages[0]
    assert "后来很好" not in pages[0]


def test_a_good_rating_replaced_by_a_bad_one_becomes_a_case_of_its_first_day(
    phone: CheckedClient, world: World
) -> None:
    code, before = rated(phone, world, "5"), now()
    assert looked() == []
    later = before + timedelta(days=3)
    with clock.at(lambda: later):
        phone.post("/claim", data={"code": code, "do": "replace", "grade": "1"})
        pipeline.drain()
        (case,) = looked()
    assert (case.grade, case.day) == (1, clock.local_day(before, "Asia/Shanghai"))


def test_who_sees_a_case_and_who_answers_it(
    phone: CheckedClient,
    alice: CheckedClient,
    bob: CheckedClient,
    charlie: CheckedClient,
    cora: CheckedClient,
    world: World,
) -> None:
    rated(phone, world, "1", comment="等了很久")
    rated(phone, world, "2", comment="书记自己插队", above="1")
    open_one, kept_above = looked()
    for who, sees, answers in ((alice, 1, True), (bob, 1, False), (cora, 2, True), (charlie, 0, False)):
        page = who.get("/cases").text
        assert page.count("等了很久") == (sees > 0)
        assert page.count("书记自己插队") == (sees > 1)
        assert who.get(f"/cases/{open_one.code}").status_code == (200 if sees else 404)
        assert who.get(f"/cases/{kept_above.code}").status_code == (200 if sees > 1 else 404)
        assert ("送出答复" in who.get(f"/cases/{open_one.code}").text) == answers
    assert answered(bob, open_one) == 404
    assert answered(charlie, open_one) == 404
    assert answered(alice, kept_above) == 404
    assert db.session.scalar(select(func.count(Reply.id))) == 0
    assert answered(cora, kept_above) == 303


def test_no_administrator_sees_a_case(app: Flask, phone: CheckedClient, world: World) -> None:
    rated(phone, world, "1", comment="等了很久")
    (case,) = looked()
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        world.person(role.value.replace("_", ""), role, world.committee)
        db.session.commit()
        who = cast(CheckedClient, app.test_client())
        who.sign_in(role.value.replace("_", ""), PASSWORD)
        assert [who.get(path).status_code for path in ("/cases", f"/cases/{case.code}")] == [404, 404]


def test_an_answer_reaches_its_resident_and_nobody_can_take_it_back(
    phone: CheckedClient, alice: CheckedClient, world: World
) -> None:
    code = rated(phone, world, "1", comment="等了很久")
    assert "还没有答复" in phone.post("/claim", data={"code": code}).text
    (case,) = looked()
    assert answered(alice, case, " ") == 422
    assert answered(alice, case, "长" * 301) == 422
    assert answered(alice, case) == 303
    assert answered(alice, case) == 422, "sent twice"
    assert answered(alice, case, "窗口已经加了椅子。") == 303
    page = phone.post("/claim", data={"code": code}).text
    assert re.findall(r"<blockquote>(.+)</blockquote>", page)[-2:] == [
        "已经多开一个窗口。",
        "窗口已经加了椅子。",
    ]
    assert "桂花支部" in page
    assert "Alice" not in page
    assert "窗口已经加了椅子。" in phone.post("/claim", data={"code": code, "do": "copy"}).text
    with pytest.raises(DBAPIError):
        db.session.execute(update(Reply).values(text="没说过"))
    db.session.rollback()


def test_the_page_of_a_good_rating_says_the_same_as_that_of_a_bad_one(
    phone: CheckedClient, world: World
) -> None:
    moment = now()  # one moment: the page tells the minute
    with clock.at(lambda: moment):
        codes = [rated(phone, world, grade) for grade in ("1", "5")]
    looked()
    pages = [phone.post("/claim", data={"code": c}).text.replace(c.replace(" ", ""), "") for c in codes]
    assert pages[0] == pages[1]


def test_an_answer_is_rated_once_and_only_by_the_code(
    app: Flask, phone: CheckedClient, alice: CheckedClient, world: World
) -> None:
    code = rated(phone, world, "1")
    (case,) = looked()
    assert rate_answer(phone, code, "4")[0] == 422, "nothing is answered yet"
    answered(alice, case)
    assert "居民还没有评价" in alice.get(f"/cases/{case.code}").text
    assert rate_answer(phone, code, "9")[0] == 422
    status, page = rate_answer(phone, code, "4")
    assert (status, "您对答复的评价已经收到" in page) == (200, True)
    assert rate_answer(phone, code, "1")[0] == 422
    assert cases.followed_up(case.rating_id) == 4
    assert "居民对答复的评价" in alice.get(f"/cases/{case.code}").text
    pipeline.drain()
    run = app.test_cli_runner().invoke(args=["verify"])
    assert run.exit_code == 0, run.output


def test_reading_and_answering_leave_a_trace(
    phone: CheckedClient, alice: CheckedClient, world: World
) -> None:
    rated(phone, world, "1", comment="等了很久")
    (case,) = looked()
    alice.get("/cases")
    answered(alice, case)
    done = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.startswith("cases.")).order_by(AuditEntry.id)
    ).all()
    assert list(done) == ["cases.view", "cases.reply"]


def test_what_waits_stands_on_the_branchs_own_page(
    phone: CheckedClient, alice: CheckedClient, world: World
) -> None:
    rated(phone, world, "1")
    (case,) = looked()
    home = f"/dashboard/{world.brand.id}"
    assert "1 条差评还没有答复" in alice.get(home).text
    answered(alice, case)
    assert "差评还没有答复" not in alice.get(home).text
    assert "已经多开一个窗口" not in alice.get("/cases").text
    assert case.code in alice.get("/cases?answered=1").text
    assert db.session.scalar(select(CaseMark.seen)) == case.rating_id
