"""What tests stand on: a real database of each kind, the small world, clients that check every page."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

import feedback
from feedback.accounts import Role
from feedback.claims import views
from feedback.collecting.facts import body_of
from feedback.db import db
from tests import chromium, databases, servers
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World
from tests.site import Site, site

# The same examples every time, however slow the machine: a test fails for what was changed, or not at all.
settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same")
TRANSLATIONS = Path(feedback.__file__).parent / "translations"
Kept = tuple[Flask, Callable[[], None]]


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues: a page in English without them is a page in Chinese."""
    if not hasattr(config, "workerinput"):
        for source in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a real PostgreSQL; a database's name is added to it."""
    with servers.postgresql() as address:
        yield address


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a real Redis."""
    with servers.redis_server() as address:
        yield address


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database: whatever asks for it, or for `app`, runs once on each (`-k sqlite` for one)."""
    return cast(str, request.param)


@pytest.fixture
def new_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database: no table yet."""
    if database == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    return databases.new_database(request.getfixturevalue("postgresql"))


@pytest.fixture(scope="session")
def keep(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Kept]]:
    """What returns the application on each kind of database: made once, and not again for every file of tests."""
    with ExitStack() as ends:

        @cache
        def kept(kind: str) -> Kept:
            folder = tmp_path_factory.mktemp("data")
            if kind == "sqlite":
                return ends.enter_context(databases.kept_on_sqlite(folder))
            server = request.getfixturevalue("postgresql")
            return ends.enter_context(databases.kept_on_postgresql(folder, server))

        yield kept


@pytest.fixture
def kept(keep: Callable[[str], Kept], database: str) -> Kept:
    """An application, and what puts its database back to the empty start."""
    return keep(database)


@pytest.fixture
def app(kept: Kept) -> Iterator[Flask]:
    """The application with an empty, migrated database."""
    app, restore = kept
    with app.app_context():
        restore()
        body_of.cache_clear()  # a version that is published never changes; its number in the next test does
        yield app
        db.session.remove()


@pytest.fixture(scope="module")
def live_server(
    database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The whole product as real processes, with the small world in it, for the tests of one file."""
    url = databases.new_database(request.getfixturevalue("postgresql")) if database == "postgresql" else ""
    with site(tmp_path_factory.mktemp("site"), url) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; a test opens its own context: phone or desktop, with or without scripts."""
    with chromium.launched() as one:
        yield one


@pytest.fixture(autouse=True)
def at_no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """The half second that each private page takes is only waited for where it is the point."""
    monkeypatch.setattr(views, "PACE_SECONDS", 0.0)


@pytest.fixture
def world(app: Flask) -> World:
    """The small world."""
    return World()


@pytest.fixture
def phone(app: Flask) -> CheckedClient:
    """A resident's phone: no cookies kept, nobody signed in."""
    return cast(CheckedClient, app.test_client(use_cookies=False))


def _signed_in(app: Flask, username: str) -> CheckedClient:
    client = cast(CheckedClient, app.test_client())
    client.sign_in(username, PASSWORD)
    return client


@pytest.fixture
def alice(world: World, app: Flask) -> CheckedClient:
    """Alice's browser."""
    return _signed_in(app, "alice")


@pytest.fixture
def bob(world: World, app: Flask) -> CheckedClient:
    """Bob's browser."""
    return _signed_in(app, "bob")


@pytest.fixture
def charlie(world: World, app: Flask) -> CheckedClient:
    """Charlie's browser."""
    return _signed_in(app, "charlie")


@pytest.fixture
def cora(world: World, app: Flask) -> CheckedClient:
    """The browser of Cora, who manages the committee above both branches."""
    world.person("cora", Role.COMMITTEE_MANAGER, world.committee)
    db.session.commit()
    return _signed_in(app, "cora")
