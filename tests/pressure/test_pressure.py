"""The question after the rating: one tap, counted once, joined to nothing, read one level up and never by the branch."""

from datetime import timedelta
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from feedback import clock
from feedback.accounts import Role
from feedback.accounts.models import Membership
from feedback.clock import now
from feedback.collecting import Rating, Sent, Source, receive
from feedback.db import db
from feedback.pressure import tidy
from feedback.pressure.models import PressureCount, PressureSpent
from feedback.questionnaire import current_version
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World


def thanked(phone: CheckedClient, world: World, grade: int = 5) -> str:
    return str(phone.post(f"/r/{world.point.code}", data={"grade": str(grade)}).headers["Location"])


def says(phone: CheckedClient, world: World, *answers: str) -> None:
    for answer in answers:
        told = phone.post(thanked(phone, world), data={"do": "pressure", "pressed": answer})
        assert told.status_code == 200


def counted() -> dict[str, int]:
    db.session.rollback()  # what nobody committed is not there
    return {row.answer: row.count for row in db.session.scalars(select(PressureCount))}


def test_every_grade_is_asked_alike_and_answered_alike(phone: CheckedClient, world: World) -> None:
    answered = set()
    for grade in range(1, 6):
        thanks = thanked(phone, world, grade)
        page = phone.get(thanks).text
        assert page.index("是否有人要求您打好评") > 0
        answer = phone.post(thanks, data={"do": "pressure", "pressed": ("yes", "no")[grade % 2]}).text
        answered.add(answer.replace(thanks, ""))
    assert len(answered) == 1
    assert counted() == {"yes": 2, "no": 3}


def test_one_thanks_page_is_counted_once(phone: CheckedClient, world: World) -> None:
    thanks = thanked(phone, world)
    for answer in ("yes", "yes", "no"):
        assert phone.post(thanks, data={"do": "pressure", "pressed": answer}).status_code == 200
    assert counted() == {"yes": 1}
    assert phone.post(thanks, data={"do": "pressure", "pressed": "perhaps"}).status_code == 404
    later = now() + timedelta(minutes=31)
    with clock.at(lambda: later):
        assert phone.post(thanked(phone, world), data={"do": "pressure", "pressed": "no"}).status_code == 200
        assert phone.post(thanks, data={"do": "pressure", "pressed": "no"}).status_code == 410
    assert counted() == {"yes": 1, "no": 1}


def test_nothing_leads_from_an_answer_to_a_rating(phone: CheckedClient, world: World, app: Flask) -> None:
    says(phone, world, "yes", "no", "no")
    tables = [PressureCount.__tablename__, PressureSpent.__tablename__]
    columns = [sorted(c["name"] for c in inspect(db.engine).get_columns(t)) for t in tables]
    assert columns == [["answer", "count", "day", "organisation_id"], ["day", "mark"]]
    values = {v for row in db.session.scalars(select(Rating)) for v in (row.key_hash, row.claim, row.seal)}
    assert not values & set(db.session.scalars(select(PressureSpent.mark)))
    if db.engine.dialect.name == "sqlite":
        for table in tables:
            sql = db.session.connection().exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
            )
            assert "WITHOUT ROWID" in str(sql.scalar_one())


def test_who_has_answered_is_forgotten_and_the_counts_stay(phone: CheckedClient, world: World) -> None:
    says(phone, world, "yes", "no")
    tidy(now() + timedelta(days=1))
    assert len(db.session.scalars(select(PressureSpent)).all()) == 2
    tidy(now() + timedelta(days=2))
    assert db.session.scalars(select(PressureSpent)).all() == []
    assert counted() == {"yes": 1, "no": 1}
    if db.engine.dialect.name == "postgresql":
        # Which transaction wrote a row last would tell whose answer it was.
        written = text("SELECT count(DISTINCT CAST(xmin AS text)) FROM pressure_count")
        assert db.session.scalar(written) == 1


def test_a_screen_that_many_share_asks_nobody(phone: CheckedClient, world: World) -> None:
    sent, version = Sent(grade="5"), current_version(world.brand.questionnaire_id).id
    kept = receive(world.point.id, world.point.code, version, sent, None, now(), Source.KIOSK)
    thanks = f"/r/{world.point.code}/thanks/{kept.token}"
    assert phone.post(thanks, data={"do": "pressure", "pressed": "yes"}).status_code == 404
    assert counted() == {}


def test_it_is_read_one_level_up_from_five_answers_on_and_never_by_the_branch(
    phone: CheckedClient,
    world: World,
    alice: CheckedClient,
    bob: CheckedClient,
    cora: CheckedClient,
) -> None:
    earlier = now() - timedelta(days=32)
    with clock.at(lambda: earlier):
        says(phone, world, "yes", "no", "no", "no")
    says(phone, world, "yes", "yes")
    few = cora.get("/pressure").text
    assert "还没有够数的回答" in few
    assert "桂花支部" not in few
    with clock.at(lambda: earlier):
        says(phone, world, "no")
    enough = cora.get("/pressure").text
    assert "桂花支部" in enough
    assert "1（20%）" in enough
    assert "有人要求打好评" in cora.get(f"/dashboard/{world.brand.id}").text
    for client in (alice, bob):
        assert client.get("/pressure").status_code == 404
        assert "有人要求打好评" not in client.get(f"/dashboard/{world.brand.id}").text


@pytest.mark.parametrize("also", [None, Role.BRANCH_STAFF], ids=["reviewer there", "works there, too"])
def test_who_belongs_to_the_branch_is_not_above_it(
    phone: CheckedClient, world: World, app: Flask, also: Role | None
) -> None:
    earlier = now() - timedelta(days=32)
    with clock.at(lambda: earlier):
        says(phone, world, *["yes"] * 5)
    person = world.person("dora", Role.REVIEWER, world.committee if also else world.branch)
    if also:
        person.memberships.append(Membership(organisation=world.branch, role=also))
    db.session.commit()
    dora = cast(CheckedClient, app.test_client())
    dora.sign_in("dora", PASSWORD)
    assert "桂花支部" not in dora.get("/pressure").text.split("<h1>")[1]
