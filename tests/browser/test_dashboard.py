"""A brand's page in a real browser: the chart is drawn from its table, and the table is one click away."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from feedback import pipeline
from feedback.clock import now
from feedback.settings import TOP
from tests.factories import PASSWORD
from tests.site import Site

pytestmark = pytest.mark.browser
LIBRARY = TOP / "static" / "vendor" / "echarts.common.min.js"


@pytest.fixture(scope="module")
def rated(live_server: Site) -> Site:
    """Two months with ratings behind them."""
    world = live_server.world
    with live_server.app.app_context():
        for days_ago in (0, 40):
            for grade in (5, 5, 5, 4, 4, 3, 1):
                world.rate(world.point, grade, "办得快。", at=now() - timedelta(days=days_ago))
        pipeline.drain()
    return live_server


@pytest.fixture
def opened(browser: Browser, rated: Site) -> Iterator[Callable[..., Page]]:
    """Open Alice's page in a window of its own; nothing may be written to the console as an error."""
    contexts, complaints = [], []

    def open_page(**how: object) -> Page:
        context = browser.new_context(**how)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{rated.address}/login?next=/dashboard")
        page.fill("[name=username]", "alice")
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/dashboard/*")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.skipif(
    not LIBRARY.exists(), reason="the chart library comes by npm; without it the table stands"
)
def test_the_trend_is_drawn_and_its_table_is_one_click_away(opened: Callable[..., Page]) -> None:
    page = opened(viewport={"width": 390, "height": 844})
    page.wait_for_selector(".chart canvas")
    table = page.locator("#trend-table")
    expect(table).to_be_hidden()
    page.click("text=看表格")
    expect(table).to_be_visible()
    page.click("text=收起表格")
    expect(table).to_be_hidden()


def test_without_scripts_the_table_stands(opened: Callable[..., Page]) -> None:
    page = opened(java_script_enabled=False)
    expect(page.locator("#trend-table")).to_be_visible()
    expect(page.locator(".chart")).to_be_hidden()


def test_on_paper_the_table_stands_and_nothing_that_is_clicked(opened: Callable[..., Page]) -> None:
    page = opened()
    page.emulate_media(media="print")
    expect(page.locator("#trend-table")).to_be_visible()
    for gone in (".chart", ".period", "[data-table]", ".top"):
        expect(page.locator(gone).first).to_be_hidden()


@pytest.mark.parametrize("width", [390, 800, 1280])
def test_no_page_is_wider_than_its_window(opened: Callable[..., Page], width: int) -> None:
    page = opened(viewport={"width": width, "height": 844})
    here = page.url
    for address in (here, f"{here}/comments?grade=5", here.replace("/dashboard/", "/brands/") + "/score"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
