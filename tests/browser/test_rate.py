"""A resident's phone, inside WeChat, with and without JavaScript, against the real product."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests import chromium
from tests.browser.rating_page import last, open_page, ratings
from tests.site import Site

pytestmark = pytest.mark.browser

CODE = re.compile(r"(?:\d{4} ){4}\d{4}")


def test_a_resident_taps_says_and_sends(browser: Browser, live_server: Site) -> None:
    page = open_page(live_server, browser)
    expect(page.get_by_role("button", name="提交评价")).to_be_hidden()
    page.get_by_role("radio", name="不满意", exact=True).tap()
    page.get_by_role("checkbox", name="等得太久").check()
    page.get_by_label("想说的话").fill("等了快两个小时才轮到👍")
    expect(page.locator("#count")).to_have_text("11/500")
    page.get_by_role("radio", name="听说过").check()
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert CODE.search(page.inner_text("main"))
    assert last(live_server) == (2, ["wait2"], "heard", False, "等了快两个小时才轮到👍")
    page.context.close()


def test_another_face_brings_its_own_tags_and_keeps_the_words(browser: Browser, live_server: Site) -> None:
    page = open_page(live_server, browser)
    page.get_by_role("radio", name="非常不满意").tap()
    page.get_by_role("checkbox", name="推诿不办").check()
    page.get_by_label("想说的话").fill("后来好了")
    page.get_by_role("radio", name="满意", exact=True).tap()
    expect(page.get_by_text("推诿不办")).to_be_hidden()
    page.get_by_role("checkbox", name="问题解决了").check()
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert last(live_server) == (4, ["solved4"], None, False, "后来好了")
    page.context.close()


def test_without_javascript_a_face_leads_to_the_same_form(browser: Browser, live_server: Site) -> None:
    page = open_page(live_server, browser, java_script_enabled=False)
    page.get_by_role("link", name="基本满意").tap()
    page.get_by_role("checkbox", name="手续再少些").check()
    page.get_by_label("想说的话").fill("还可以")
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert last(live_server) == (3, ["steps3"], None, False, "还可以")
    page.context.close()


def test_faces_and_promise_stand_on_the_smallest_screen_without_scrolling(
    browser: Browser, live_server: Site
) -> None:
    for language in ("zh", "en"):
        page = open_page(live_server, browser, f"?lang={language}")
        page.set_viewport_size({"width": 320, "height": 568})
        for part in (page.locator("#faces"), page.locator(".promise")):
            box = part.bounding_box()
            assert box
            assert box["y"] + box["height"] <= 568
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        widths = page.locator("#faces a").evaluate_all("all => all.map(a => a.getBoundingClientRect().width)")
        assert min(widths) >= 44
        assert max(widths) - min(widths) < 1, "no face is larger than another"
        page.context.close()


def test_back_from_the_thanks_is_a_new_rating_with_a_new_key(browser: Browser, live_server: Site) -> None:
    page = open_page(live_server, browser)
    first = page.locator("#key").input_value()
    page.get_by_role("radio", name="满意", exact=True).tap()
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    page.go_back()
    assert page.locator("#key").input_value() != first
    page.context.close()


def test_two_quick_taps_on_the_button_are_one_rating(browser: Browser, live_server: Site) -> None:
    page = open_page(live_server, browser)
    before = ratings(live_server)
    page.get_by_role("radio", name="满意", exact=True).tap()
    page.get_by_role("button", name="提交评价").dblclick()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert ratings(live_server) == before + 1
    page.context.close()


@pytest.mark.parametrize("query", ["", "?grade=1", "?lang=en&grade=5", "?size=large&grade=2"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(browser: Browser, live_server: Site, query: str, scheme: str) -> None:
    page = open_page(live_server, browser, query, color_scheme=scheme, bypass_csp=True)
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    page.context.close()


def test_the_keyboard_chooses_a_face(browser: Browser, live_server: Site) -> None:
    page = open_page(live_server, browser)
    page.locator("#faces a").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="满意", exact=True)).to_be_checked()
    expect(page.get_by_role("button", name="提交评价")).to_be_visible()
    page.context.close()


def test_the_page_asks_nobody_else_and_breaks_no_policy(browser: Browser, live_server: Site) -> None:
    page = chromium.phone(browser).new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{live_server.address}/r/{live_server.world.point.code}")
    page.wait_for_load_state("networkidle")
    assert all(url.startswith((live_server.address, "data:")) for url in requests)
    assert len([url for url in requests if not url.startswith("data:")]) <= 3
    assert complaints == []
    page.context.close()
