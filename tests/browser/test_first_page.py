"""The real product in a real browser."""

import pytest
from playwright.sync_api import Browser

from tests.factories import PASSWORD
from tests.site import Site

pytestmark = pytest.mark.browser


def test_alice_signs_in_with_a_browser(browser: Browser, live_server: Site) -> None:
    page = browser.new_page()
    page.goto(f"{live_server.address}/login")
    page.fill("[name=username]", "alice")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{live_server.address}/**")
    assert page.locator("text=退出").count() > 0
    page.close()
