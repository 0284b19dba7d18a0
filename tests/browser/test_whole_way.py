"""The main job, end to end: from the QR code on a printed poster to a confirmed annual assessment and its files.

One story in chapters, on one installation with real processes; each chapter needs the one before.
"""

import io
import re
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

from feedback.accounts import Role
from feedback.assessment import add_scheme
from feedback.assessment.scheme import default_body
from feedback.brands import address_of
from feedback.clock import local_day, now
from feedback.collecting import Outbox
from feedback.db import db
from tests import chromium, servers
from tests.browser.staff import signed_in
from tests.site import Site

pytestmark = pytest.mark.browser

SENTENCE = "等了快两个小时才轮到，叫号屏还是坏的。"


def worked_off(site: Site) -> None:
    """Wait until the worker has nothing left to do."""

    def empty() -> bool:
        with site.app.app_context():
            return db.session.scalar(select(func.count()).select_from(Outbox)) == 0

    servers.until(empty, "the worker")


def score(page: Page) -> float:
    """Read the score on Alice's first page."""
    page.goto(page.url)
    return float(page.locator(".figure__value").inner_text())


@pytest.fixture(scope="module")
def year(live_server: Site) -> Site:
    """A committee with its people and a scheme, and enough ratings for the brand to count."""
    world = live_server.world
    with live_server.app.app_context():
        committee = db.session.merge(world.committee)
        mei = world.person("mei", Role.COMMITTEE_MANAGER, committee)
        world.person("dora", Role.REVIEWER, committee)
        db.session.commit()
        add_scheme(mei, committee, "品牌考核", default_body())
        point = db.session.merge(world.point)
        for n in range(120):
            world.rate(point, (5, 5, 4, 4, 3, 2)[n % 6], awareness="knows")
    worked_off(live_server)
    return live_server


@pytest.fixture(scope="module")
def poster(browser: Browser, year: Site) -> str:
    """The address that a phone reads from the printed poster."""
    page = signed_in(browser, year, "alice")
    page.goto(f"{year.address}/brands/{year.world.brand.id}/posters/print")
    sheet = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))[0]
    (code,) = zxingcpp.read_barcodes(sheet.render(scale=150 / 72).to_pil())
    page.context.close()
    return str(code.text)


def rate(context: BrowserContext, address: str, face: str, words: str, tag: str) -> str:
    """Rate as a resident; return what the thanks page says."""
    page = context.new_page()
    page.goto(address)
    page.get_by_text(face, exact=True).tap()
    page.get_by_role("checkbox", name=tag).check()
    page.get_by_label("想说的话").fill(words)
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    return page.inner_text("main")


def test_the_code_on_the_printed_poster_is_the_point(year: Site, poster: str) -> None:
    with year.app.app_context():
        assert poster == address_of(db.session.merge(year.world.point))
    assert poster.startswith(year.address)


def test_residents_rate_and_alice_sees_it(browser: Browser, year: Site, poster: str) -> None:
    alice = signed_in(browser, year, "alice")
    before = score(alice)

    for scripts in (True, False):
        phone = chromium.phone(browser, java_script_enabled=scripts)
        said = rate(phone, poster, "非常不满意", SENTENCE, "等得太久")
        assert re.search(r"(\d{4} ){4}\d{4}", said)
        assert "满意" not in said
        phone.close()
    worked_off(year)

    assert score(alice) < before
    alice.goto(f"{year.address}/dashboard/{year.world.brand.id}/comments")
    first = alice.locator(".comments li").filter(has_text=SENTENCE).first
    expect(first).to_be_visible()
    expect(first).to_contain_text("非常不满意")
    expect(first).to_contain_text("等候时间")
    alice.context.close()


def test_the_committee_takes_the_year_to_its_confirmed_result(
    browser: Browser, year: Site, tmp_path: Path
) -> None:
    mei, dora = signed_in(browser, year, "mei"), signed_in(browser, year, "dora")
    mei.goto(f"{year.address}/assessment/new")
    mei.fill("[name=name]", "年度考核")
    today = local_day(now(), "Asia/Shanghai")
    mei.fill("[name=begins_on]", f"{today.year}-01-01")
    mei.fill("[name=ends_on]", today.isoformat())
    mei.click("main form .button--main")
    mei.wait_for_url(re.compile(r"/assessment/\d+$"))
    cycle = mei.url
    for state in ("open", "marking"):
        step(mei, cycle, state)

    dora.goto(f"{cycle}/marking/{year.world.brand.id}")
    for n, field in enumerate(dora.locator("input[name^=mark-]").all()):
        field.fill(str(80 + n))
    for field in dora.locator("textarea[name^=evidence-]").all():
        field.fill("看过台账，访过居民")
    with dora.expect_navigation():
        dora.click("main form .button--main")
    dora.context.close()

    for state in ("publicised", "confirmed"):
        step(mei, cycle, state)
    mei.goto(cycle)
    row = mei.locator("tbody tr").filter(has_text="红色代办")
    cells = [cell.strip() for cell in row.locator("td").all_inner_texts()]
    total = cells[-2]
    assert re.fullmatch(r"\d+\.\d", total)
    digest = re.search(r"[0-9a-f]{64}", mei.content())
    assert digest

    for kind in ("xlsx", "docx"):
        with mei.expect_download() as download:
            mei.click(f'a[href*=".{kind}"]')
        file = tmp_path / f"result.{kind}"
        download.value.save_as(file)
        text = texts(file)
        assert total in text, kind
        assert digest[0] in text, kind
        assert all(value in text for value in cells[1:-2]), kind
    mei.context.close()


def step(page: Page, cycle: str, state: str) -> None:
    """Take the cycle one step, through its question."""
    page.goto(f"{cycle}/to/{state}")
    page.click("main form .button--main")
    page.wait_for_url(cycle)


def texts(file: Path) -> str:
    """Return every text and number in a workbook or a document, numbers as they are shown."""
    if file.suffix == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
        cells = (c.value for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None)
        return "\n".join(f"{v:.1f}" if isinstance(v, float | int) else str(v) for v in cells)
    document = docx.Document(str(file))
    parts = [p.text for p in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    parts += [p.text for section in document.sections for p in section.footer.paragraphs]
    return "\n".join(parts)


def test_nobody_saw_an_error_on_the_way(year: Site) -> None:
    assert year.healthy()
