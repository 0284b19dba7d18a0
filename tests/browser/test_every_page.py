"""Every page that anybody can reach by links, as each of the demo accounts: nothing in the way, nothing cut off.

The pages are found by following links, so a new screen is looked at without being named here.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from feedback.demo import fill
from tests.site import Site, site

pytestmark = pytest.mark.browser

WIDTHS = (390, 1280)
# Files, not pages; and the sheet of posters is as wide as its paper.
NOT_PAGES = re.compile(r"\.(svg|png|csv|xlsx|docx|jsonl?|txt|py)$|/posters/print")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A product with a small demo world."""
    with site(tmp_path_factory.mktemp("demo"), lay=lambda: fill("1", 1500, quietly), DEMO="1") as running:
        yield running


def quietly(_what: str, _done: int, _all: int) -> None:
    """Show no progress."""


def accounts(demo: Site) -> dict[str, str]:
    folder = Path(demo.app.config["DATA_DIR"])
    return dict(json.loads((folder / "demo-accounts.json").read_text()))


def pattern(address: str) -> str:
    """Return what kind of page an address is: numbers and codes stand for any."""
    path = urlsplit(address).path
    return re.sub(r"/[0-9a-z]{10}(?=/|$)", "/CODE", re.sub(r"\d+", "N", path))


def walk(page: Page, start: str) -> Iterator[str]:
    """Open one page of every kind that links lead to, and yield its kind while it is open."""
    home, seen, waiting = start, {pattern(start)}, [start]
    while waiting:
        address = waiting.pop(0)
        answer = page.goto(address)
        assert answer
        assert answer.status == 200, f"{address}: {answer.status}"
        seen.add(pattern(page.url))
        yield pattern(page.url)
        for link in page.locator("a[href]").evaluate_all("all => all.map(a => a.href.split('#')[0])"):
            kind = pattern(link)
            if link.startswith(home) and kind not in seen and not NOT_PAGES.search(kind):
                seen.add(kind)
                waiting.append(link)


def faults(page: Page) -> list[str]:
    """Return what is wrong with the page that is open, at both widths."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        wide = settled_width(page, width)
        if wide > width:
            found.append(f"{wide - width} px too wide at {width}")
        violations = Axe().run(page).response["violations"]
        found += [f"{v['id']} at {width}" for v in violations if v["impact"] in ("serious", "critical")]
    return found


def settled_width(page: Page, width: int) -> int:
    """Return how wide the page is once what follows the window (a drawn chart) has had two seconds to follow."""
    for _ in range(20):
        wide = int(page.evaluate("document.documentElement.scrollWidth"))
        if wide <= width:
            break
        page.wait_for_timeout(100)
    return wide


@pytest.mark.parametrize("who", ["", "alice", "reviewer1", "committee", "sysadmin", "secadmin", "auditor"])
def test_nothing_stands_in_anybodys_way(browser: Browser, demo: Site, who: str) -> None:
    context = browser.new_context(bypass_csp=True, locale="zh-CN")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    if who:
        page.goto(f"{demo.address}/login")
        page.fill("[name=username]", who)
        page.fill("[name=password]", accounts(demo)[who])
        page.click("main button")
        page.wait_for_url(lambda url: "/login" not in url)
    found = {kind: wrong for kind in walk(page, f"{demo.address}/") if (wrong := faults(page))}
    assert found == {}
    assert complaints == []
    context.close()
