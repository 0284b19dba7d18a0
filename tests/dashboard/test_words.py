"""Words of the period on a brand's page, and the comments they lead to."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from feedback import clock, pipeline
from feedback.accounts.models import AuditEntry
from feedback.collecting import Comment
from feedback.db import db
from feedback.sentiment import refresh_digests
from tests.checked import CheckedClient
from tests.dashboard.test_brand import words_of
from tests.dashboard.test_comments import texts
from tests.factories import World

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
COOLER = [
    "大厅空调坏了",
    "空调坏了没人修",
    "太热，空调坏了",
    "空调坏了一个月",
    "空调坏了，失望",
    "又是空调坏了",
]
SWEEP = [
    "党员带头扫雪",
    "感谢党员带头",
    "党员带头，很好",
    "党员带头做事，满意",
    "党员带头上门",
    "满意，物业好",
    "物业好",
    "谢谢，物业好",
    "空调坏了也有人修好，很满意",
]


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(lambda: NOW):
        yield


@pytest.fixture
def told(world: World) -> None:
    """Complaints and praise, read, and the words of the period made of them."""
    for text in COOLER:
        world.rate(world.point, 1, text, at=NOW)
    for text in SWEEP:
        world.rate(world.point, 5, text, at=NOW - timedelta(days=1))
    pipeline.drain()
    refresh_digests(NOW, limit=9)


def links(page: str) -> list[tuple[str, str, int]]:
    """Return (address, word, count) of each word of the period."""
    found = re.findall(r'<a class="tag tag--\w+" href="([^"]+)">(\S+?)(?: (\d+))?<', page)
    return [(html.unescape(address), word, int(count or 0)) for address, word, count in found]


@pytest.mark.parametrize("period", ["month", "months"])
def test_a_word_leads_to_as_many_comments_as_its_figure_says(
    world: World, told: None, alice: CheckedClient, period: str
) -> None:
    words = links(alice.get(f"/dashboard/{world.brand.id}?period={period}").text)
    assert {"空调坏了", "党员带头"} <= {word for _, word, _ in words}
    assert {count > 0 for _, _, count in words} == {True, False}
    for address, word, count in words:
        page = alice.get(address).text
        if count == 0:
            # So few that they might be told apart: they may be read, but are not counted.
            assert "少于 5 条" in page
            assert 3 <= len(texts(page)) < 5
            continue
        assert len(texts(page)) == count >= 5
        assert all(word in text for text in texts(page))
        assert f"说到“{word}”的有 {count} 条" in page


def test_what_came_after_the_words_were_made_does_not_change_the_figure_followed(
    world: World, told: None, alice: CheckedClient
) -> None:
    [(address, _, count)] = [
        link for link in links(alice.get(f"/dashboard/{world.brand.id}").text) if link[1] == "空调坏了"
    ]
    world.rate(world.point, 1, "空调坏了还没修", at=NOW)
    pipeline.drain()
    assert len(texts(alice.get(address).text)) == count == 6
    anywhere = alice.get(f"/dashboard/{world.brand.id}/comments?word=空调坏了").text
    assert "说到“空调坏了”的有 8 条" in anywhere


def test_a_word_can_be_looked_for_with_other_conditions(
    world: World, told: None, alice: CheckedClient
) -> None:
    page = alice.get(f"/dashboard/{world.brand.id}/comments?word=空调坏了&grade=5").text
    assert texts(page) == ["空调坏了也有人修好，很满意"]
    assert "有 7 条；下面是其中符合其他条件的" in page
    assert texts(alice.get(f"/dashboard/{world.brand.id}/comments?word=没有这个词").text) == []


@pytest.mark.parametrize("word", ["13812345678", "1381", "手机号已隐去", "128"])
def test_what_is_covered_cannot_be_asked_for(world: World, alice: CheckedClient, word: str) -> None:
    for n in range(6):
        world.rate(world.point, 1, f"第{n}次，打13812345678，解放路128号", at=NOW)
    pipeline.drain()
    assert texts(alice.get(f"/dashboard/{world.brand.id}/comments?word={word}").text) == []


def test_wild_cards_are_letters(world: World, told: None, alice: CheckedClient) -> None:
    for word in ("%", "_", "空%了", "\\"):
        assert (
            texts(alice.get(f"/dashboard/{world.brand.id}/comments", query_string={"word": word}).text) == []
        )


def test_a_look_for_a_word_stands_in_the_trail(world: World, told: None, alice: CheckedClient) -> None:
    alice.get(f"/dashboard/{world.brand.id}/comments?word=空调&side=complaint")
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.detail["asked"]["word"], len(entry.detail["ratings"])) == ("空调", 6)


def test_what_was_kept_from_the_branch_is_found_by_no_word(
    world: World, alice: CheckedClient, cora: CheckedClient
) -> None:
    for _ in range(6):
        world.rate(world.point, 1, "空调坏了", at=NOW, above=True)
    pipeline.drain()
    where = f"/dashboard/{world.brand.id}/comments?word=空调"
    assert texts(alice.get(where).text) == texts(cora.get(where).text) == []
    assert "不含居民只给上级看的" in cora.get(where).text


def test_an_erased_comment_is_found_no_more(world: World, told: None, alice: CheckedClient) -> None:
    db.session.delete(db.session.scalars(select(Comment).where(Comment.text == COOLER[0])).one())
    db.session.commit()
    where = f"/dashboard/{world.brand.id}/comments?word=空调坏了&side=complaint"
    assert len(texts(alice.get(where).text)) == 5


def test_before_the_words_are_made_the_page_says_when(world: World, alice: CheckedClient) -> None:
    for text in COOLER:
        world.rate(world.point, 1, text, at=NOW)
    pipeline.drain()
    assert "一般一两分钟就好" in words_of(alice.get(f"/dashboard/{world.brand.id}").text)
