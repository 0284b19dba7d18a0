"""The three administrators of the small world, and two of the committee."""

from collections.abc import Callable
from typing import cast

import pytest
from flask import Flask

from feedback.accounts import Role
from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World

# One person for each role of the committee; the branch has Alice and Bob.
NAMES = {
    Role.SYSTEM_ADMIN: "sam",
    Role.SECURITY_ADMIN: "sandy",
    Role.AUDIT_ADMIN: "audrey",
    Role.REVIEWER: "rita",
    Role.COMMITTEE_MANAGER: "cora",
    Role.BRANCH_MANAGER: "alice",
    Role.BRANCH_STAFF: "bob",
}


@pytest.fixture
def committee(world: World) -> World:
    """The small world with its administrators, a reviewer and a manager of the committee."""
    for role in (*NAMES,)[:5]:
        world.person(NAMES[role], role, world.committee)
    db.session.commit()
    return world


@pytest.fixture
def browser(committee: World, app: Flask) -> Callable[[str], CheckedClient]:
    """A function that opens a browser in which somebody has signed in."""

    def open_for(username: str, password: str = PASSWORD) -> CheckedClient:
        client = cast(CheckedClient, app.test_client())
        client.sign_in(username, password)
        return client

    return open_for


@pytest.fixture
def sam(browser: Callable[[str], CheckedClient]) -> CheckedClient:
    """The browser of Sam, who looks after the system."""
    return browser("sam")


@pytest.fixture
def sandy(browser: Callable[[str], CheckedClient]) -> CheckedClient:
    """The browser of Sandy, who makes accounts."""
    return browser("sandy")


@pytest.fixture
def audrey(browser: Callable[[str], CheckedClient]) -> CheckedClient:
    """The browser of Audrey, who reads the trail."""
    return browser("audrey")
