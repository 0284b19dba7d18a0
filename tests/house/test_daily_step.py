"""No page of the branch or the committee moves when somebody rates or replaces a rating: only at midnight (P5, I6).

Every GET route there is, from the map of routes itself: a new screen that shows today's figures is found here.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, cast
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from feedback import assessment, clock, pipeline
from feedback.accounts import Role
from feedback.assessment.cycle import State
from feedback.collecting import Rating
from feedback.dashboard.original import mark
from feedback.db import db
from feedback.sentiment import close_theme, refresh_digests
from feedback.sentiment.models import Analysis, Digest, ThemeWords
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World
from tests.house.test_other_branch import OTHERS

NOON = datetime(2026, 11, 19, 4, tzinfo=UTC)
TODAY = "2026-11-19"
# What may move at once, and why: a new line needs a reason.
AT_ONCE: tuple[str, ...] = ()
PERIODS = ("", "?period=month", "?period=this", f"?period=own&begin=2026-11-01&end={TODAY}")
CHANGING = re.compile(r'<input[^>]*type="hidden"[^>]*>')


@pytest.fixture(autouse=True)
def _delayed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(app.config, "BRANCH_DELAY", True)
    with clock.at(lambda: NOON):
        yield


@pytest.fixture
def rita(yesterday: World, app: Flask) -> CheckedClient:
    """The browser of Rita, who reviews for the committee."""
    client = cast(CheckedClient, app.test_client())
    client.sign_in("rita", PASSWORD)
    return client


@pytest.fixture
def yesterday(world: World) -> World:
    """Eight residents rated yesterday; a cycle is being marked."""
    world.person("rita", Role.REVIEWER, world.committee)
    a_year(world)
    # A new installation's words are not newer than what was said on that day.
    db.session.execute(update(ThemeWords).values(changed_at=NOON - timedelta(days=90)))
    db.session.commit()
    day = (NOON - timedelta(days=1)).date()
    close_theme(world.alice, world.brand, "环境设施", "空调修好了", day, NOON.date())
    rate_all(world, 8, NOON - timedelta(days=1))
    return world


def a_year(world: World) -> None:
    """Let 2026 be a cycle that is being marked."""
    mei = world.person("mei", Role.COMMITTEE_MANAGER, world.committee)
    scheme = assessment.add_scheme(mei, world.committee, "方案", assessment.default_body())
    year = NOON.date().replace(month=1, day=1), NOON.date().replace(month=12, day=31)
    assessment.add_cycle(mei, world.committee, scheme, "2026年度", *year).state = State.MARKING.value
    db.session.commit()


def rate_all(world: World, count: int, at: datetime) -> None:
    for n in range(count):
        # No bad grade: a case opens at once, so that somebody can be answered.
        world.rate(world.point, n % 3 + 3, f"等了很久，空调坏了{n}", at=at + timedelta(minutes=n))
    work()


def work() -> None:
    pipeline.drain()
    # Else one made ten minutes ago is left as it is.
    db.session.execute(delete(Digest))
    refresh_digests(clock.now(), limit=9)


def addresses(app: Flask, world: World) -> Iterator[tuple[str, str]]:
    """Return every address of a page for people who signed in, with its endpoint."""
    ids: dict[str, Any] = {"brand_id": world.brand.id, "point_id": world.point.id, "cycle_id": 1}
    known = {**OTHERS, **ids}
    adapter = app.url_map.bind("127.0.0.1")
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", "public")
        if "GET" not in (rule.methods or ()) or guard == "public" or rule.endpoint in AT_ONCE:
            continue
        if rule.arguments <= set(known):
            for form in ("xlsx", "docx") if "form" in rule.arguments else ():
                yield rule.endpoint, adapter.build(rule.endpoint, {**ids, "form": form})
            where = adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments})
            dated = "dashboard" in rule.endpoint or "score" in rule.endpoint
            for period in PERIODS if dated else ("",):
                yield rule.endpoint, where + period
    yield "publishing.brand", f"/b/{world.brand.code}"
    yield "scoring.score", f"/brands/{world.brand.id}/score?begin=2026-11-01&end={TODAY}"


def read(body: bytes) -> str:
    """Return what stands in a page or a file; of a packed one all parts but the hour at which it was made."""
    if not body.startswith(b"PK"):
        return body.decode(errors="replace")
    with ZipFile(BytesIO(body)) as packed:
        parts = [name for name in packed.namelist() if not name.startswith("docProps/")]
        return "".join(packed.read(name).decode(errors="replace") for name in parts)


def seen(app: Flask, world: World, *clients: CheckedClient) -> dict[tuple[int, str], str]:
    """Return what each of them reads on every page that opens."""
    pages = {}
    for who, client in enumerate(clients):
        for _, where in addresses(app, world):
            answer = client.get(where, checks=False)
            if answer.status_code == 200:
                pages[who, where] = CHANGING.sub("", read(answer.data))
    return pages


def moved(before: dict[tuple[int, str], str], after: dict[tuple[int, str], str]) -> list[str]:
    return sorted({where for who, where in before if after.get((who, where)) != before[who, where]})


def test_nothing_of_today_stands_on_any_page_until_midnight(
    app: Flask, yesterday: World, alice: CheckedClient, cora: CheckedClient, rita: CheckedClient
) -> None:
    before = seen(app, yesterday, alice, cora, rita)
    assert len(before) > 30
    rate_all(yesterday, 6, NOON - timedelta(minutes=30))
    assert moved(before, seen(app, yesterday, alice, cora, rita)) == []
    with clock.at(lambda: NOON + timedelta(hours=12)):
        work()
        alice.sign_in("alice", PASSWORD)
        after = moved(before, seen(app, yesterday, alice))
    assert {f"/dashboard/{yesterday.brand.id}", f"/dashboard/{yesterday.brand.id}/comments"} <= set(after)


def test_a_replaced_rating_moves_no_page_until_midnight(
    app: Flask,
    yesterday: World,
    phone: CheckedClient,
    alice: CheckedClient,
    cora: CheckedClient,
    rita: CheckedClient,
) -> None:
    # Given yesterday: its day is one that staff are shown.
    said = "后来办好了，电话13812345678"
    yesterday.rate(yesterday.point, 5, said, at=NOON - timedelta(days=1))
    with clock.at(lambda: NOON - timedelta(days=1)):
        thanks = phone.post(f"/r/{yesterday.point.code}", data={"grade": "1"}).headers["Location"]
        code = re.search(r"(?:\d{4} ){4}\d{4}", phone.get(thanks).text)
    assert code
    work()
    before = seen(app, yesterday, alice, cora, rita)
    done = phone.post(
        "/claim",
        data={"code": code[0], "do": "replace", "grade": "5", "comment": said},
    )
    assert "已经更换" in done.text
    work()
    assert moved(before, seen(app, yesterday, alice, cora, rita)) == []
    assert app.test_cli_runner().invoke(args=["recompute", "--check"]).exit_code == 0
    assert app.test_cli_runner().invoke(args=["verify"]).exit_code == 0, "logged at once all the same"
    assert phone.get("/healthz").json["waiting"] == 0  # type: ignore[index]
    rating = db.session.scalars(select(Rating).order_by(Rating.id.desc())).first()
    assert rating
    original = f"/dashboard/{yesterday.brand.id}/original/{rating.day}/{mark(rating.seal)}"
    assert alice.get(original).status_code == 404
    with clock.at(lambda: NOON + timedelta(hours=12)):
        work()
        alice.sign_in("alice", PASSWORD)
        assert alice.get(original).status_code == 200
        after = moved(before, seen(app, yesterday, alice))
        page = alice.get(f"/dashboard/{yesterday.brand.id}/comments?{PERIODS[3][1:]}").text
    assert f"/dashboard/{yesterday.brand.id}{PERIODS[3]}" in after
    shown = re.findall(r"<li>(?:(?!</li>).)*后来办好了.*?</li>", page, re.S)
    assert len(shown) == 2
    assert len({re.sub(r"[0-9a-f]{20}", "", one) for one in shown}) == 1, "nobody sees which was replaced"


def test_replacing_looks_like_taking_the_words_back_and_what_came_instead_waits_for_midnight(
    app: Flask, yesterday: World, phone: CheckedClient, alice: CheckedClient, cora: CheckedClient
) -> None:
    codes = []
    with clock.at(lambda: NOON - timedelta(days=1)):
        for _ in range(2):
            sent = {"grade": "3", "comment": "路灯不亮，空调坏了"}
            thanks = phone.post(f"/r/{yesterday.point.code}", data=sent).headers["Location"]
            found = re.search(r"(?:\d{4} ){4}\d{4}", phone.get(thanks).text)
            assert found
            codes.append(found[0])
            left = {"do": "contact", "contact": "138 0013 8000", "consent": "1"}
            assert phone.post(thanks, data=left).status_code == 200
    work()
    themes = re.compile(r"的(?:意见|表扬) \d+ 条")
    board = f"/dashboard/{yesterday.brand.id}"
    before = seen(app, yesterday, alice, cora)
    phone.post("/claim", data={"code": codes[0], "do": "erase"})
    work()
    erased = seen(app, yesterday, alice, cora)
    new = {"code": codes[1], "do": "replace", "grade": "5", "comment": "后来办好了", "above": "1"}
    assert "已经更换" in phone.post("/claim", data=new).text
    work()
    replaced = seen(app, yesterday, alice, cora)
    # Only where those words stood or were among the newest, as when the others were taken back; the contact stays.
    quoting = {where for (_, where), page in erased.items() if "路灯不亮，空调坏了" in page}
    contact = f"/contacts/{yesterday.brand.id}"
    assert set(moved(erased, replaced)) <= (quoting | set(moved(before, erased))) - {contact}
    assert not [where for (_, where), page in replaced.items() if "后来办好了" in page]
    # Words that are gone are still counted until midnight, whichever way they went.
    told = [themes.findall(pages[0, board]) for pages in (before, erased, replaced)]
    assert told[0] == told[1] == told[2] != []


def test_nobody_is_asked_about_a_comment_of_today(world: World, alice: CheckedClient) -> None:
    rate_all(world, 6, NOON - timedelta(minutes=30))
    db.session.execute(update(Analysis).values(worth="sample"))
    db.session.commit()
    assert "空调坏了" not in alice.get("/labels").text
    with clock.at(lambda: NOON + timedelta(hours=12)):
        alice.sign_in("alice", PASSWORD)
        assert "空调坏了" in alice.get("/labels").text
