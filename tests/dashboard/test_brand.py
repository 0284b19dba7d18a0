"""A brand's page."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from feedback import clock, pipeline
from feedback.accounts import Role
from feedback.accounts.models import AuditEntry, Membership
from feedback.db import Base, db
from feedback.scoring import Tally
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(lambda: NOW):
        yield


def rate(world: World, counts: dict[int | None, int], days_ago: int = 0, comment: str = "") -> None:
    """Give so many of each grade some days ago, and let the worker do its steps."""
    for grade, count in counts.items():
        for _ in range(count):
            world.rate(world.point, grade, comment, at=NOW - timedelta(days=days_ago), awareness="knows")
    pipeline.drain()


def words_of(page: str) -> str:
    """Return what a reader reads of a page, with single blanks."""
    inner = re.sub(r"<(script|style|svg)\b.*?</\1>", "", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", inner).split())


def rows() -> dict[str, int]:
    """Return how many rows stand in every table."""
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def test_alice_goes_straight_to_her_only_brand(world: World, alice: CheckedClient) -> None:
    answer = alice.get("/dashboard")
    assert (answer.status_code, answer.location) == (302, f"/dashboard/{world.brand.id}")


def test_alice_sees_the_score_its_gate_and_what_stands_behind_it(world: World, alice: CheckedClient) -> None:
    rate(world, {5: 6, 4: 3, 3: 1, 2: 1, 1: 1, None: 2})
    page = words_of(alice.get(f"/dashboard/{world.brand.id}").text)
    # 930 / 12 = 77.5; Wilson 49.2–92.4, worked out apart in tests/scoring.
    assert "群众评议得分 怎么算的 77.5 样本不足" in page
    assert "95% 区间 49.2–92.4" in page
    assert "12 条有效评价；另有 2 条选了“不了解”，不计入" in page
    assert "近 12 个月收到 14 条评价" in page
    assert "非常满意650%" in page.replace(" ", "")
    assert "了解14100%" in page.replace(" ", "")


def test_bob_sees_it_and_charlie_nothing(world: World, bob: CheckedClient) -> None:
    assert bob.get(f"/dashboard/{world.brand.id}").status_code == 200


def test_charlie_finds_no_such_brand(world: World, charlie: CheckedClient) -> None:
    unknown = charlie.get("/dashboard/999999")
    for page in ("", "/comments"):
        forbidden = charlie.get(f"/dashboard/{world.brand.id}{page}")
        assert (forbidden.status_code, forbidden.text) == (404, unknown.text)


def test_running_the_system_over_a_branch_lends_no_eyes_to_work_in_another(
    world: World, charlie: CheckedClient
) -> None:
    world.charlie.memberships.append(Membership(organisation=world.committee, role=Role.SYSTEM_ADMIN.value))
    db.session.commit()
    for page in ("/dashboard/{}", "/dashboard/{}/comments", "/brands/{}/score"):
        assert charlie.get(page.format(world.brand.id)).status_code == 404
    assert world.brand.name not in charlie.get("/dashboard").text


def test_an_administrator_sees_no_score(world: World, alice: CheckedClient) -> None:
    world.person("sam", Role.SYSTEM_ADMIN, world.committee)
    db.session.commit()
    alice.post("/logout", data={"csrf_token": alice.csrf("/password")})
    alice.sign_in("sam", PASSWORD)
    for page in ("/dashboard", f"/dashboard/{world.brand.id}", f"/dashboard/{world.brand.id}/comments"):
        assert alice.get(page).status_code == 404


def test_fewer_than_five_show_no_figure_of_any_kind(world: World, alice: CheckedClient) -> None:
    rate(world, {5: 3, 1: 1, None: 2}, comment="等了快两个小时，没人理。")
    page = alice.get(f"/dashboard/{world.brand.id}").text
    assert "少于 5 条" in page
    assert "%" not in words_of(page)
    assert set(re.findall(r'<h2 id="(\w+)"', page)) == {"few", "today", "latest"}


def test_the_fifth_rating_opens_the_whole_distribution(world: World, alice: CheckedClient) -> None:
    rate(world, {5: 4, 1: 1})
    page = words_of(alice.get(f"/dashboard/{world.brand.id}").text)
    assert "80.0 样本不足" in page
    assert "等级分布" in page


def test_a_month_that_is_too_small_cannot_be_worked_out_from_the_others(
    world: World, alice: CheckedClient
) -> None:
    rate(world, {5: 3}, days_ago=70)
    rate(world, {4: 7}, days_ago=40)
    rate(world, {1: 20})
    page = words_of(alice.get(f"/dashboard/{world.brand.id}").text)
    assert "2026年9月 — — 少于 5 条" in page
    assert "2026年10月 — — 不单列" in page
    assert "2026年11月 0.0" in page
    # On the page of this month alone the sum does not stand, and October may.
    assert "2026年10月 80.0" in words_of(alice.get(f"/dashboard/{world.brand.id}?period=month").text)


def test_a_move_is_told_with_what_it_means(world: World, alice: CheckedClient) -> None:
    rate(world, {5: 6, 3: 1}, days_ago=31)
    rate(world, {5: 7})
    page = words_of(alice.get(f"/dashboard/{world.brand.id}?period=month").text)
    assert "较上月 +5.7 ，在误差范围内" in page
    rate(world, {1: 60})
    page = words_of(alice.get(f"/dashboard/{world.brand.id}?period=month").text)
    assert "较上月 −83.8 ，超出误差，确有下降" in page


def test_themes_are_compared_by_share_because_a_month_that_has_begun_has_fewer_comments(
    world: World, alice: CheckedClient
) -> None:
    queue, fine = "排队等了两个小时，等得太久。", "工作人员态度很好，热情耐心。"
    rate(world, {2: 20}, days_ago=31, comment=queue)
    rate(world, {5: 20}, days_ago=31, comment=fine)
    rate(world, {2: 5}, comment=queue)
    rate(world, {5: 15}, comment=fine)
    page = words_of(alice.get(f"/dashboard/{world.brand.id}?period=month").text)
    assert "等候时间 5 条，占评语的 25% （ 上月是 50% ）" in page


def test_with_few_comments_before_nothing_is_compared(world: World, alice: CheckedClient) -> None:
    rate(world, {2: 8}, days_ago=31, comment="排队等了两个小时，等得太久。")
    rate(world, {2: 8}, comment="排队等了两个小时，等得太久。")
    page = words_of(alice.get(f"/dashboard/{world.brand.id}?period=month").text)
    assert "等候时间 8 条，占评语的 100% 。" in page


def test_every_number_of_the_sentence_leads_somewhere(world: World, alice: CheckedClient) -> None:
    rate(world, {5: 4}, comment="工作人员态度很好，热情耐心。")
    rate(world, {1: 3}, comment="等了两个小时，排队太久了。")
    rate(world, {5: 1}, comment="等了两个小时，排队太久了，没人管，非常不满意。")
    page = alice.get(f"/dashboard/{world.brand.id}").text
    sentence = re.search(r'<p class="summary">(.*?)</p>', page, re.S)
    assert sentence
    links = re.findall(r'href="([^"]+)"', sentence[1])
    assert len(links) >= 5
    assert {alice.get(link.replace("&amp;", "&")).status_code for link in links} == {200}
    assert "disagrees=1" in sentence[1]


def test_a_theme_both_praised_and_complained_of_most_is_said_to_be_both(
    world: World, alice: CheckedClient
) -> None:
    rate(world, {5: 4}, comment="工作人员态度很好，热情耐心。")
    rate(world, {1: 3}, comment="工作人员态度恶劣，不耐烦。")
    assert "意见也集中在 服务态度" in words_of(alice.get(f"/dashboard/{world.brand.id}").text)


def test_looking_writes_nothing(world: World, alice: CheckedClient) -> None:
    rate(world, {5: 8, 1: 2})
    before = rows()
    for page in (
        "/dashboard",
        f"/dashboard/{world.brand.id}?period=month",
        f"/brands/{world.brand.id}/score",
    ):
        alice.get(page, follow_redirects=True)
    assert rows() == before


def test_a_comment_on_the_page_is_a_view_of_a_comment(world: World, alice: CheckedClient) -> None:
    rate(world, {5: 8}, comment="办得快。")
    before = rows()
    page = alice.get(f"/dashboard/{world.brand.id}")
    assert "办得快。" in page.text
    assert rows() == {**before, "audit_entry": before["audit_entry"] + 1}
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.username, entry.action, entry.subject) == (
        "alice",
        "dashboard.comments",
        f"{world.brand.name}（{world.brand.code}）",
    )
    assert len(entry.detail["ratings"]) == 4


def test_of_a_day_with_many_comments_a_few_stand_for_all(
    world: World, alice: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedback.dashboard.comments.SAMPLE", 8)
    rate(world, {4: 6}, days_ago=1, comment="昨天的话")
    rate(world, {5: 40}, comment="今天的话")
    page = alice.get(f"/dashboard/{world.brand.id}").text
    assert (page.count("今天的话</p>"), page.count("昨天的话</p>")) == (4, 0)


def test_few_comments_are_shown_however_old(world: World, alice: CheckedClient) -> None:
    rate(world, {4: 1}, days_ago=200, comment="很久以前的话")
    rate(world, {4: 1}, days_ago=3, comment="前几天的话")
    page = alice.get(f"/dashboard/{world.brand.id}").text
    assert page.index("前几天的话</p>") < page.index("很久以前的话</p>")


def test_an_empty_brand_says_what_will_stand_there(world: World, alice: CheckedClient) -> None:
    page = words_of(alice.get(f"/dashboard/{world.brand.id}").text)
    for words in ("满 5 条后", "打印二维码", "没有要办的事", "这段时间没有评语"):
        assert words in page
    assert alice.get(f"/brands/{world.brand.id}/posters").status_code == 200


def test_a_point_that_fell_silent_is_named(world: World, alice: CheckedClient) -> None:
    other = world.make_point(world.brand, "1 号窗口")
    db.session.commit()
    rate(world, {5: 1}, days_ago=12)
    world.rate(other, 5, at=NOW)
    pipeline.drain()
    page = alice.get(f"/dashboard/{world.brand.id}").text
    assert "2 号窗口 已 12 天没有评价" in page
    assert f'href="/points/{world.point.id}"' in page
    assert "1 号窗口 已" not in page


def test_words_that_disagree_with_their_grade_are_offered_today(
    world: World, alice: CheckedClient, disagree: Callable[[int], None]
) -> None:
    ids = [world.rate(world.point, 5, "人是热情的，就是跑了三趟。", at=NOW) for _ in range(2)]
    pipeline.drain()
    for rating in ids:
        disagree(rating)
    page = alice.get(f"/dashboard/{world.brand.id}").text
    assert "近 7 天有评语和等级不一致" in page
    link = re.search(r'近 7 天有.*?href="([^"]+)"', page, re.S)
    assert link
    assert alice.get(link[1].replace("&amp;", "&")).text.count("跑了三趟") == 2


def test_the_page_reads_tallies_and_not_ratings(world: World, alice: CheckedClient) -> None:
    rate(world, {5: 6})
    for tally in db.session.scalars(select(Tally)):
        tally.g5 = 60
    db.session.commit()
    assert "60 条有效评价" in alice.get(f"/dashboard/{world.brand.id}").text


def test_no_script_is_asked_for_where_there_is_no_chart_library(
    world: World, alice: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate(world, {5: 6})
    for there, scripts in ((True, 2), (False, 0)):
        monkeypatch.setattr("feedback.dashboard.views._has_charts", lambda there=there: there)
        page = alice.get(f"/dashboard/{world.brand.id}").text
        assert page.count("<script") == scripts
        assert '<table id="trend-table"' in page
