"""The client that checks every page finds what it is there to find."""

import pytest
from flask import Flask, render_template_string
from jinja2 import UndefinedError

from feedback.accounts import public
from tests.checked import CheckedClient, faults

GOOD = """<!doctype html><html lang="zh"><head><title>评价 · 码上评</title><link rel="stylesheet" href="/static/a.css">
</head><body><h1>评价</h1><label for="a">姓名</label><input id="a" name="a"><input type="hidden" name="key">
<script src="/static/a.js"></script><script type="application/json">{}</script></body></html>"""


def test_a_good_page_has_no_fault() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<h1>评价</h1>", "", "0 h1"),
        ("<h1>评价</h1>", "<h1>评价</h1><h1>评价</h1>", "2 h1"),
        ("<title>评价", "<title>别的", "title"),
        (' lang="zh"', "", "no lang"),
        ('<label for="a">', '<label id="a" for="a">', "twice"),
        ('<label for="a">', "<label>", "no label"),
        ("<h1>", '<h1 style="color:red">', "style attribute"),
        ("<h1>", '<h1 onclick="x()">', "onclick"),
        ('<script src="/static/a.js">', "<script>alert(1)", "inline script"),
        ("/static/a.css", "https://example.org/a.css", "from elsewhere"),
        ("/static/a.js", "//example.org/a.js", "from elsewhere"),
    ],
)
def test_each_fault_is_found(before: str, after: str, fault: str) -> None:
    assert before in GOOD
    assert any(fault in found for found in faults(GOOD.replace(before, after, 1)))


def page(app: Flask, html: str) -> CheckedClient:
    """Return a client of a small application whose every page is this one."""
    small = Flask("small")
    small.test_client_class = CheckedClient
    small.add_url_rule("/", "page", public(lambda: html))
    client = small.test_client()
    assert isinstance(client, CheckedClient)
    return client


def test_the_client_fails_on_a_page_with_a_fault(app: Flask) -> None:
    assert page(app, GOOD).get("/").status_code == 200
    with pytest.raises(AssertionError, match="h1"):
        page(app, "<p>nothing</p>").get("/")
    assert page(app, "<p>nothing</p>").get("/", checks=False).status_code == 200


def test_a_missing_value_in_a_page_is_an_error(app: Flask) -> None:
    with pytest.raises(UndefinedError):
        render_template_string("{{ nobody_gave_this }}")
