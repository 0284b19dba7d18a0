"""What the phone could not send it keeps, says so, and sends once when it can; nothing is called received before."""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from feedback.brands import Point
from feedback.clock import now
from feedback.db import db
from tests.bad_line import bad_line
from tests.browser.rating_page import last, open_page, ratings, states
from tests.servers import until
from tests.site import Site

pytestmark = pytest.mark.browser

KEPT, SAVED = "已记下您的评价，可以继续补充。", "已保存，联网后自动提交"
SAID = "等了很久，没人理。"


def fill_in(page: Page) -> None:
    """Tap a face, choose a tag, write a sentence."""
    page.get_by_role("radio", name="不满意", exact=True).tap()
    page.get_by_role("checkbox", name="等得太久").check()
    page.get_by_label("想说的话").fill(SAID)


def press(page: Page) -> None:
    page.get_by_role("button", name="提交评价").tap()


def kept(page: Page) -> list[str]:
    """Return the bodies that this phone keeps."""
    found = page.evaluate("Object.keys(localStorage).map(name => localStorage.getItem(name))")
    return [json.loads(entry)["body"] for entry in found]


def leave_behind(context: BrowserContext, site: Site, code: str, days: float = 0, version: str = "") -> None:
    """Put on the phone what an earlier visit, so many days ago by its clock, could not send."""
    key = secrets.token_urlsafe(18)
    body = f"key={key}&turn=1&version={version}&grade=2&comment=earlier+words"
    entry = {"key": key, "to": f"/r/{code}", "body": body, "at": (time.time() - days * 86400) * 1000}
    page = context.new_page()
    page.goto(f"{site.address}/privacy")
    page.evaluate(f"localStorage.setItem('rating {key}', {json.dumps(json.dumps(entry))})")
    page.close()


def test_a_tap_without_network_is_kept_and_sent_once_when_the_network_is_back(
    browser: Browser, live_server: Site
) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser)
    page.context.set_offline(True)
    page.get_by_role("radio", name="不满意", exact=True).tap()
    expect(page.locator("#said")).to_contain_text(SAVED)
    assert len(kept(page)) == 1
    assert ratings(live_server) == before
    page.context.set_offline(False)
    expect(page.locator("#said")).to_have_text(KEPT)
    assert kept(page) == []
    assert (ratings(live_server), states(live_server)) == (before + 1, [(2, [], None, False, "")])
    page.context.close()


def test_a_whole_rating_without_network_is_thanked_for_only_when_it_has_arrived(
    browser: Browser, live_server: Site
) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser)
    page.context.set_offline(True)
    fill_in(page)
    press(page)
    expect(page.locator("#said")).to_contain_text(SAVED)
    expect(page.get_by_role("button", name="提交评价")).to_be_enabled()
    assert page.get_by_text("谢谢您").count() == 0
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert kept(page) == []
    assert ratings(live_server) == before + 1
    assert last(live_server) == (2, ["wait2"], None, False, SAID)
    page.context.close()


def test_it_survives_closing_the_tab_and_is_sent_from_any_other_rating_page(
    browser: Browser, live_server: Site
) -> None:
    before = ratings(live_server)
    with live_server.app.app_context():
        other = live_server.world.make_point(db.session.merge(live_server.world.brand), "1 号窗口")
        db.session.commit()
        elsewhere = f"{live_server.address}/r/{other.code}"
    page = open_page(live_server, browser)
    phone = page.context
    phone.set_offline(True)
    fill_in(page)
    press(page)
    expect(page.locator("#said")).to_contain_text(SAVED)
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(elsewhere)
    expect(page.get_by_text("之前保存在这部手机上的评价已经送达。")).to_be_visible()
    assert kept(page) == []
    assert (ratings(live_server), last(live_server)) == (before + 1, (2, ["wait2"], None, False, SAID))
    page.get_by_role("link", name="看取件码").tap()
    expect(page.locator(".code")).to_be_visible()
    phone.close()


