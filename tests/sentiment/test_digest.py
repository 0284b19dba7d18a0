"""What was said of a brand: made in the background, read by pages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from feedback.clock import now
from feedback.db import db
from feedback.sentiment import analyse, digest_of, refresh_digests, spans
from feedback.sentiment.digest import FRESH
from feedback.sentiment.models import Digest
from tests.factories import World
from tests.sentiment.people import erase

COMPLAINTS = ["排队太慢，空调坏了", "空调坏了没人修，太差", "大厅空调坏了，失望", "没人管，空调坏了"]
PRAISE = ["态度热情，党员带头扫雪", "党员带头，满意", "支部党员带头，很好"]


def say(world: World, comments: list[str], grade: int = 3, above: bool = False) -> list[int]:
    ids = [world.rate(world.point, grade, comment, above=above) for comment in comments]
    analyse(ids)
    db.session.commit()
    return ids


def month() -> str:
    return spans(now())["month"].key


@pytest.mark.parametrize(
    ("moment", "month", "year"),
    [
        (datetime(2026, 11, 18, tzinfo=UTC), (date(2026, 11, 1), date(2026, 11, 18)), date(2025, 12, 1)),
        (datetime(2026, 12, 31, 12, tzinfo=UTC), (date(2026, 12, 1), date(2026, 12, 31)), date(2026, 1, 1)),
        # Already the new year where the residents live.
        (datetime(2026, 12, 31, 17, tzinfo=UTC), (date(2027, 1, 1), date(2027, 1, 1)), date(2026, 2, 1)),
    ],
)
def test_a_month_and_twelve_months_are_the_residents_calendar(
    world: World, moment: datetime, month: tuple[date, date], year: date
) -> None:
    found = spans(moment)
    assert (found["month"].begin, found["month"].end) == month
    assert (found["year"].begin, found["year"].end) == (year, month[1])
    assert found["year"].key == f"{found['month'].key}/12"


def test_words_and_sentences_of_a_brand_are_made_and_read(world: World) -> None:
    ids = say(world, COMPLAINTS + PRAISE)
    assert digest_of(world.brand.id, month()) is None
    assert refresh_digests(now(), limit=9) == 2
    said = digest_of(world.brand.id, month())
    assert said is not None
    assert ("空调坏了", 4) in said.complaint
    assert ("党员带头", 3) in said.praise
    assert said.seen == 7
    assert {rating for rating, _ in said.sentences} <= set(ids)
    assert any("空调坏了" in sentence for _, sentence in said.sentences)


def test_a_brands_own_name_is_no_word_of_its_period(world: World) -> None:
    world.brand.name = "党员带头队"
    say(world, COMPLAINTS + PRAISE)
    refresh_digests(now(), limit=9)
    said = digest_of(world.brand.id, month())
    assert said is not None
    assert ("空调坏了", 4) in said.complaint
    assert "党员带头" not in dict(said.praise)


def test_only_what_has_changed_is_made_again_and_not_too_often(world: World) -> None:
    say(world, COMPLAINTS)
    assert refresh_digests(now(), limit=9) == 2
    assert refresh_digests(now(), limit=9) == 0
    say(world, PRAISE)
    assert refresh_digests(now(), limit=9) == 0
    assert refresh_digests(now() + FRESH, limit=1) == 1
    assert refresh_digests(now() + FRESH, limit=9) == 1
    assert refresh_digests(now() + 2 * FRESH, limit=9) == 0


def test_a_digest_from_the_future_does_not_stay_for_ever(world: World) -> None:
    say(world, COMPLAINTS)
    refresh_digests(now() + timedelta(hours=1), limit=9)
    say(world, PRAISE)
    assert refresh_digests(now(), limit=9) == 2


def test_with_an_erased_comment_its_sentence_is_gone(world: World) -> None:
    say(world, COMPLAINTS)
    refresh_digests(now(), limit=9)
    before = digest_of(world.brand.id, month())
    assert before is not None
    rating, sentence = before.sentences[0]
    erase(rating)
    after = digest_of(world.brand.id, month())
    assert after is not None
    assert (rating, sentence) not in after.sentences
    stored = db.session.scalars(select(Digest)).all()
    assert not any(sentence in str(row.body) for row in stored)


def test_what_only_the_committee_may_read_is_not_quoted(world: World) -> None:
    say(world, COMPLAINTS, above=True)
    refresh_digests(now(), limit=9)
    assert digest_of(world.brand.id, month()) is None, "nothing that the branch may read was said"
    say(world, ["环境很好，干净整洁"])
    refresh_digests(now(), limit=9)
    said = digest_of(world.brand.id, month())
    assert said is not None
    assert said.complaint == []
    assert not [words for words in COMPLAINTS for _, sentence in said.sentences if sentence in words]


def test_nobodys_number_or_door_is_a_word_or_a_sentence_of_the_period(world: World) -> None:
    say(world, [f"{word}解放路128号漏水没人管，电话13812345678" for word in ("天天", "又是", "还是", "今天")])
    refresh_digests(now(), limit=9)
    said = digest_of(world.brand.id, month())
    assert said is not None
    assert any("漏水没人管" in word for word, _ in said.complaint)
    shown = f"{said.complaint}{said.praise}{said.sentences}"
    for secret in ("128", "13812345678", "手机号", "门牌"):
        assert secret not in shown
