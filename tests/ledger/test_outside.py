"""Somebody outside, with Python and the public files alone, checks the log of a running site, and sees it when they are tampered with."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from feedback import ledger
from feedback.clock import now
from feedback.db import db
from feedback.settings import TOP
from tests.servers import until
from tests.site import Site

PROGRAM = TOP / "docs" / "verify" / "verify.py"


def fetched(site: Site, path: str) -> str:
    with urllib.request.urlopen(site.address + path, timeout=10) as answer:
        return str(answer.read().decode())


def rated(site: Site, grade: int) -> str:
    """Rate as a phone would; return the number of the receipt that the thanks page leads to."""
    where = urlsplit(site.address).netloc
    phone = HTTPConnection(where, timeout=10)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    phone.request("POST", f"/r/{site.world.point.code}", urlencode({"grade": grade}), form)
    thanks = phone.getresponse().headers["Location"]
    phone.close()
    phone.request("GET", f"{thanks}?receipt=1")
    receipt = phone.getresponse().headers["Location"]
    phone.close()
    return str(urlsplit(receipt).path.split("/")[-1])


def signed_again(site: Site, minutes: int) -> None:
    with site.app.app_context():
        assert ledger.sign_head(now() + timedelta(minutes=minutes))
        db.session.remove()


@pytest.fixture(scope="module")
def files(live_server: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public files of a site where people rated before and after a first head was kept."""
    folder = tmp_path_factory.mktemp("outside")

    def keep(name: str, path: str) -> None:
        (folder / name).write_text(fetched(live_server, path))

    def logged(number: str) -> Any:
        return json.loads(fetched(live_server, f"/receipt/{number}.json"))["leaf"]

    for number in [rated(live_server, 1 + n % 5) for n in range(5)]:
        until(partial(logged, number), "the rating in the log")
    signed_again(live_server, 2)
    keep("old.json", "/ledger/head.json")
    late = [rated(live_server, 1 + n % 5) for n in range(6)]
    until(lambda: all(map(logged, late)), "the ratings in the log")
    signed_again(live_server, 4)
    keep("new.json", "/ledger/head.json")
    old, new = (json.loads((folder / f"{name}.json").read_text())["size"] for name in ("old", "new"))
    assert 0 < old < new == 22
    keep("proof.json", f"/ledger/consistency.json?from={old}&to={new}")
    keep("receipt.json", f"/receipt/{late[2]}.json")
    for name in ("keys.jsonl", "leaves.txt", "verify.py"):
        keep(name, f"/ledger/{name}")
    keep("heads.jsonl", "/ledger/heads.jsonl?all=1")
    return folder


WAYS = {
    "receipt": ("receipt.json", "keys.jsonl"),
    "growth": ("old.json", "new.json", "proof.json", "keys.jsonl"),
    "heads": ("heads.jsonl", "keys.jsonl"),
    "leaves": ("leaves.txt", "new.json", "keys.jsonl"),
}


def checked(folder: Path, way: str) -> subprocess.CompletedProcess[str]:
    # -S -I: nothing but the standard library is there to be imported.
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), way, *WAYS[way]]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


def test_the_checker_is_short_and_what_the_site_gives_away(files: Path) -> None:
    assert (files / "verify.py").read_text() == PROGRAM.read_text()
    assert len(PROGRAM.read_text().splitlines()) < 150


@pytest.mark.parametrize("way", WAYS)
def test_everything_fits(files: Path, way: str) -> None:
    done = checked(files, way)
    assert (done.returncode, done.stdout) == (0, "It fits.\n"), done.stderr


def digit(text: str, name: str) -> str:
    """Return JSON with the first digit of a value changed."""
    return re.sub(rf'("{name}": "?)([\w/+])', lambda m: m[1] + ("1" if m[2] != "1" else "2"), text, count=1)


TAMPERED: tuple[tuple[str, str, str, Callable[[str], str]], ...] = (
    ("receipt", "receipt.json", "the hour", lambda t: t.replace('"hour": "2', '"hour": "3')),
    ("receipt", "receipt.json", "the row", lambda t: digit(t, "private")),
    ("receipt", "receipt.json", "the index", lambda t: digit(t, "index")),
    ("receipt", "receipt.json", "the root", lambda t: digit(t, "root")),
    ("receipt", "receipt.json", "whose it is", lambda t: digit(t, "receipt")),
    ("receipt", "receipt.json", "the signature", lambda t: digit(t, "signature")),
    ("receipt", "keys.jsonl", "the key", lambda t: digit(t, "public")),
    ("growth", "old.json", "the old root", lambda t: digit(t, "root")),
    ("growth", "new.json", "the new size", lambda t: digit(t, "size")),
    ("growth", "proof.json", "a step gone", lambda t: re.sub(r'"\w{64}", ', "", t, count=1)),
    ("growth", "proof.json", "a step more", lambda t: t.replace('["', f'["{"0" * 64}", "')),
    ("heads", "heads.jsonl", "a day", lambda t: digit(t, "day")),
    ("heads", "heads.jsonl", "their order", lambda t: "".join(t.splitlines(keepends=True)[::-1])),
    ("leaves", "leaves.txt", "one less", lambda t: t.split("\n", 1)[1]),
    ("leaves", "leaves.txt", "two changed places", lambda t: t[65:130] + t[:65] + t[130:]),
)


@pytest.mark.parametrize(
    ("way", "name", "what", "tamper"), TAMPERED, ids=[f"{t[0]}: {t[2]}" for t in TAMPERED]
)
def test_tampering_shows(
    files: Path, tmp_path: Path, way: str, name: str, what: str, tamper: Callable[[str], str]
) -> None:
    for file in files.iterdir():
        (tmp_path / file.name).write_text(file.read_text())
    before = (files / name).read_text()
    (tmp_path / name).write_text(tamper(before))
    assert (tmp_path / name).read_text() != before, what
    done = checked(tmp_path, way)
    assert (done.returncode, "It does not fit" in done.stderr) == (1, True), done.stdout + done.stderr


def test_the_site_itself_is_found_whole_beside_the_heads_somebody_kept(
    live_server: Site, files: Path
) -> None:
    with live_server.app.app_context():
        runner = live_server.app.test_cli_runner()
        run = runner.invoke(args=["verify", "--heads", str(files / "heads.jsonl")])
        db.session.remove()
    assert run.exit_code == 0, run.output
    lines = (files / "heads.jsonl").read_text().count("\n")
    assert f"outside heads: {lines}" in run.output
