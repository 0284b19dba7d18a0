"""Somebody of the staff at a desk."""

from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from tests.factories import PASSWORD
from tests.site import Site


def signed_in(browser: Browser, site: Site, username: str, width: int = 1280, **more: Any) -> Page:
    """Return a page of their own, signed in, at the first page they see; `more` goes to the browser's context."""
    size: ViewportSize = {"width": width, "height": 900}
    context = browser.new_context(locale="zh-CN", viewport=size, base_url=site.address, **more)
    page = context.new_page()
    page.goto("/login")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(lambda address: "/login" not in address)
    return page
