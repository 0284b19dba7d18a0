"""Every sentence a resident may read stands in every catalogue, translated."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.house import TOP

TRANSLATIONS = TOP / "feedback" / "translations"
METHODS = [("feedback/**.py", "python"), ("templates/**.html", "jinja2")]
CATALOGUES = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))


def sentences() -> set[str]:
    """Return every marked sentence of code and templates."""
    found = extract_from_dir(TOP, METHODS, options_map={"templates/**.html": {"trimmed": "true"}})
    return {
        text for _, _, message, *_ in found for text in ([message] if isinstance(message, str) else message)
    }


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def test_there_are_sentences_and_catalogues() -> None:
    assert len(sentences()) > 30
    assert [path.parent.parent.name for path in CATALOGUES] == ["en"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_every_sentence_is_translated(path: Path) -> None:
    known = {m.id: m for m in catalogue(path) if m.id}
    assert sorted(sentences() - set(known)) == []
    assert [m.id for m in known.values() if not m.string or m.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_a_translation_keeps_the_places_for_values(path: Path) -> None:
    def places(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)[sd]|\{\w+\}|%[sd]", text))

    assert [m.id for m in catalogue(path) if m.id and places(str(m.id)) != places(str(m.string))] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_no_chinese_is_left_in_a_translation(path: Path) -> None:
    assert [m.string for m in catalogue(path) if m.id and re.search(r"[\u4e00-\u9fff]", str(m.string))] == []
