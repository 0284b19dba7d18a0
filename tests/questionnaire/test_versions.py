"""Versions: published for good, followed by the next, valid for seven days after."""

import copy
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from feedback.accounts import Person, Role
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused
from feedback.questionnaire import Questionnaire, Version, current_version, version_shown
from feedback.questionnaire.actions import PUBLISHED, discard, publish, save_draft
from feedback.questionnaire.draft import fingerprint
from tests.factories import World

HOURS = timedelta(hours=1)


@pytest.fixture
def cora(world: World) -> Person:
    """Cora, who manages the committee and so the questionnaire of its brands."""
    return world.person("cora", Role.COMMITTEE_MANAGER, world.committee)


def follow(world: World, at: object = None) -> Version:
    """Publish the next version of the first questionnaire; return it."""
    last = current_version(1)
    body = copy.deepcopy(last.body)
    body["title"]["zh"] = f"第 {last.number + 1} 版满意吗？"
    version = Version(
        questionnaire_id=1, number=last.number + 1, body=body, created_at=now(), published_at=at
    )
    db.session.add(version)
    db.session.commit()
    return version


def test_a_page_without_a_version_means_the_current_one(world: World) -> None:
    assert version_shown(1, None, now()) == version_shown(1, 1, now()) == current_version(1)


def test_an_older_version_is_valid_for_seven_days_after_it_was_followed(world: World) -> None:
    first, second = current_version(1), follow(world, now())
    followed = second.published_at
    assert followed is not None
    assert current_version(1).id == second.id
    almost = followed + timedelta(days=7) - timedelta(seconds=1)
    assert version_shown(1, first.id, followed) == first
    assert version_shown(1, first.id, almost) == first
    assert version_shown(1, first.id, followed + timedelta(days=7)) is None


def test_the_seven_days_begin_with_the_version_after_and_not_with_the_newest(world: World) -> None:
    first = current_version(1)
    follow(world, now())
    third = follow(world, now() + 5 * 24 * HOURS)
    assert third.published_at is not None
    assert version_shown(1, first.id, third.published_at + 24 * HOURS) == first
    assert version_shown(1, first.id, third.published_at + 49 * HOURS) is None


def test_a_draft_neither_follows_nor_is_shown(world: World) -> None:
    first, draft = current_version(1), follow(world)
    assert current_version(1) == first
    assert version_shown(1, draft.id, now()) is None
    assert version_shown(1, first.id, now() + 30 * 24 * HOURS) == first


def test_a_version_of_another_questionnaire_is_not_shown(world: World) -> None:
    other = Questionnaire(name="会议测评")
    other.versions = [Version(number=1, body=current_version(1).body, created_at=now(), published_at=now())]
    db.session.add(other)
    db.session.commit()
    assert version_shown(1, other.versions[0].id, now()) is None
    assert version_shown(1, 999, now()) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE questionnaire_version SET body = '{}' WHERE id = 1",
        "UPDATE questionnaire_version SET published_at = NULL WHERE id = 1",
        "UPDATE questionnaire_version SET number = 9 WHERE id = 1",
        "DELETE FROM questionnaire_version WHERE id = 1",
    ],
)
def test_the_database_refuses_to_touch_a_published_version(world: World, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert current_version(1).body["title"]["zh"] == "这次服务，您满意吗？"


def test_a_published_version_cannot_be_pushed_out_by_another_row(world: World) -> None:
    draft = follow(world)
    columns = "questionnaire_id, number, body, created_at, published_at"
    word = "OR REPLACE " if db.engine.dialect.name == "sqlite" else ""
    for statement in (
        f"INSERT {word}INTO questionnaire_version (id, {columns}) SELECT 1, {columns} FROM questionnaire_version WHERE id = {draft.id}",
        f"UPDATE {word}questionnaire_version SET id = 1 WHERE id = {draft.id}",
        f"UPDATE {word}questionnaire_version SET number = 1 WHERE id = {draft.id}",
    ):
        with pytest.raises(DBAPIError):
            db.session.execute(text(statement))
        db.session.rollback()
    assert db.session.scalar(text("SELECT body FROM questionnaire_version WHERE id = 1")) is not None
    assert current_version(1).number == 1


def test_a_draft_may_be_changed_published_and_thrown_away(world: World, cora: Person) -> None:
    draft = follow(world)
    body = {**draft.body, "awareness": False}
    save_draft(cora, draft, body)
    publish(cora, draft, fingerprint(body))
    assert current_version(1).id == draft.id
    assert current_version(1).body["awareness"] is False
    another = follow(world)
    discard(cora, another)
    assert db.session.get(Version, another.id) is None


def test_the_actions_refuse_a_version_that_somebody_has_just_published(world: World, cora: Person) -> None:
    draft = follow(world)
    # Somebody else published it; this session still believes in its draft.
    db.session.execute(
        text("UPDATE questionnaire_version SET published_at = created_at WHERE id = :id"), {"id": draft.id}
    )
    db.session.commit()
    assert draft.published_at is None
    body = draft.body
    with pytest.raises(Refused, match=PUBLISHED):
        save_draft(cora, draft, {**body, "awareness": False})
    with pytest.raises(Refused, match=PUBLISHED):
        discard(cora, draft)
    with pytest.raises(Refused, match=PUBLISHED):
        publish(cora, draft, fingerprint(body))
    db.session.expire_all()
    assert current_version(1).body["awareness"] is True


def test_a_draft_that_changed_since_it_was_looked_at_is_not_published(world: World, cora: Person) -> None:
    draft = follow(world)
    seen = fingerprint(draft.body)
    save_draft(cora, draft, {**draft.body, "awareness": False})
    with pytest.raises(Refused, match="草稿刚才有改动"):
        publish(cora, draft, seen)
    assert current_version(1).number == 1
