"""Where very many rate through one address a phone computes for a moment, or waits; each is taken, and nothing is lost."""

import json
import time
import urllib.request
from base64 import b64decode
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests import databases
from tests.browser.rating_page import last, open_page, ratings, states
from tests.site import Site, site

pytestmark = pytest.mark.browser

KEPT, QUEUE = "已记下您的评价，可以继续补充。", "人多，正在排队提交，请稍候。"
# A worker that begins when it is told to.
HELD = """{
  const begin = Worker.prototype.postMessage;
  let asked;
  const held = new Promise((done) => { asked = done; });
  Worker.prototype.postMessage = function (what) { asked(() => begin.call(this, what)); };
  window.go = () => held.then((start) => start());
}"""
ELSEWHERE = {"X-Forwarded-For": "203.0.113.5"}
SAID = "等了很久<b>。\n没人理。"


@pytest.fixture(scope="module")
def crowded(
    database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A product whose limit one rating has used up; waiting takes three seconds."""
    url = databases.new_database(request.getfixturevalue("postgresql")) if database == "postgresql" else ""
    limits: dict[str, Any] = {
        "LIMIT_ADDRESS": "0",
        "LIMIT_POINT": "1",
        "LIMIT_MINUTES": "1000000",
        "LIMIT_WAIT": "3",
        # What comes from this machine itself is never counted.
        "TRUSTED_PROXIES": "1",
    }
    # One process: each would take a first rating for nothing before it has heard of the other's.
    with site(tmp_path_factory.mktemp("crowded"), url, WEB_PROCESSES="1", **limits) as running:
        address = f"{running.address}/r/{running.world.point.code}"
        urllib.request.urlopen(urllib.request.Request(address, b"grade=5", ELSEWHERE)).read()
        yield running


def payments(page: Page) -> list[str | None]:
    """Return a list that grows with every POST: None = brought nothing, else "work" or "waiting"."""
    seen: list[str | None] = []

    def note(body: str) -> None:
        paid = parse_qs(body).get("paid")
        solution = json.loads(b64decode(paid[0]))["solution"] if paid else None
        seen.append(None if solution is None else "work" if solution["derivedKey"] else "waiting")

    page.on("request", lambda r: note(r.post_data or "") if r.method == "POST" else None)
    return seen


def stop_the_clock(page: Page) -> None:
    """Open the page again with a clock that stands: a slow machine computes as long as it likes, and nothing is waited for."""
    page.clock.install()
    page.reload()
    page.clock.pause_at(page.evaluate("Date.now() / 1000") + 120)


def stored(page: Page) -> int:
    """Return how many ratings this phone keeps."""
    return int(page.evaluate("Object.keys(localStorage).length"))


def test_a_tap_is_paid_for_by_a_moment_of_computing_and_its_rest_costs_nothing(
    browser: Browser, crowded: Site
) -> None:
    before = ratings(crowded)
    page = open_page(crowded, browser, extra_http_headers=ELSEWHERE)
    page.add_init_script(HELD)
    stop_the_clock(page)
    paid = payments(page)
    page.get_by_role("radio", name="不满意", exact=True).tap()
    expect(page.locator("#said")).to_have_text(QUEUE)
    assert stored(page) == 1, "not yet sent: it must survive"
    page.evaluate("go()")
    expect(page.locator("#said")).to_have_text(KEPT)
    page.get_by_label("想说的话").fill(SAID)
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert paid == [None, "work", None]
    assert (ratings(crowded), states(crowded)[-1]) == (before + 1, (2, [], None, False, SAID))
    assert stored(page) == 0
    page.context.close()


@pytest.mark.parametrize(
    "broken", ["delete window.Worker", HELD], ids=["no workers", "one that never answers"]
)
def test_a_phone_that_cannot_compute_waits_and_is_taken(browser: Browser, crowded: Site, broken: str) -> None:
    before = ratings(crowded)
    page = open_page(crowded, browser, extra_http_headers=ELSEWHERE)
    page.add_init_script(broken)
    page.reload()
    paid = payments(page)
    page.get_by_role("radio", name="满意", exact=True).tap()
    expect(page.locator("#said")).to_have_text(KEPT)
    assert (paid, ratings(crowded)) == ([None, "waiting"], before + 1)
    page.context.close()


def test_without_javascript_a_page_keeps_all_waits_and_one_button_sends_it(
    browser: Browser, crowded: Site
) -> None:
    before = ratings(crowded)
    page = open_page(crowded, browser, java_script_enabled=False, extra_http_headers=ELSEWHERE)
    page.get_by_role("link", name="不满意", exact=True).tap()
    page.get_by_role("checkbox", name="等得太久").check()
    page.get_by_label("想说的话").fill(SAID)
    begun = time.monotonic()
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_text("请等 3 秒，再点“提交”")).to_be_visible()
    # As often as an impatient finger likes: too early it is not taken, and it is not lost.
    thanks = page.get_by_role("heading", name="谢谢您")
    while not thanks.is_visible():
        assert ratings(crowded) == before
        with page.expect_navigation():
            page.get_by_role("button", name="提交").tap()
    # What is asked carries its moment in whole seconds: the three may have begun up to one before.
    assert time.monotonic() - begun > 2
    assert (ratings(crowded), last(crowded)) == (before + 1, (2, ["wait2"], None, False, SAID))
    page.context.close()


def test_a_phone_that_keeps_nothing_is_taken_by_the_page_that_asks(browser: Browser, crowded: Site) -> None:
    before = ratings(crowded)
    page = open_page(crowded, browser, extra_http_headers=ELSEWHERE)
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full') }")
    stop_the_clock(page)
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('away')) }")
    paid = payments(page)
    page.get_by_role("radio", name="满意", exact=True).tap()
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert (paid, ratings(crowded)) == ([None, "work"], before + 1)
    page.context.close()


def test_what_an_earlier_visit_left_is_paid_for_too_and_disturbs_nobody(
    browser: Browser, crowded: Site
) -> None:
    before = ratings(crowded)
    page = open_page(crowded, browser, extra_http_headers=ELSEWHERE)
    page.context.set_offline(True)
    page.get_by_role("radio", name="满意", exact=True).tap()
    expect(page.locator("#said")).to_contain_text("已保存")
    phone = page.context
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(f"{crowded.address}/r/{crowded.world.point.code}")
    expect(page.get_by_text("之前保存在这部手机上的评价已经送达。")).to_be_visible()
    expect(page.locator("#said")).to_be_empty()
    assert (ratings(crowded), stored(page)) == (before + 1, 0)
    phone.close()


@pytest.mark.parametrize("query", ["", "?lang=en&size=large"])
def test_the_page_that_asks_is_in_nobodys_way(browser: Browser, crowded: Site, query: str) -> None:
    page = open_page(crowded, browser, query, bypass_csp=True, extra_http_headers=ELSEWHERE)
    page.route("**/wait.js", lambda route: route.abort())
    page.evaluate("document.getElementById('grade').value = '4'; document.getElementById('form').submit()")
    expect(page.locator("#wait")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    page.context.close()
