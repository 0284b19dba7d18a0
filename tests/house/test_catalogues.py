"""Every sentence a resident may read stands in every catalogue, translated."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from feedback.languages import LANGUAGES, offered
from feedback.questionnaire.forms import NONE_WORDS
from feedback.questionnaire.rules import LONGEST
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
    assert [path.parent.parent.name for path in CATALOGUES] == ["en", "zh_Hant"]


def test_every_catalogue_is_of_a_language_of_the_table_and_offered() -> None:
    folders = {path.parent.parent.name for path in CATALOGUES}
    assert folders <= {one.catalogue for one in LANGUAGES}
    assert folders | {"zh_CN"} == {one.catalogue for one in offered().values()}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_every_sentence_is_translated(path: Path) -> None:
    known = {m.id: m for m in catalogue(path) if m.id}
    assert sorted(sentences() - set(known)) == [], f"to be translated in {path.relative_to(TOP)}"
    assert [m.id for m in known.values() if not m.string or m.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_a_translation_keeps_the_places_for_values(path: Path) -> None:
    def places(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)[sd]|\{\w+\}|%[sd]", text))

    assert [m.id for m in catalogue(path) if m.id and places(str(m.id)) != places(str(m.string))] == []


OTHERS = [path for path in CATALOGUES if not path.parent.parent.name.startswith("zh")]


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.parent.parent.name)
def test_no_chinese_is_left_in_a_translation(path: Path) -> None:
    assert [m.string for m in catalogue(path) if m.id and re.search(r"[\u4e00-\u9fff]", str(m.string))] == []


def test_no_simplified_character_is_left_in_traditional_chinese() -> None:
    folder = TRANSLATIONS / "zh_Hant"
    said = [str(m.string) for m in catalogue(folder / "LC_MESSAGES" / "messages.po") if m.id]
    said += json.loads((folder / "questionnaire.json").read_text()).values()
    # Big5 is a set of traditional characters: 们 or 评 are not in it.
    assert [text for text in said if text != text.encode("big5", "ignore").decode("big5")] == []


def asked() -> dict[str, str]:
    """Return the Chinese of everything that the shipped questionnaire may ask, and what kind of words it is."""
    body: dict[str, Any] = json.loads((TOP / "feedback" / "questionnaire" / "default.json").read_text())
    found = {body["title"]["zh"]: "title", NONE_WORDS["zh"]: "grade"}
    for grade in body["grades"]:
        found |= {grade["words"]["zh"]: "grade", grade["asks"]["zh"]: "asks"}
        found |= {tag["words"]["zh"]: "tag" for tag in grade["tags"]}
    return found


@pytest.mark.parametrize(
    "folder",
    # English stands in the questionnaires themselves.
    [path.parent.parent for path in CATALOGUES if path.parent.parent.name != "en"],
    ids=lambda folder: folder.name,
)
def test_the_shipped_questionnaire_is_translated_in_words_that_fit(folder: Path) -> None:
    known = json.loads((folder / "questionnaire.json").read_text())
    assert known.keys() == asked().keys()
    chinese = folder.name.startswith("zh")
    most = {text: LONGEST[kind]["zh" if chinese else "en"] for text, kind in asked().items()}
    assert [words for text, words in known.items() if not 0 < len(words) <= most[text]] == []
