"""What tests stand on: a real database of each kind, the small world, clients that check every page."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from flask_migrate import upgrade

from feedback import create_app, defaults
from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application on SQLite; its database is put back to the empty start before every test."""
    folder = tmp_path_factory.mktemp("data")
    app = create_app(
        DATA_DIR=folder, DEMO="0", ARGON2="quick", PUBLIC_URL="http://127.0.0.1:8000", DATABASE_URL=""
    )
    app.testing = True
    app.test_client_class = CheckedClient
    with app.app_context():
        upgrade()
        defaults.ensure()
        db.session.remove()
        db.engine.dispose()
    shutil.copy(folder / "feedback.db", folder / "empty.db")
    return app


@pytest.fixture
def app(sqlite_app: Flask) -> Iterator[Flask]:
    """The application with an empty, migrated database."""
    folder = Path(sqlite_app.config["DATA_DIR"])
    with sqlite_app.app_context():
        db.engine.dispose()
        for old in folder.glob("feedback.db*"):
            old.unlink()
        shutil.copy(folder / "empty.db", folder / "feedback.db")
        yield sqlite_app
        db.session.remove()


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
