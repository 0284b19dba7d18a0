"""The public page of a brand: figures from five ratings on, arithmetic in plain words, never a comment."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from feedback.clock import local_day, now
from feedback.collecting import Rating, Source
from feedback.db import db
from feedback.scoring import score_of, tally
from feedback.scoring.queries import current_rule
from tests.brands import reading
from tests.checked import CheckedClient
from tests.factories import World

DAY = timedelta(days=1)
GRADES = (5, 5, 5, 4, 4, 3, 2, 1)


def rated(world: World, grades: tuple[int | None, ...], at: datetime | None = None, **more: Any) -> None:
    """Let residents rate the point, three days ago unless said otherwise, and count it."""
    ids = [
        world.rate(world.point, grade, "窗口的人说话很冲", at or now() - 3 * DAY, **more) for grade in grades
    ]
    tally(ids)
    db.session.commit()


def figures(page: str) -> list[str]:
    """Return every number on the page below its head, the arithmetic in words left out."""
    main = page[page.index("<main") : page.index('class="card span-12 how"')]
    words = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", main, flags=re.S)
    return re.findall(r"\d+(?:\.\d+)?%?", words)


def test_a_score_stands_with_its_interval_its_number_and_its_distribution(
    phone: CheckedClient, world: World
) -> None:
    rated(world, GRADES)
    today = local_day(now(), "Asia/Shanghai")
    score = score_of(world.brand, today - 300 * DAY, today)
    assert (score.value, score.n) == (68.75, 8)
    page = phone.get(f"/b/{world.brand.code}").text
    shown = figures(page)
    for figure in ("68.8", f"{score.low:.1f}", f"{score.high:.1f}", "8", "38%", "25%", "12%"):
        assert figure in shown
    assert "样本不足" in page
    assert "桂花支部" in page
    assert "居民的事，党员跑。" in page
    assert page.count('class="fill--g') == 5


@pytest.mark.parametrize(
    ("count", "label"),
    [(5, "样本不足"), (29, "样本不足"), (30, "仅供参考"), (99, "仅供参考"), (100, "计入考核")],
)
def test_the_label_says_how_far_a_score_may_be_used(
    phone: CheckedClient, world: World, count: int, label: str
) -> None:
    rated(world, (5,) * (count - 2) + (2, 1))
    page = phone.get(f"/b/{world.brand.code}").text
    assert re.findall(r'<span class="tag[^"]*">([^<]+)</span>', page) == [label]
    assert "95% 的把握" in page


def test_below_five_there_is_no_figure_at_all(phone: CheckedClient, world: World) -> None:
    rated(world, (5, 5, 1, 1), awareness="knows")
    rated(world, (None, None, None))
    page = phone.get(f"/b/{world.brand.code}").text
    assert "还不能显示" in page
    # What is left are the months, and the five below which nothing is shown.
    assert figures(page) == ["12", "5"]
    assert "知晓度" not in page
    rated(world, (5,))
    assert "还不能显示" not in phone.get(f"/b/{world.brand.code}").text


def test_awareness_has_a_base_of_its_own(phone: CheckedClient, world: World) -> None:
    rated(world, GRADES)
    rated(world, (5, 4), awareness="knows")
    rated(world, (5, 4), awareness="unknown")
    assert "知晓度</h2>" not in phone.get(f"/b/{world.brand.code}").text
    rated(world, (5,), awareness="heard")
    page = phone.get(f"/b/{world.brand.code}").text
    assert "60%" in figures(page)
    assert "5 人回答：2 人了解，1 人听说过，2 人不了解。" in page


def test_not_knowing_is_told_beside_the_score_and_not_in_it(phone: CheckedClient, world: World) -> None:
    rated(world, GRADES)
    before = figures(phone.get(f"/b/{world.brand.code}").text)
    rated(world, (None, None))
    page = phone.get(f"/b/{world.brand.code}").text
    assert "另有 2 人选了“不了解”" in page
    with_them = figures(page)
    with_them.remove("2")
    assert sorted(with_them) == sorted(before)


def test_no_comment_ever_stands_on_it(phone: CheckedClient, world: World) -> None:
    rated(world, GRADES)
    assert db.session.query(Rating).count() == 8
    for lang in ("zh", "en"):
        assert "说话很冲" not in phone.get(f"/b/{world.brand.code}?lang={lang}").text


def test_figures_stand_still_for_a_day_so_that_the_counter_learns_nothing(
    phone: CheckedClient, world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    rated(world, GRADES)
    before = phone.get(f"/b/{world.brand.code}").text
    rated(world, (1, 1), at=now())
    assert phone.get(f"/b/{world.brand.code}").text == before
    monkeypatch.setitem(app.config, "DEMO", True)
    assert phone.get(f"/b/{world.brand.code}").text != before


def test_ratings_of_more_than_a_year_ago_are_left_out(phone: CheckedClient, world: World) -> None:
    rated(world, GRADES, at=now() - 400 * DAY)
    assert "还不能显示" in phone.get(f"/b/{world.brand.code}").text


def test_the_arithmetic_is_the_rules(phone: CheckedClient, world: World) -> None:
    page = phone.get(f"/b/{world.brand.code}").text
    assert "非常满意 100、满意 80、基本满意 60、不满意 30、非常不满意 0。" in page
    assert "少于 5 条不显示；不到 30 条为样本不足；不到 100 条仅供参考" in page
    assert f"按算法第 {current_rule().number} 版计算" in page


def test_it_is_read_in_english_too(phone: CheckedClient, world: World) -> None:
    rated(world, GRADES, awareness="knows")
    page = phone.get(f"/b/{world.brand.code}?lang=en").text
    assert '<html lang="en">' in page
    for words in (
        "Residents' score",
        "Too few ratings",
        "Very poor",
        "8 ratings counted",
        "How it is worked out",
    ):
        assert words in page
    # What is Chinese on it is what people wrote, and says so for whoever has it read aloud.
    left = re.sub(r'<(\w+)[^>]*lang="zh-(?:CN|Hant)".*?</\1>', "", page, flags=re.S)
    assert re.findall("[\u4e00-\u9fff]+", left.replace("红色代办", "").replace(">红<", "")) == []


def test_a_phone_that_prefers_english_gets_it_without_asking(phone: CheckedClient, world: World) -> None:
    page = phone.get(f"/b/{world.brand.code}", headers={"Accept-Language": "en-GB,en;q=0.9"}).text
    assert "Nothing to show yet" in page


def test_a_retired_brand_says_so_and_shows_no_figure(phone: CheckedClient, world: World) -> None:
    rated(world, GRADES)
    world.brand.retired_at = now()
    db.session.commit()
    answer = phone.get(f"/b/{world.brand.code}")
    assert answer.status_code == 410
    assert "这个品牌已经停用" in answer.text
    assert "68.8" not in answer.text


@pytest.mark.parametrize("code", ["0000000000", "x", "%00", "二维码", "a" * 300, "..%2F..%2Fetc"])
def test_an_unknown_brand_gets_a_friendly_page(phone: CheckedClient, world: World, code: str) -> None:
    answer = phone.get(f"/b/{code}")
    assert answer.status_code == 404
    assert "没有找到" in answer.text


def test_a_code_read_aloud_is_understood(phone: CheckedClient, world: World) -> None:
    typed = world.brand.code.upper().replace("0", "O").replace("1", "L")
    assert "红色代办" in phone.get(f"/b/{typed}").text


def test_looking_at_it_changes_nothing_and_leaves_no_cookie(phone: CheckedClient, world: World) -> None:
    rated(world, GRADES)
    answer = phone.get(f"/b/{world.brand.code}")
    assert "Set-Cookie" not in answer.headers
    assert reading.trail() == []


def test_the_list_names_brands_by_unit_without_a_figure(phone: CheckedClient, world: World) -> None:
    rated(world, GRADES)
    other = world.make_brand("兰花茶室", world.other)
    gone = world.make_brand("旧品牌", world.other)
    gone.retired_at = now()
    db.session.commit()
    page = phone.get("/b").text
    assert page.index("桂花支部") < page.index("红色代办") < page.index("兰花支部") < page.index("兰花茶室")
    assert f"/b/{other.code}" in page
    assert "旧品牌" not in page
    assert "68.8" not in page
    assert "Brands that residents rate" in phone.get("/b?lang=en").text


def test_an_empty_list_says_what_will_stand_there(phone: CheckedClient, app: Flask) -> None:
    assert "各党支部的品牌建好以后，会列在这里。" in phone.get("/b").text


def test_the_ways_stand_apart_and_a_rare_one_without_its_number(phone: CheckedClient, world: World) -> None:
    rated(world, GRADES)
    address = f"/b/{world.brand.code}"
    assert "按评价方式" not in phone.get(address).text, "one way only is no news"
    rated(world, (5, 4), source=Source.CODE)
    page = phone.get(address).text
    assert "按评价方式：现场扫码 不单列、一次性码 少于 5。" in page
    assert (
        "Scanned on the spot not told apart, One-time code fewer than 5."
        in phone.get(f"{address}?lang=en").text
    )
    rated(world, (5,) * 20, source=Source.PAPER)
    page = phone.get(address).text
    assert "纸质录入 20" in page
    assert "合起来只按得分的 30% 计" in page
