"""What opens a resident's page stands in no log, even where somebody has switched the access log on (I5, I6)."""

import re
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.site import site

pytestmark = pytest.mark.faults


def test_no_claim_code_stands_in_an_access_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
    lines = log.read_text()
    assert "POST /claim" in lines, "the log is on"
    digits = code[0].replace(" ", "")
    assert [line for line in lines.splitlines() if digits in re.sub(r"[\s+]|%20", "", line)] == []


def press(address: str, **fields: str) -> str:
    """Send a form as a browser does; return the page it leads to."""
    with urllib.request.urlopen(address, urllib.parse.urlencode(fields).encode(), timeout=30) as answer:
        return str(answer.read().decode("utf-8-sig"))
