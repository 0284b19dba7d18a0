"""The demo's filling is killed; the next start does not take half a world for a whole one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from feedback.collecting import Rating
from feedback.db import db
from feedback.demo import State, state
from feedback.settings import TOP
from tests import databases, servers

pytestmark = pytest.mark.faults

COMMAND = (sys.executable, "-m", "flask", "--app", str(TOP / "app.py"), "demo")


def test_a_killed_filling_is_done_again(tmp_path: Path) -> None:
    app = databases.application(tmp_path)
    settings = {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "DEMO": "1",
        "ARGON2": "quick",
        "CANARY_AN_HOUR": "0",
    }
    environ = {**os.environ, **settings}
    command = [*COMMAND, "--ratings", "5000"]
    with app.app_context():
        with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE) as filling:
            servers.until(lambda: rated() > 0, "the first ratings")
            filling.kill()
        assert 0 < rated() < 5000
        assert state() is State.HALF
        db.session.remove()
        again = subprocess.run(
            [*COMMAND, "--ratings", "60"], env=environ, capture_output=True, text=True, check=True
        )
        assert "没有做完" in again.stdout
        db.engine.dispose()
        assert state() is State.WHOLE
        assert rated() == 60
    databases.let_go(app)


def rated() -> int:
    """Return how many ratings stand in the database now."""
    db.session.rollback()
    return db.session.query(Rating).count()
