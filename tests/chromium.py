"""The real Chromium that browser tests and benches drive."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests import servers

# A machine that has other work too is five times as slow; whoever need not wait does not.
PATIENCE_MS = 60_000
WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 MicroMessenger/8.0.50 NetType/4G Language/zh_CN"
)


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser with an empty profile, gone when the block ends."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=servers.chromium(), args=servers.CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def phone(browser: Browser, **how: object) -> BrowserContext:
    """A phone inside WeChat: 390 × 844, touch."""
    return browser.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        user_agent=WECHAT,
        locale="zh-CN",
        **how,  # type: ignore[arg-type]
    )
