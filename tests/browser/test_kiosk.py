"""A shared screen in a real browser: it goes back by itself, and "back" finds nothing of the one before."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from feedback.clock import now
from feedback.collecting.kiosk_pin import set_pin
from feedback.db import db
from tests.browser.rating_page import last, ratings
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def screen(browser: Browser, live_server: Site) -> Iterator[Page]:
    """A tablet on which the screen runs; its clock is the test's."""
    with live_server.app.app_context():
        set_pin(
            db.session.merge(live_server.world.bob),
            db.session.merge(live_server.world.point),
            "482915",
            now(),
        )
    context = browser.new_context(
        viewport={"width": 800, "height": 1100}, locale="zh-CN", has_touch=True, base_url=live_server.address
    )
    page = context.new_page()
    page.clock.install()
    page.goto(f"/kiosk/{live_server.world.point.code}")
    page.get_by_label("口令").fill("482915")
    page.get_by_role("button", name="开始").tap()
    expect(page.get_by_role("radio", name="满意", exact=True)).to_be_visible()
    yield page
    context.close()


def untouched(page: Page, seconds: int) -> None:
    """Let so many seconds pass at once; from then on none passes but these."""
    page.clock.pause_at(page.evaluate("Date.now() / 1000") + seconds)
    page.clock.run_for(600)


def test_a_form_left_half_filled_is_gone_after_twenty_seconds_and_the_tap_is_kept(
    screen: Page, live_server: Site
) -> None:
    before = ratings(live_server)
    with screen.expect_response(lambda answer: "/thanks/" in answer.url):
        screen.get_by_role("radio", name="不满意", exact=True).tap()
    screen.get_by_label("想说的话").fill("写给自己看的")
    untouched(screen, 14)
    expect(screen.locator("#left")).to_contain_text("秒后回到开头")
    screen.locator("h1").tap()
    expect(screen.locator("#left")).to_be_hidden()
    with screen.expect_navigation():
        untouched(screen, 21)
    expect(screen.get_by_label("想说的话")).to_have_value("")
    expect(screen.locator("#more")).to_be_hidden()
    assert screen.evaluate("Object.keys(localStorage)") == []
    screen.go_back()
    expect(screen.locator("body")).not_to_contain_text("写给自己看的")
    assert (ratings(live_server), last(live_server)[4]) == (before + 1, "")


def test_the_claim_code_goes_by_itself_and_back_does_not_bring_it_again(
    screen: Page, live_server: Site
) -> None:
    home = screen.url
    screen.get_by_role("radio", name="满意", exact=True).tap()
    screen.get_by_label("想说的话").fill("第一位说的话")
    screen.get_by_role("button", name="提交评价").tap()
    code = screen.locator("strong.code").inner_text()
    with screen.expect_navigation(url=home):
        untouched(screen, 21)
    for _ in range(3):
        screen.go_back()
        for left in (code, "第一位说的话"):
            expect(screen.locator("body")).not_to_contain_text(left)
        typed = screen.locator("textarea").evaluate_all("all => all.map((one) => one.value).join('')")
        assert typed == ""
    assert last(live_server)[4] == "第一位说的话"


def test_taps_before_and_after_a_change_of_language_are_one_rating_and_the_next_one_another(
    screen: Page, live_server: Site
) -> None:
    before = ratings(live_server)
    with screen.expect_response(lambda answer: "/thanks/" in answer.url):
        screen.get_by_role("radio", name="不满意", exact=True).tap()
    screen.get_by_role("link", name="English").tap()
    expect(screen.get_by_role("radio", name="Poor", exact=True)).to_be_checked()
    with screen.expect_response(lambda answer: "/thanks/" in answer.url):
        screen.get_by_role("radio", name="Good", exact=True).tap()
    assert (ratings(live_server), last(live_server)[0]) == (before + 1, 4)
    with screen.expect_navigation():
        untouched(screen, 21)
    with screen.expect_response(lambda answer: "/thanks/" in answer.url):
        screen.get_by_role("radio", name="不满意", exact=True).tap()
    assert ratings(live_server) == before + 2


def test_without_scripts_the_screen_rates_and_thanks(
    browser: Browser, screen: Page, live_server: Site
) -> None:
    cookies = screen.context.cookies()
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", base_url=live_server.address)
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"/kiosk/{live_server.world.point.code}")
    page.get_by_role("link", name="非常满意").click()
    page.get_by_role("button", name="提交评价").click()
    expect(page.locator("strong.code")).to_be_visible()
    page.get_by_role("link", name="好了，请下一位").click()
    expect(page.get_by_role("link", name="非常满意")).to_be_visible()
    context.close()
