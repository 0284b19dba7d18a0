"""From the thanks to the private page and back, on a phone."""

import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.rating_page import last, open_page, ratings
from tests.site import Site

pytestmark = pytest.mark.browser


def read_off_the_screen(page: Page) -> list[str]:
    """Return what a camera reads off the page as it stands on the screen, colours and all."""
    # Not page.screenshot(): on a busy machine Chromium now and then refuses to take one.
    page.emulate_media(media="screen")
    (sheet, *_) = pypdfium2.PdfDocument(page.pdf(print_background=True))
    return [code.text for code in zxingcpp.read_barcodes(sheet.render(scale=3).to_pil())]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whoever_kept_the_code_lets_another_grade_count(
    browser: Browser, live_server: Site, scheme: str
) -> None:
    before = ratings(live_server)
    page = open_page(live_server, browser, color_scheme=scheme, bypass_csp=True)
    page.get_by_role("radio", name="非常不满意").tap()
    page.get_by_label("想说的话").fill("等了很久")
    page.get_by_role("button", name="提交评价").tap()
    code = page.locator(".code").inner_text()
    page.get_by_role("link", name="显示二维码").tap()
    # A tap does not wait for the page it leads to.
    expect(page.get_by_role("heading", name="请拍下这一页")).to_be_visible()
    (seen,) = read_off_the_screen(page)
    assert seen == f"{live_server.address}/claim#{code.replace(' ', '')}"
    page.goto(seen)
    expect(page.get_by_label("取件码")).to_have_value(code)
    # The code is taken out of the address.
    expect(page).to_have_url(f"{live_server.address}/claim")
    page.get_by_role("button", name="查看我的评价").tap()
    expect(page.locator("blockquote")).to_have_text("等了很久")
    assert code.replace(" ", "") not in page.url
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    page.get_by_role("radio", name="基本满意").check()
    page.get_by_role("button", name="换成这一条").tap()
    expect(page.get_by_text("已经更换。原来那条不再计算。")).to_be_visible()
    assert (ratings(live_server), last(live_server)) == (before + 1, (3, [], None, False, ""))
    page.context.close()
