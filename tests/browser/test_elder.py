"""Large type: one question a screen, large enough, read aloud, remembered; the first tap is kept all the same."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import chromium
from tests.browser.measure import too_small, too_wide
from tests.browser.rating_page import last, open_page, ratings, states
from tests.site import Site

pytestmark = pytest.mark.browser

KEPT = "已记下，评价已经完成。后面的问题，可答可不答。"
NO_STORAGE = (
    "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }})"
)
FULL = "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }"
# A phone that writes down what it would say.
SPEAKS = """window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, 'speechSynthesis', {value: {
  getVoices: () => %s.map((lang) => ({lang})),
  speak: (line) => { said.push(line.text); window.lastLine = line; },
  cancel: () => said.push('.'), addEventListener() {},
}});"""


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).tap()


def answer(page: Page, face: str) -> None:
    page.get_by_role("radio", name=face, exact=True).tap()
    expect(page.locator("#step")).to_have_text("第 2 步，共 4 步")


def onward(page: Page, step: str) -> None:
    press(page, "下一步")
    expect(page.locator("#step")).to_have_text(step)


def test_one_question_a_screen_and_one_rating_in_the_end(browser: Browser, live_server: Site) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser, "?size=large")
    expect(page.locator("#step")).to_have_text("第 1 步，共 4 步")
    answer(page, "不满意")
    expect(page.locator("#said")).to_have_text(KEPT)
    assert states(live_server) == [(2, [], None, False, "")], "kept by the tap alone"
    expect(page.get_by_role("radio", name="满意", exact=True)).to_be_hidden()
    page.get_by_role("checkbox", name="来回跑").tap()
    onward(page, "第 3 步，共 4 步")
    expect(page.get_by_text("来回跑")).to_be_hidden()
    page.get_by_label("想说的话").fill("跑了三趟")
    onward(page, "第 4 步，共 4 步")
    page.get_by_role("radio", name="听说过").tap()
    press(page, "提交评价")
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert (ratings(live_server), last(live_server)) == (
        before + 1,
        (2, ["trips2"], "heard", False, "跑了三趟"),
    )
    page.context.close()


def test_whoever_has_said_enough_is_thanked_and_what_was_said_counts(
    browser: Browser, live_server: Site
) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser, "?size=large")
    answer(page, "满意")
    page.get_by_role("checkbox", name="办得快").tap()
    press(page, "不想说了，就这样")
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert (ratings(live_server), last(live_server)) == (before + 1, (4, ["fast4"], None, False, ""))
    assert "size=large" in page.url
    page.context.close()


def test_one_may_go_back_and_choose_another_face(browser: Browser, live_server: Site) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser, "?size=large")
    answer(page, "满意")
    press(page, "上一步")
    expect(page.get_by_role("radio", name="满意", exact=True)).to_be_checked()
    answer(page, "非常不满意")
    expect(page.get_by_text("推诿不办")).to_be_visible()
    expect(page.locator("#said")).to_have_text(KEPT)
    page.context.close()
    assert ratings(live_server) == before + 1
    assert last(live_server)[0] == 1


def test_the_second_half_of_a_double_tap_answers_nothing(browser: Browser, live_server: Site) -> None:
    page = open_page(live_server, browser, "?size=large")
    # What counts as the same moment is told by the test's clock, however slow the hand of this machine.
    page.clock.install()
    page.reload()
    expect(page.locator("#step")).to_have_text("第 1 步，共 4 步")
    page.clock.pause_at(page.evaluate("Date.now() / 1000") + 120)
    for face in ("满意", "基本满意", "不满意"):
        # Twice at one place: where the face was there is a remark now.
        page.get_by_role("radio", name=face, exact=True).dblclick()
        expect(page.locator("#step")).to_have_text("第 2 步，共 4 步")
        assert page.locator(":checked").count() == 0
        page.clock.run_for(500)
        press(page, "上一步")
        expect(page.locator("#step")).to_have_text("第 1 步，共 4 步")
        page.clock.run_for(500)
    page.context.close()


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("zh-Hant", 320), ("en", 320), ("en", 427)])
def test_everything_on_every_screen_is_large_enough(
    browser: Browser, live_server: Site, language: str, width: int
) -> None:
    page = open_page(live_server, browser, f"?size=large&lang={language}")
    page.set_viewport_size({"width": width, "height": 568})
    small, wide = {}, {}

    def measure(screen: str) -> None:
        small[screen], wide[screen] = too_small(page), too_wide(page)

    measure("1")
    page.locator("[data-grade='1']").tap()
    expect(page.locator("#said")).not_to_be_empty()
    for screen in "234":
        expect(page.locator("#step")).to_have_text(re.compile(rf"^\D*{screen}\D"))
        measure(screen)
        if screen != "4":
            page.locator("#next").tap()
    page.locator("#send").tap()
    page.locator(".code").wait_for()
    measure("thanks")
    thanks, code = page.url, page.locator(".code").inner_text()
    for name in ("qr=1", "receipt=1"):
        page.goto(f"{thanks}&{name}")
        measure(name)
    look = f"size=large&lang={language}"
    for path in (f"/privacy?{look}", f"/r/0000000000?{look}", f"/claim?{look}"):
        page.goto(f"{live_server.address}{path}")
        measure(path)
    page.fill("#code", code)
    page.locator("main button:not(#read)").tap()
    page.get_by_role("status").first.wait_for(state="attached")
    measure("claim")
    assert {screen: found for screen, found in small.items() if found} == {}
    assert {screen: px for screen, px in wide.items() if px > 0} == {}
    page.context.close()


def test_large_type_is_remembered_by_the_phone_until_it_is_put_away(
    browser: Browser, live_server: Site
) -> None:
    page = open_page(live_server, browser)
    address = page.url
    page.get_by_role("link", name="大字版").tap()
    expect(page.locator("#step")).to_be_visible()
    page.get_by_role("link", name="高对比").tap()
    expect(page.locator("html")).to_have_class("large contrast")
    page.goto(address)
    expect(page.locator("#step")).to_be_visible()
    expect(page.locator("html")).to_have_class("large contrast")
    assert "size=large" in page.url
    page.get_by_role("link", name="标准字").tap()
    expect(page.locator("#step")).to_be_visible(visible=False)
    page.goto(address)
    expect(page.get_by_role("link", name="大字版")).to_be_visible()
    expect(page.locator("html")).to_have_class("contrast")
    page.context.close()


@pytest.mark.parametrize("trouble", [NO_STORAGE, FULL])
def test_without_storage_the_address_remembers(browser: Browser, live_server: Site, trouble: str) -> None:
    context = chromium.phone(browser)
    context.add_init_script(trouble)
    page = context.new_page()
    page.goto(f"{live_server.address}/r/{live_server.world.point.code}")
    page.get_by_role("link", name="大字版").tap()
    expect(page.locator("html")).to_have_class("large")
    page.reload()
    expect(page.locator("#step")).to_have_text("第 1 步，共 4 步")
    answer(page, "满意")
    expect(page.locator("#said")).to_have_text(KEPT)
    press(page, "不想说了，就这样")
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert "size=large" in page.url
    assert last(live_server)[0] == 4
    context.close()


def test_the_question_and_its_choices_are_read_aloud_until_one_goes_on(
    browser: Browser, live_server: Site
) -> None:
    context = chromium.phone(browser)
    context.add_init_script(SPEAKS % "['en-US', 'zh_CN']")
    page = context.new_page()
    page.goto(f"{live_server.address}/r/{live_server.world.point.code}?size=large")
    press(page, "读给我听")
    expect(page.get_by_role("button", name="停止朗读")).to_be_visible()
    said: list[str] = page.evaluate("said")
    assert said[0] == "."
    faces = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    assert [line for line in said if line in faces] == faces
    assert "这次服务，您满意吗？" in said
    assert page.evaluate("lastLine.lang") == "zh_CN"
    answer(page, "不满意")
    assert page.evaluate("said.pop()") == ".", "silent on the next screen"
    press(page, "读给我听")
    expect(page.get_by_role("button", name="停止朗读")).to_be_visible()
    assert "哪里做得不够好？可多选" in page.evaluate("said")
    page.evaluate("lastLine.onend()")
    expect(page.get_by_role("button", name="读给我听")).to_be_visible()
    context.close()


@pytest.mark.parametrize(
    ("phone", "offered"),
    [
        ("delete window.SpeechSynthesisUtterance", False),
        (SPEAKS % "['en-US', 'de-DE']", False),  # nobody there who could read Chinese
        (SPEAKS % "[]", True),  # a list that comes late, or never
    ],
)
def test_a_phone_that_cannot_read_it_offers_nothing(
    browser: Browser, live_server: Site, phone: str, offered: bool
) -> None:
    context = chromium.phone(browser)
    context.add_init_script(phone)
    page = context.new_page()
    page.goto(f"{live_server.address}/r/{live_server.world.point.code}?size=large")
    expect(page.locator("#step")).to_be_visible()
    expect(page.get_by_role("button", name="读给我听")).to_be_visible(visible=offered)
    context.close()


def test_what_is_refused_comes_back_at_its_question(browser: Browser, live_server: Site) -> None:
    page = open_page(live_server, browser, "?size=large")
    answer(page, "满意")
    onward(page, "第 3 步，共 4 步")
    page.get_by_label("想说的话").fill("好" * 501)
    press(page, "不想说了，就这样")
    expect(page.get_by_text("最多写 500 个字，现在多了一些")).to_be_visible()
    expect(page.locator("#step")).to_have_text("第 3 步，共 4 步")
    page.get_by_label("想说的话").fill("好")
    press(page, "不想说了，就这样")
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert last(live_server) == (4, [], None, False, "好")
    page.context.close()


def test_without_javascript_it_is_one_long_page_of_the_same_sizes(
    browser: Browser, live_server: Site
) -> None:
    page = open_page(live_server, browser, "?size=large", java_script_enabled=False)
    page.get_by_role("link", name="基本满意").tap()
    expect(page.get_by_label("手续再少些")).to_be_visible()
    assert too_small(page) == []
    page.get_by_label("手续再少些").check()
    page.get_by_label("想说的话").fill("还可以")
    press(page, "提交评价")
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert last(live_server) == (3, ["steps3"], None, False, "还可以")
    assert "size=large" in page.url
    page.context.close()
