"""A test client that checks every HTML page it opens."""

import re
from html.parser import HTMLParser
from typing import Any

from flask import g, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Page(HTMLParser):
    """What the checks need to know of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.title = self.h1 = ""
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "title" in self._inside and "svg" not in self._inside:
            self.title += data
        if "h1" in self._inside:
            self.h1 += data

    def all(self, *names: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element with one of these names."""
        return [attributes for name, attributes in self.tags if name in names]


def faults(html: str) -> list[str]:
    """Return what is wrong with a page; empty = nothing."""
    page = Page(html)
    found = []
    if len(page.all("h1")) != 1:
        found.append(f"{len(page.all('h1'))} h1")
    if not page.title.strip().startswith("".join(page.h1.split())[:8]) and not page.title.startswith(
        page.h1.strip()
    ):
        found.append(f"title {page.title!r} does not begin with h1 {page.h1!r}")
    if not (page.all("html") and page.all("html")[0].get("lang")):
        found.append("no lang")
    ids = [a["id"] for _, a in page.tags if a.get("id")]
    found += [f"id {i!r} twice" for i in set(ids) if ids.count(i) > 1]
    labelled = {a.get("for") for a in page.all("label")}
    for field in page.all("input", "select", "textarea"):
        hidden = field.get("type") in ("hidden", "submit")
        if not hidden and not (
            field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
        ):
            found.append(f"field {field.get('name')!r} has no label")
    found += [f"{tag} has a style attribute" for tag, a in page.tags if "style" in a]
    found += [f"{tag} has {k}" for tag, a in page.tags for k in a if k.startswith("on")]
    found += [
        "inline script" for a in page.all("script") if "src" not in a and a.get("type") != "application/json"
    ]
    found += [
        f"from elsewhere: {a}"
        for a in page.all("script", "link", "img")
        if re.match(r"(https?:)?//", a.get("src") or a.get("href") or "")
    ]
    return found


class CheckedClient(FlaskClient):
    """Opens pages as Flask's client does, and fails on any page with a fault; `checks=False` leaves one out."""

    def open(self, *args: Any, checks: bool = True, **kwargs: Any) -> TestResponse:
        # A test's own application context outlives a request: what one request left in `g` (who is signed in,
        # the CSRF token) would answer the next one, whoever sends it.
        for name in list(g) if has_app_context() else ():
            g.pop(name)
        response = super().open(*args, **kwargs)
        if checks and response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308):
            found = faults(response.get_data(as_text=True))
            assert not found, f"{response.request.path}: {'; '.join(found)}"
        return response

    def csrf(self, address: str) -> str:
        """Return the CSRF token of the form on a page."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(address).text)
        assert found, f"no form on {address}"
        return found[1]

    def submit(self, address: str, form: str | None = None, **fields: Any) -> TestResponse:
        """Send a form as a browser would, with the token of the page it stands on (`form`, else `address`)."""
        return self.post(address, data={"csrf_token": self.csrf(form or address), **fields})

    def sign_in(self, username: str, password: str) -> TestResponse:
        """Sign in through the page."""
        answer = self.submit("/login", username=username, password=password)
        assert answer.status_code == 303
        return answer
