"""What must not stand in any file, and how files are called."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import TOP, ours

# Written in two pieces, or this file would be the first find.
REGISTRIES = ["pypi." + "org", "python" + "hosted", "registry." + "npmjs", "deb.debian" + ".org"]
MACHINE = re.compile(r"(?<![\w.$}/*\])])/" + r"(root|home|work|farm)/\w")
TEXT = (
    ".py",
    ".md",
    ".html",
    ".css",
    ".js",
    ".json",
    ".toml",
    ".txt",
    ".po",
    ".cfg",
    ".svg",
    "Makefile",
    ".npmrc",
)
ELSEWHERE = re.compile(
    r"""(?:src|href|action|url\(|import|@import|fetch\()\s*[=(]?\s*["']?(?:https?:)?//[^"'\s)]+"""
)
# `sign_in` and `check_…` claim by themselves.
CLAIMS = re.compile(r"\bassert\b|\braises\(|\bexpect\(|\bsign_in\(|\bcheck_\w+\(")
HOMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "lib"}
CONCEPTS = {path.parent.name for path in ours("__init__.py") if path.parent.parent == TOP / "feedback"}


def finds(pattern: re.Pattern[str], *endings: str) -> list[str]:
    """Return every line of our files that the pattern matches, with its place."""
    return [
        f"{path.relative_to(TOP)}:{number}: {line.strip()[:100]}"
        for path in ours(*endings)
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_is_called_after_nothing() -> None:
    named = [path for path in ours() if {path.stem, *path.relative_to(TOP).parts[:-1]} & HOMELESS]
    assert named == []


def test_no_page_asks_anybody_else_for_anything() -> None:
    assert finds(ELSEWHERE, ".html", ".css", ".js", ".svg") == []


def test_no_file_names_a_registry() -> None:
    assert finds(re.compile("|".join(map(re.escape, REGISTRIES))), *TEXT) == []


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    assert finds(MACHINE, *TEXT) == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_one_version_with_hashes_and_no_index(name: str) -> None:
    logical = (TOP / name).read_text().replace("\\\n", " ").splitlines()
    assert [line for line in logical if not re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:", line)] == []


def test_what_runs_is_also_what_is_tested() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9._-]+==\S+", (TOP / name).read_text(), re.M))

    assert pins("requirements.txt") - pins("requirements-dev.txt") == set()


def test_a_concept_is_entered_by_its_front_door_or_from_the_same_layer() -> None:
    assert list(side_doors()) == []


def side_doors() -> Iterator[str]:
    """Yield every import that reaches into another concept: `rules` may use `rules`, `models` `models`."""
    for path in ours(".py"):
        place = path.relative_to(TOP).parts
        if place[0] != "feedback" or place[1] not in CONCEPTS - {"demo", "migrations"}:
            continue
        for module in imported(path):
            _, concept, *inside = [*module.split(".")[:3], "", ""]
            if concept in CONCEPTS and concept != place[1] and inside[0] not in ("", path.stem):
                yield f"{path.relative_to(TOP)} imports {module}"


def imported(path: Path) -> Iterator[str]:
    """Yield the dotted names of our modules that a file imports from."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("feedback."):
            yield str(node.module)


def test_every_test_can_fail() -> None:
    assert [name for path in ours(".py") if "tests" in path.parts for name in empty_tests(path)] == []


def empty_tests(path: Path) -> Iterator[str]:
    """Yield every test of a file in which nothing is claimed."""
    for node in ast.walk(ast.parse(path.read_text())):
        is_test = isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if is_test and not CLAIMS.search(ast.unparse(node)):
            yield f"{path.relative_to(TOP)}: {ast.unparse(node).splitlines()[0]}"


def test_residents_pages_know_no_left_and_no_right() -> None:
    sheets = ["tokens", "base", "ui", "figures", "public", "resident", "elder", "contrast"]
    side = re.compile(
        r"(margin|padding|border|inset)-(left|right)\b|text-align: *(left|right)|[{;]\s*(left|right):"
    )
    found = finds(side, *(f"css/{name}.css" for name in sheets))
    assert found == [], "say inline-start or inline-end: some languages run from right to left"
