"""The whole product as real processes: `flask --app app serve` on a port and data of its own."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from flask import Flask

from feedback.settings import TOP
from tests import databases, servers
from tests.factories import World

SERVE = (sys.executable, "-m", "flask", "--app", str(TOP / "app.py"), "serve")


@dataclass(frozen=True)
class Site:
    """A running product. `app` looks at the same data from the test; `world` is the small world that lives there."""

    address: str
    process: subprocess.Popen[bytes]
    app: Flask
    world: World

    def healthy(self, patience: float = 20) -> bool:
        """Return whether web and worker say within so many seconds that they are alive."""
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=patience) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def child(self, word: str) -> psutil.Process | None:
        """Return the direct child of the supervisor whose command holds this word: gunicorn, worker."""
        for process in psutil.Process(self.process.pid).children():
            try:
                if word in process.cmdline():
                    return process
            except psutil.NoSuchProcess:
                continue
        return None


@contextmanager
def site(
    folder: Path, url: str = "", log: Path | None = None, lay: Callable[[], Any] = World, **settings: str
) -> Iterator[Site]:
    """Start it with the small world in it (or another that `lay` makes), wait until healthy, stop it at the end."""
    port = servers.free_port()
    address = f"http://127.0.0.1:{port}"
    app = databases.application(folder, url, PUBLIC_URL=address)
    fixed = {
        "DATA_DIR": str(folder),
        "DATABASE_URL": url,
        "PORT": str(port),
        "ARGON2": "quick",
        "DEMO": "0",
        "CANARY_AN_HOUR": "0",
        "BRANCH_DELAY": "0",
    }
    environ = {**os.environ, **fixed, "PUBLIC_URL": address, **settings}
    try:
        with app.app_context():
            world = lay()
        with servers.running(list(SERVE), env=environ, log=log) as process:
            running = Site(address, process, app, world)
            servers.until(running.healthy, "the site", 300)
            yield running
    finally:
        # Also when it never answered: a connection left open would be held against another test.
        databases.let_go(app)
