"""A crowd before one point: phones that send, and that pay as the page asks them to."""

import html
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

import altcha
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from feedback.collecting import Rating
from feedback.db import db

PEER = "203.0.113.5"  # the address that everybody in a crowd comes from


@dataclass
class Crowd:
    """Phones at one address of one application; each rating is sent under a key of its own."""

    app: Flask
    address: str
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, **fields: Any) -> TestResponse:
        """Send one rating from a new phone."""
        sent = {"key": new_key(), "grade": "2", **fields}
        phone = self.app.test_client(use_cookies=False)
        return phone.post(self.address, data=sent, headers=self.headers, environ_base={"REMOTE_ADDR": PEER})

    def insist(self, **fields: Any) -> TestResponse:
        """Send one rating, and send the page that answers, solved, as long as there is one."""
        answer = self.send(**fields)
        while answer.status_code == 429:
            answer = self.send(**{**fields_of(answer), "paid": solved(slip_of(answer))})
        return answer


def new_key() -> str:
    """Return a phone's key."""
    return secrets.token_urlsafe(18)


def fields_of(page: TestResponse) -> dict[str, list[str]]:
    """Return what the form of a waiting page would send: lists by name."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text):
        found.setdefault(html.unescape(name), []).append(html.unescape(value))
    return found


def slip_of(page: TestResponse) -> str:
    """Return the challenge in a waiting page, not yet solved."""
    return fields_of(page)["paid"][0]


def solved(slip: str) -> str:
    """Return a challenge with its solution."""
    payload = altcha.Payload.from_base64(slip)
    solution = altcha.solve_challenge(payload.challenge)
    assert solution
    return altcha.Payload(payload.challenge, solution).to_base64()


def ratings() -> int:
    """Return how many ratings there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Rating)) or 0
