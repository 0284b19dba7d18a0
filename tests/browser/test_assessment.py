"""A year through the real screens: marked, publicised, confirmed, downloaded; nothing stands in anybody's way."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from feedback import assessment
from feedback.assessment import Confirmation
from feedback.clock import local_day, now
from feedback.db import db
from tests.assessment.conftest import Year
from tests.assessment.examples import MARKS
from tests.browser.staff import signed_in
from tests.factories import World
from tests.site import Site, site

pytestmark = pytest.mark.browser


def draft() -> Year:
    """A cycle that has not begun; its last day is today."""
    return Year(World(), local_day(now(), "Asia/Shanghai"))


def confirmed() -> Year:
    """A confirmed cycle, and a second one that is being marked."""
    year = draft()
    year.confirm()
    year.cycle = assessment.add_cycle(
        year.mei, year.world.committee, year.scheme, "补评", year.cycle.begins_on, year.cycle.ends_on
    )
    year.go("open", "marking")
    return year


@pytest.fixture
def beginning(tmp_path: Path) -> Iterator[Site]:
    """The product before the year begins."""
    with site(tmp_path, lay=draft) as running:
        yield running


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The product after the year."""
    with site(tmp_path_factory.mktemp("after"), lay=confirmed) as running:
        yield running


def obstacles(page: Page, address: str) -> list[str]:
    """Open a page; return what axe finds serious in it, and whether it is wider than the screen."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200
    found = Axe().run(page).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [v["id"] for v in found if v["impact"] in ("serious", "critical")] + ["too wide"] * wide


def press(page: Page, step: str) -> None:
    """Take the step of that name, through its question."""
    page.goto("/assessment/1")
    page.get_by_role("link", name=step).click()
    page.get_by_role("button", name=step).click()
    page.wait_for_url("**/assessment/1")


def test_a_year_from_draft_to_the_downloaded_result(browser: Browser, beginning: Site) -> None:
    mei = signed_in(browser, beginning, "mei", bypass_csp=True)
    press(mei, "启动考核")
    press(mei, "开始评委打分")
    dora = signed_in(browser, beginning, "dora", width=390, bypass_csp=True)
    dora.get_by_role("link", name="去打分").click()
    dora.get_by_role("link", name="开始打分").click()
    for _brand in range(2):
        for key, values in MARKS.items():
            dora.fill(f"#mark-{key}", values[0])
            dora.fill(f"#evidence-{key}", "看过台账和走访记录")
        # The page before says it too, from the second on.
        with dora.expect_navigation():
            dora.get_by_role("button", name="保存，评下一个").click()
        expect(dora.get_by_role("status")).to_contain_text("打分已保存")
    press(mei, "公示结果")
    press(mei, "确认结果")
    with beginning.app.app_context():
        version = db.session.scalars(select(Confirmation)).one()
    frozen = json.loads(version.document)
    totals = [row["total"] for row in frozen["brands"]]
    expect(mei.locator("main")).to_contain_text(totals[0])
    word = Document(BytesIO(mei.request.get("/assessment/1/result.docx").body()))
    book = openpyxl.load_workbook(BytesIO(mei.request.get("/assessment/1/result.xlsx").body()))
    assert [row.cells[-2].text for row in word.tables[0].rows][1:] == totals
    assert [f"{row[-2]:.1f}" for row in book["考核结果"].iter_rows(min_row=5, values_only=True)] == totals
    alice = signed_in(browser, beginning, "alice", bypass_csp=True)
    alice.goto("/assessment")
    alice.get_by_role("link", name="红色代办").click()
    expect(alice.get_by_role("heading", level=1)).to_have_text("红色代办考核表")
    expect(alice.locator("main")).to_contain_text(totals[0])
    for page in (mei, dora, alice):
        page.context.close()


SCREENS = {
    "mei": "|1|1/correction|1/brands/2|2|2/edit|2/to/publicised|new|schemes|schemes/1|schemes/1/edit|schemes/new",
    "dora": "|1|2/marking|2/marking/1",
    "alice": "|1|1/brands/1",
}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("username", list(SCREENS))
def test_nothing_stands_in_anybodys_way(browser: Browser, after: Site, username: str, width: int) -> None:
    page = signed_in(browser, after, username, width, bypass_csp=True)
    found = {
        screen: obstacles(page, f"/assessment/{screen}".rstrip("/"))
        for screen in SCREENS[username].split("|")
    }
    assert {screen: faults for screen, faults in found.items() if faults} == {}
    page.context.close()


def test_a_sheet_is_printed_without_buttons_and_with_its_hash(browser: Browser, after: Site) -> None:
    page = signed_in(browser, after, "alice", bypass_csp=True)
    page.goto("/assessment/1/brands/1")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="下载 Word")).to_be_hidden()
    expect(page.locator("main")).to_contain_text("SHA-256")
    page.context.close()
