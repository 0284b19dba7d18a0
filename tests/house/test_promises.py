"""docs/promises.md names tests: each of them exists, under that very name."""

import re

from tests.house import TOP

NAMED = re.compile(r"`(tests/[a-z_/]+\.py)::(test_\w+)`")


def named() -> list[tuple[str, str]]:
    """Return (file, test) of every test the page names."""
    return NAMED.findall((TOP / "docs" / "promises.md").read_text())


def test_every_test_that_shows_a_promise_exists() -> None:
    assert len(named()) > 50
    lost = [
        f"{path}::{name}"
        for path, name in named()
        if not (TOP / path).is_file() or not exists(name, (TOP / path).read_text())
    ]
    assert lost == []


def exists(name: str, source: str) -> bool:
    """Return whether a test stands in a file, alone or in a class whose name its own goes on from."""
    return re.search(rf"^ *def {name}\(", source, re.M) is not None


def test_each_line_of_promises_names_a_test() -> None:
    lines = re.findall(r"^\| [RIP]\d+ .*$", (TOP / "docs" / "promises.md").read_text(), re.M)
    assert len(lines) > 40
    assert [line for line in lines if not NAMED.search(line)] == []