@pytest.mark.parametrize("through", [0, 40], ids=["no byte of it", "half of its head"])
def test_an_answer_lost_after_the_commit_is_asked_for_again_and_is_one_row(
    browser: Browser, live_server: Site, through: int
) -> None:
    before, cut = ratings(live_server), 0

    def line(request: str) -> int | None:
        nonlocal cut
        cut += request.startswith("POST")
        return through if request.startswith("POST") and cut <= 2 else None

    with bad_line(live_server.address, line) as address:
        page = open_page(replace(live_server, address=address), browser)
        fill_in(page)
        press(page)
        expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
        page.context.close()
    assert cut > 2
    assert (ratings(live_server), last(live_server)) == (before + 1, (2, ["wait2"], None, False, SAID))


def test_a_server_that_does_not_answer_is_not_waited_for_for_ever(
    browser: Browser, live_server: Site
) -> None:
    over = Event()

    def line(request: str) -> None:
        if request.startswith("POST"):
            over.wait(60)
            raise OSError("it never reaches the server")

    with bad_line(live_server.address, line) as address:
        page = open_page(replace(live_server, address=address), browser)
        page.clock.install()
        fill_in(page)
        press(page)
        page.clock.fast_forward(9_000)
        expect(page.locator("#said")).to_contain_text(SAVED)
        assert len(kept(page)) == 1
        page.context.close()
        over.set()


# What the page has asked for before is answered, and it has heard the answer.
SETTLED = "fetch('/healthz').then(() => 0, () => 0)"


@pytest.mark.parametrize(
    ("event", "sent"),
    [
        ("window.dispatchEvent(new Event('online'))", True),
        ("document.dispatchEvent(new Event('visibilitychange'))", True),
        ("null", False),
    ],
    ids=["online", "in sight again", "nothing"],
)
def test_after_long_waiting_the_network_or_a_glance_wakes_it_within_seconds(
    browser: Browser, live_server: Site, event: str, sent: bool
) -> None:
    before, broken, tries = ratings(live_server), True, 0

    def line(request: str) -> None:
        nonlocal tries
        if broken and request.startswith("POST"):
            tries += 1
            raise OSError("no network")

    with bad_line(live_server.address, line) as address:
        page = open_page(replace(live_server, address=address), browser)
        page.clock.install()
        page.reload()
        page.get_by_role("radio", name="满意", exact=True).tap()
        expect(page.locator("#said")).to_contain_text(SAVED)
        page.clock.pause_at(page.evaluate("Date.now() / 1000") + 10)
        while tries < 10:
            with page.expect_event("requestfailed"):
                page.clock.fast_forward(450_000)
            page.evaluate(SETTLED)
        broken = False
        page.evaluate(event)
        page.clock.run_for(2_400)
        page.evaluate(SETTLED)
        until(lambda: ratings(live_server) == before + sent, "what was kept")
        broken = True  # a page that is closed sends what it still has
        page.context.close()


HOTEL = "<h1>Welcome to the hotel</h1>"


@pytest.mark.parametrize(
    ("status", "portal"), [(n, HOTEL) for n in (200, 403, 404, 502, 503)] + [(200, f"<main>{HOTEL}</main>")]
)
def test_an_answer_that_is_not_ours_is_no_answer(
    browser: Browser, live_server: Site, status: int, portal: str
) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser)

    def answer(route: Route) -> None:
        route.fulfill(status=status, body=portal, content_type="text/html")

    page.route("**/r/*", answer)
    page.get_by_role("radio", name="满意", exact=True).tap()
    expect(page.locator("#said")).to_contain_text(SAVED)
    page.unroute("**/r/*")
    expect(page.locator("#said")).to_have_text(KEPT)
    assert ratings(live_server) == before + 1
    page.context.close()


