"""What opens a resident's page stands in no log, even where somebody has switched the access log on (I5, I6)."""

import re
import urllib.parse
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest

from feedback.admission import Occasion, Wanted
from feedback.admission.code_actions import make_batch
from feedback.clock import now
from feedback.db import db
from tests.site import Site, site

pytestmark = pytest.mark.faults


def test_no_claim_code_and_no_one_time_code_stands_in_an_access_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    (tmp_path / "site").mkdir()
    monkeypatch.setenv("GUNICORN_CMD_ARGS", "--access-logfile -")
    with site(tmp_path / "site", log=log) as running:
        page = f"{running.address}/r/{running.world.point.code}"
        thanks = press(page, grade="1", comment="等了很久")
        code = re.search(r"(?:\d{4} ){4}\d{4}", thanks)
        assert code
        assert "等了很久" in press(f"{running.address}/claim", code=code[0])
        press(f"{running.address}/claim", code=code[0], do="copy")
        press(f"{running.address}/claim", code=code[0], do="erase")
        once = one_time_code(running)
        assert "评价" in press(f"{running.address}/c", code=once)
        assert "谢谢您" in press(page, grade="5", ticket=once)
    lines = log.read_text()
    assert "POST /claim" in lines, "the log is on"
    for secret in (code[0].replace(" ", ""), once.replace(" ", "")):
        found = [line for line in lines.splitlines() if secret in re.sub(r"[\s+]|%20", "", line)]
        assert found == []


def one_time_code(running: Site) -> str:
    with running.app.app_context():
        alice, point = db.session.merge(running.world.alice), db.session.merge(running.world.point)
        today = now().date()
        wanted = Wanted(Occasion.MEETING, "议事会", 10, today + timedelta(days=3))
        code = make_batch(alice, point, wanted, "s" * 24, today, now())[1][0]
        db.session.remove()
    return code


def press(address: str, **fields: str) -> str:
    """Send a form as a browser does; return the page it leads to."""
    with urllib.request.urlopen(address, urllib.parse.urlencode(fields).encode(), timeout=30) as answer:
        return str(answer.read().decode("utf-8-sig"))
