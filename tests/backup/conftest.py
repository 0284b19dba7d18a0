"""A backup of the small world, and an empty machine to bring it back on."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from feedback import create_app, erasures
from feedback.contacts import vault
from feedback.db import db
from tests import databases


class Machines:
    """The machine that rates (`app`), the files that leave it, and others that are empty."""

    def __init__(self, app: Flask, folder: Path, server: str) -> None:
        self.app, self.folder, self.server = app, folder, server
        self.file, self.keys = folder / "data.backup", folder / "keys.backup"
        self.journal = erasures.journal()
        self.opened: list[Flask] = []

    def backs_up(self) -> Result:
        """Write both files, those of before gone."""
        self.file.unlink(missing_ok=True)
        self.keys.unlink(missing_ok=True)
        return run(self.app, "backup", str(self.file), "--keys", str(self.keys))

    def empty(self, server: str | None = None) -> Flask:
        """Return another machine with an empty database, on a PostgreSQL server or on SQLite ("")."""
        server = self.server if server is None else server
        url = databases.new_database(server) if server else ""
        quick = {"DEMO": "0", "ARGON2": "quick", "CANARY_AN_HOUR": "0", "REDIS_URL": ""}
        folder = self.folder / f"machine{len(self.opened)}"
        folder.mkdir()
        databases.lend_models(folder)
        self.opened.append(create_app(DATA_DIR=folder, DATABASE_URL=url, **quick))
        return self.opened[-1]

    def restores(self, onto: Flask, *more: str) -> Result:
        """Bring the backup back with its keys and the journal that goes with it."""
        given = ("--keys", str(self.keys), "--erasures", str(self.journal))
        return run(onto, "restore", str(self.file), *given, *more)


def run(app: Flask, *args: str) -> Result:
    """Run a command on a machine."""
    with app.app_context():
        done = app.test_cli_runner().invoke(args=args)
        db.session.remove()
    return done


@contextmanager
def on(machine: Flask) -> Iterator[None]:
    """Look at another machine."""
    with machine.app_context():
        yield
        db.session.remove()


@pytest.fixture
def machines(app: Flask, database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Machines]:
    """The machines of a test; the data directory of the first outlives it, its journal and keys must not."""
    erasures.journal().unlink(missing_ok=True)
    for number in vault.key_ids():
        vault.destroy(number)
    erasures.journal().unlink(missing_ok=True)
    server = request.getfixturevalue("postgresql") if database == "postgresql" else ""
    machines = Machines(app, tmp_path, server)
    yield machines
    # What still holds a connection goes first: one that is out while its pool is closed is closed by nobody.
    gc.collect()
    for one in machines.opened:
        databases.let_go(one)
