"""Words that no theme knows yet."""

import re

import pytest
from sqlalchemy import select

from feedback.accounts.models import AuditEntry
from feedback.clock import now
from feedback.db import db
from feedback.sentiment import analyse, refresh_digests
from feedback.sentiment.models import ThemeAside, ThemeWords
from feedback.sentiment.proposals import proposed
from tests.checked import CheckedClient
from tests.factories import World

LEFT = ["道闸又坏了", "道闸抬不起来", "道闸旧了", "门口道闸响", "道闸老是不动", "道闸，满意"]
THEMED = ["排队两个小时", "态度很好", "厕所脏", "政策看不懂", "排队太久"]


def say(world: World, comments: list[str], above: bool = False) -> None:
    analyse([world.rate(world.point, 3, comment, above=above) for comment in comments])
    db.session.commit()


@pytest.fixture
def told(world: World) -> None:
    """Six comments about something no theme knows, five about themes; the words made of them."""
    say(world, LEFT + THEMED)
    refresh_digests(now(), limit=9)


def words(page: str) -> list[str]:
    return re.findall(r"<strong>(\S+?)</strong>", page)


def test_what_many_say_without_a_theme_is_proposed_with_its_count(
    world: World, told: None, cora: CheckedClient
) -> None:
    page = cora.get("/themes").text
    assert words(page) == ["道闸"]
    assert re.findall(r"(\d+) 条<", page) == ["6"]


def test_what_fewer_than_five_say_and_mere_opinions_are_not_proposed(
    world: World, cora: CheckedClient
) -> None:
    say(world, [*LEFT[:4], *THEMED, *(["都满意"] * 6)])
    refresh_digests(now(), limit=9)
    assert words(cora.get("/themes").text) == []
    assert "现在没有要提议的词" in cora.get("/themes").text


def test_what_only_the_committee_may_read_is_not_proposed(world: World, cora: CheckedClient) -> None:
    say(world, LEFT, above=True)
    say(world, THEMED)
    refresh_digests(now(), limit=9)
    assert words(cora.get("/themes").text) == []


def test_a_word_is_looked_at_before_it_is_added(world: World, told: None, cora: CheckedClient) -> None:
    look = cora.get("/themes/add?theme=环境设施&word=道闸", follow_redirects=True).text
    assert "加上“道闸”，最近 11 条评语里会多 6 条算提到" in look
    assert "<mark>道闸</mark>旧了" in look
    assert "道闸</textarea>" in look
    assert "道闸" not in db.session.get_one(ThemeWords, "环境设施").words
    kept = [*db.session.get_one(ThemeWords, "环境设施").words, "道闸"]
    assert cora.submit("/themes/环境设施", words="\n".join(kept), save="1").status_code == 303
    assert words(cora.get("/themes").text) == []


def test_what_the_theme_has_already_is_not_counted_again(
    world: World, told: None, cora: CheckedClient
) -> None:
    look = cora.get("/themes/等候时间?add=两个").text
    assert "会多 0 条算提到" in look


def test_a_word_put_aside_stays_there_until_it_is_taken_back(
    world: World, told: None, cora: CheckedClient
) -> None:
    assert cora.submit("/themes/aside", form="/themes", word="道闸").status_code == 303
    page = cora.get("/themes").text
    assert words(page) == []
    assert "放在一边的词（1）" in page
    assert db.session.scalars(select(ThemeAside.word)).all() == ["道闸"]
    cora.submit("/themes/aside", form="/themes", word="道闸", back="1")
    assert words(cora.get("/themes").text) == ["道闸"]
    found = select(AuditEntry.action, AuditEntry.subject).where(AuditEntry.action.like("sentiment.put%"))
    assert [tuple(row) for row in db.session.execute(found.order_by(AuditEntry.id))] == [
        ("sentiment.put_aside", "道闸"),
        ("sentiment.put_back", "道闸"),
    ]


def test_only_a_proposed_word_is_put_aside(world: World, told: None, cora: CheckedClient) -> None:
    for word in ("随便写的", "", "道闸" * 30):
        answer = cora.submit("/themes/aside", form="/themes", word=word)
        assert "已经处理过了" in cora.get(answer.location or "").text
    assert db.session.scalars(select(ThemeAside)).all() == []


def test_nobody_else_sees_or_changes_proposals(
    world: World, told: None, alice: CheckedClient, bob: CheckedClient, charlie: CheckedClient
) -> None:
    for client in (alice, bob, charlie):
        token = client.csrf("/password")
        assert client.get("/themes/add?theme=环境设施&word=道闸").status_code == 404
        answer = client.post("/themes/aside", data={"csrf_token": token, "word": "道闸"})
        assert answer.status_code == 404
    assert proposed(world.charlie) == proposed(world.alice) == []


def test_an_unknown_theme_is_not_found(told: None, cora: CheckedClient) -> None:
    assert cora.get("/themes/add?theme=没有&word=道闸").status_code == 404
    assert cora.get("/themes/add").status_code == 404
