"""The first tap is kept: whoever taps a face and leaves has rated; what follows is the same rating."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.bad_line import bad_line
from tests.browser.rating_page import last, open_page, ratings, states
from tests.servers import until
from tests.site import Site

pytestmark = pytest.mark.browser

KEPT = "已记下您的评价，可以继续补充。"


def tap(page: Page, face: str) -> None:
    one = page.get_by_role("radio", name=face, exact=True)
    one.tap()
    # A touch becomes a click a moment later: whoever leaves before has not tapped.
    expect(one).to_be_checked()


def posts(page: Page) -> list[str]:
    """Return a list that grows with the body of every POST of the page."""
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.post_data or "") if r.method == "POST" else None)
    return sent


@contextmanager
def held_up(site: Site) -> Iterator[tuple[Site, Event]]:
    """The site behind a line that holds up the first POST until the event is set."""
    free, first = Event(), Event()

    def line(request: str) -> None:
        if request.startswith("POST") and not first.is_set():
            first.set()
            free.wait(30)

    with bad_line(site.address, line) as address:
        yield replace(site, address=address), free
        free.set()


@pytest.mark.parametrize("face", ["非常满意", "满意", "基本满意", "不满意", "非常不满意"])
def test_one_tap_and_away_is_a_counted_rating_whichever_the_face(
    browser: Browser, live_server: Site, face: str
) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser)
    sent = posts(page)
    tap(page, face)
    expect(page.locator("#said")).to_have_text(KEPT)
    page.context.close()
    assert ratings(live_server) == before + 1
    grade = ["非常不满意", "不满意", "基本满意", "满意", "非常满意"].index(face) + 1
    assert states(live_server) == [(grade, [], None, False, "")]
    assert [len(body) for body in sent] == [len("key=&version=1&turn=1&grade=5") + 24], (
        "as much for one face as for another"
    )


def test_a_phone_put_away_in_the_same_moment_has_still_rated(browser: Browser, live_server: Site) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser)
    tap(page, "不满意")
    page.goto("about:blank")
    until(lambda: ratings(live_server) == before + 1, "the rating")
    assert states(live_server) == [(2, [], None, False, "")]
    page.context.close()


def test_nothing_is_called_kept_before_the_server_has_answered(browser: Browser, live_server: Site) -> None:
    with held_up(live_server) as (site, free):
        page = open_page(site, browser)
        tap(page, "满意")
        page.wait_for_timeout(500)
        expect(page.locator("#said")).to_be_empty()
        free.set()
        expect(page.locator("#said")).to_have_text(KEPT)
        page.context.close()


def test_a_wrong_face_put_right_with_tags_and_words_is_one_rating(
    browser: Browser, live_server: Site
) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser)
    tap(page, "非常不满意")
    expect(page.locator("#said")).to_have_text(KEPT)
    tap(page, "非常满意")
    page.get_by_role("checkbox", name="办得快").check()
    page.get_by_label("想说的话").fill("谢谢小王")
    page.get_by_role("radio", name="了解", exact=True).check()
    page.get_by_role("checkbox", name="只给上级看").check()
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert ratings(live_server) == before + 1
    assert last(live_server) == (5, ["fast5"], "knows", True, "谢谢小王")
    page.context.close()


def test_taps_while_the_first_is_under_way_wait_for_it_and_the_last_counts(
    browser: Browser, live_server: Site
) -> None:
    with held_up(live_server) as (site, free):
        page = open_page(site, browser)
        sent = posts(page)
        for face in ("非常满意", "不满意", "基本满意"):
            tap(page, face)
        page.wait_for_timeout(300)
        assert len(sent) == 1
        free.set()
        expect(page.locator("#said")).to_have_text(KEPT)
        assert [grade for grade, *_ in states(live_server)] == [5, 3]
        assert len(sent) == 2
        page.context.close()


def test_a_correction_before_the_first_answer_counts_even_if_the_page_is_left(
    browser: Browser, live_server: Site
) -> None:
    before = ratings(live_server)
    with held_up(live_server) as (site, free):
        page = open_page(site, browser)
        tap(page, "非常不满意")
        tap(page, "非常满意")
        page.goto("about:blank")
        until(lambda: ratings(live_server) == before + 1, "the correction")
        free.set()
        page.wait_for_timeout(500)
        assert [grade for grade, *_ in states(live_server)] == [5], "the first tap came too late to count"
        page.context.close()


def test_a_face_tapped_twice_is_sent_once(browser: Browser, live_server: Site) -> None:
    page = open_page(live_server, browser)
    sent = posts(page)
    page.get_by_role("radio", name="满意", exact=True).dblclick()
    tap(page, "满意")
    expect(page.locator("#said")).to_have_text(KEPT)
    tap(page, "满意")
    page.wait_for_timeout(300)
    assert len(sent) == 1
    page.context.close()


def test_a_face_and_the_button_need_no_second_request(browser: Browser, live_server: Site) -> None:
    page = open_page(live_server, browser)
    sent = posts(page)
    tap(page, "满意")
    expect(page.locator("#said")).to_have_text(KEPT)
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert len(sent) == 1
    page.context.close()


def test_what_is_refused_at_the_button_stays_under_the_tapped_rating(
    browser: Browser, live_server: Site
) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser)
    tap(page, "满意")
    expect(page.locator("#said")).to_have_text(KEPT)
    page.get_by_label("想说的话").fill("好" * 501)
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_text("最多写 500 个字，现在多了一些")).to_be_visible()
    page.get_by_label("想说的话").fill("好")
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert ratings(live_server) == before + 1
    assert last(live_server) == (4, [], None, False, "好")
    page.context.close()


def test_at_three_times_the_size_everything_can_still_be_read_and_pressed(
    browser: Browser, live_server: Site
) -> None:
    page = open_page(live_server, browser)
    page.set_viewport_size({"width": 427, "height": 267})  # 1280 × 800 at 300 %
    tap(page, "不满意")
    expect(page.locator("#said")).to_have_text(KEPT)
    box = page.locator("#said").bounding_box()
    assert box
    assert box["height"] < 267 / 3, "the note leaves most of the screen"
    assert page.evaluate("document.documentElement.scrollWidth") == 427
    page.get_by_role("checkbox", name="等得太久").check()
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert last(live_server)[:2] == (2, ["wait2"])
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_that_is_said_after_a_tap_stands_in_anybodys_way(
    browser: Browser, live_server: Site, scheme: str
) -> None:
    page = open_page(live_server, browser, color_scheme=scheme, bypass_csp=True)
    tap(page, "不满意")
    expect(page.get_by_role("status").get_by_text(KEPT)).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    page.context.close()


def test_larger_type_keeps_the_page_and_its_rating(browser: Browser, live_server: Site) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser)
    tap(page, "满意")
    page.get_by_role("link", name="大字版").tap()
    expect(page.locator("html")).to_have_class("large")
    expect(page.locator("#step")).to_have_text("第 1 步，共 4 步")
    page.get_by_role("radio", name="基本满意").tap()
    page.get_by_role("button", name="不想说了，就这样").tap()
    page.wait_for_url("**/thanks/*size=large*")
    assert (ratings(live_server), last(live_server)[0]) == (before + 1, 3)
    page.context.close()


def test_two_tabs_are_two_keys_and_disturb_each_other_in_nothing(browser: Browser, live_server: Site) -> None:
    before = ratings(live_server)
    first = open_page(live_server, browser)
    second = first.context.new_page()
    second.goto(first.url)
    tap(first, "满意")
    tap(second, "不满意")
    for page in (first, second):
        page.get_by_role("button", name="提交评价").tap()
        expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert ratings(live_server) == before + 2
    first.context.close()


def test_back_out_of_the_browsers_memory_the_page_is_empty_and_has_a_new_key(
    browser: Browser, live_server: Site
) -> None:
    page = open_page(live_server, browser)
    key = page.locator("#key").input_value()
    tap(page, "满意")
    page.get_by_label("想说的话").fill("我的话")
    expect(page.locator("#said")).to_have_text(KEPT)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert page.locator("#key").input_value() != key
    assert page.locator("#comment").input_value() == ""
    expect(page.get_by_role("radio", name="满意", exact=True)).not_to_be_checked()
    before = ratings(live_server)
    tap(page, "满意")
    expect(page.locator("#said")).to_have_text(KEPT)
    assert ratings(live_server) == before + 1, "the next person's rating is one of its own"
    page.context.close()


def test_walking_along_the_faces_by_arrow_keys_is_not_yet_a_choice(
    browser: Browser, live_server: Site
) -> None:
    page = open_page(live_server, browser)
    sent = posts(page)
    page.locator("#faces a").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#said")).to_have_text(KEPT)
    assert len(sent) == 1
    assert [grade for grade, *_ in states(live_server)] == [2]
    page.context.close()