@contextmanager
def closing_point(site: Site) -> Iterator[tuple[str, Callable[[], None]]]:
    """A point of its own, and what retires it."""
    with site.app.app_context():
        point = site.world.make_point(db.session.merge(site.world.brand), "3 号窗口")
        db.session.commit()
        number, code = point.id, point.code

    def close() -> None:
        with site.app.app_context():
            db.session.get_one(Point, number).retired_at = now() - timedelta(seconds=1)
            db.session.commit()
        time.sleep(1.1)  # a page's facts are at most a second old

    yield code, close


def test_a_point_that_has_closed_says_so_and_what_was_typed_stays(
    browser: Browser, live_server: Site
) -> None:
    with closing_point(live_server) as (code, close):
        page = open_page(live_server, browser)
        page.goto(f"{live_server.address}/r/{code}")
        page.context.set_offline(True)
        fill_in(page)
        press(page)
        expect(page.locator("#said")).to_contain_text(SAVED)
        close()
        page.context.set_offline(False)
        expect(page.locator("#said")).to_contain_text("这个二维码已经停用")
        expect(page.locator("#said")).to_contain_text("您写的内容还在，可以复制。")
        assert page.locator("#comment").input_value() == SAID
        assert kept(page) == [], "it is not sent again and again"
        page.context.close()


@pytest.mark.parametrize(
    ("code", "version", "reason"),
    [("0000000000", "", "没有找到这个二维码"), ("", "999", "评价的问题刚刚更新过")],
    ids=["unknown code", "closed questions"],
)
def test_what_an_earlier_visit_left_and_nobody_takes_is_shown_until_it_is_read(
    browser: Browser, live_server: Site, code: str, version: str, reason: str
) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser)
    leave_behind(page.context, live_server, code or live_server.world.point.code, version=version)
    for _ in range(2):
        page.reload()
        expect(page.locator("#past")).to_contain_text(reason)
        expect(page.locator("#past blockquote")).to_have_text("earlier words")
    page.get_by_role("button", name="知道了").tap()
    expect(page.locator("#past")).to_be_empty()
    assert kept(page) == []
    assert ratings(live_server) == before
    page.context.close()


def test_after_seven_days_it_is_not_sent_any_more_but_shown(browser: Browser, live_server: Site) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser)
    leave_behind(page.context, live_server, live_server.world.point.code, days=7.1)
    page.reload()
    expect(page.locator("#past")).to_contain_text("七天没能送达，不再提交。")
    expect(page.locator("#past blockquote")).to_have_text("earlier words")
    assert ratings(live_server) == before
    page.context.close()


@pytest.mark.parametrize("days", [-1, 1])
def test_a_phones_clock_a_day_wrong_loses_nothing(browser: Browser, live_server: Site, days: int) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser)
    leave_behind(page.context, live_server, live_server.world.point.code, days=days)
    page.reload()
    expect(page.locator("#past")).to_contain_text("已经送达")
    assert (ratings(live_server), kept(page)) == (before + 1, [])
    page.context.close()


FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
REFUSED = (
    "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
)


@pytest.mark.parametrize("why", [FULL, REFUSED], ids=["storage full", "cookies and storage refused"])
def test_a_phone_that_keeps_nothing_sends_the_ordinary_form(
    browser: Browser, live_server: Site, why: str
) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser)
    page.add_init_script(why)
    page.reload()
    page.context.set_offline(True)
    page.get_by_role("radio", name="满意", exact=True).tap()
    expect(page.locator("#said")).to_contain_text("还没有送达。请不要关掉这一页")
    page.context.set_offline(False)
    fill_in(page)
    with page.expect_navigation():
        press(page)
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert (ratings(live_server), last(live_server)) == (before + 1, (2, ["wait2"], None, False, SAID))
    page.context.close()


def test_more_than_a_server_takes_is_said_and_stays(browser: Browser, live_server: Site) -> None:
    page = open_page(live_server, browser)
    page.get_by_role("radio", name="满意", exact=True).tap()
    page.get_by_label("想说的话").fill("好" * 30_000)
    press(page)
    expect(page.locator("#said")).to_contain_text("内容太长了")
    assert len(page.locator("#comment").input_value()) == 30_000
    assert kept(page) == []
    page.context.close()
