"""The real Chromium that browser tests and benches drive."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 MicroMessenger/8.0.50 NetType/4G Language/zh_CN"
)


def path() -> str:
    """Return where Chromium is; raise SystemExit with what to install if it is nowhere."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SystemExit(
        "浏览器测试需要 Chromium：请先安装 chromium 和一种中文字体（fonts-wqy-microhei），再运行一次。"
    )


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser with an empty profile, gone when the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path(), args=FLAGS)
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
