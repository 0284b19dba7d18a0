"""The committee changes the words by which a theme is known."""

from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.accounts import Role
from feedback.accounts.models import AuditEntry
from feedback.clock import now
from feedback.db import db
from feedback.sentiment import Analysis, analyse, reread, waiting
from feedback.sentiment.models import ThemeWords
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World

HERE = "/themes/等候时间"


@pytest.fixture
def dora(world: World, app: Flask) -> CheckedClient:
    """Dora leads the committee."""
    world.person("dora", Role.COMMITTEE_MANAGER, world.committee)
    db.session.commit()
    client = cast(CheckedClient, app.test_client())
    client.sign_in("dora", PASSWORD)
    return client


def say(world: World, *comments: str) -> list[int]:
    ids = [world.rate(world.point, 3, comment) for comment in comments]
    analyse(ids)
    db.session.commit()
    return ids


def trail(action: str) -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_every_theme_stands_on_the_page(dora: CheckedClient) -> None:
    page = dora.get("/themes").text
    for theme in db.session.scalars(select(ThemeWords.theme)):
        assert theme in page


def test_looking_shows_what_would_match_and_keeps_nothing(world: World, dora: CheckedClient) -> None:
    say(world, "在大堂坐了很久", "态度很好")
    page = dora.submit(HERE, words="大堂", look="1").text
    assert "有 1 条提到" in page
    assert "在<mark>大堂</mark>坐了很久" in page
    assert "大堂" not in db.session.get_one(ThemeWords, "等候时间").words


def test_every_look_at_comments_stands_in_the_trail(world: World, dora: CheckedClient) -> None:
    say(world, "排队太久")
    dora.get(HERE)
    assert [(e.username, e.subject, e.detail) for e in trail("sentiment.view_comments")] == [
        ("dora", "等候时间", {"matched": 1})
    ]


def test_new_words_are_kept_recorded_and_old_comments_read_again(world: World, dora: CheckedClient) -> None:
    [rating] = say(world, "在大堂坐了很久")
    assert db.session.get_one(Analysis, rating).themes == []
    assert dora.submit(HERE, words="大堂 排队\n-大堂经理", save="1").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(ThemeWords, "等候时间").words == ["大堂", "排队", "-大堂经理"]
    [entry] = trail("sentiment.theme_words")
    assert entry.detail["added"] == ["-大堂经理", "大堂"]
    assert waiting() == 1
    assert reread(now()) == 1
    assert waiting() == 0
    assert db.session.get_one(Analysis, rating).themes == ["等候时间"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "请至少留下一个词"),
        ("-小时候 -", "带减号的词只用来排除"),
        ("这是一个实在是太长太长的词", "最多 12 个字"),
        (" ".join(f"词{i}" for i in range(61)), "最多 60 个词"),
        ("词" * 1001, "最多 60 个词"),
    ],
)
def test_words_that_cannot_be_are_refused_beside_the_field(
    dora: CheckedClient, words: str, sentence: str
) -> None:
    answer = dora.submit(HERE, words=words, save="1")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert trail("sentiment.theme_words") == []


def test_nobody_else_changes_the_words(
    alice: CheckedClient, bob: CheckedClient, charlie: CheckedClient
) -> None:
    for browser in (alice, bob, charlie):
        assert browser.get("/themes").status_code == 404
        assert browser.get(HERE).status_code == 404


def test_a_theme_that_does_not_exist_is_not_found(dora: CheckedClient) -> None:
    assert dora.get("/themes/没有").status_code == 404


def test_a_look_shows_nobodys_number_and_cannot_ask_for_one(world: World, dora: CheckedClient) -> None:
    say(world, "大堂里打13812345678没人接", "电话13900001111")
    page = dora.submit(HERE, words="大堂 1381234", look="1").text
    assert "有 1 条提到" in page
    assert "里打〔手机号已隐去〕没人接" in page
    assert "有 0 条提到" in dora.submit(HERE, words="139 手机号已", look="1").text
