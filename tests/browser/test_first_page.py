"""The real product in a real browser."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.staff import signed_in
from tests.site import Site

pytestmark = pytest.mark.browser


def test_alice_signs_in_with_a_browser(browser: Browser, live_server: Site) -> None:
    page = signed_in(browser, live_server, "alice")
    expect(page.get_by_text("退出").first).to_be_attached()
    page.context.close()
