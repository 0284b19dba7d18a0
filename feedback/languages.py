"""The languages of residents' pages, as data; one is offered when its catalogue stands in the folder.

A catalogue is a folder: `LC_MESSAGES/messages.po` for the sentences of the pages, and `questionnaire.json` for
those of the questionnaires (Chinese → translation). Chinese is what everything is written in; English stands in
the questionnaires themselves. A sentence that no catalogue knows is shown in Chinese.
"""

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header


@dataclass(frozen=True)
class Language:
    """One language: `code` in addresses, its own `name`, `tag` for browsers, the folder of its catalogue."""

    code: str
    name: str
    tag: str
    catalogue: str
    direction: str = "ltr"
    phones: tuple[str, ...] = ()  # how what a phone prefers begins, lower case

    def __str__(self) -> str:
        return self.code


# Names are each language's own, as Unicode's CLDR gives them.
LANGUAGES = (
    Language("zh", "简体", "zh-CN", "zh_CN", phones=("zh",)),
    Language("zh-Hant", "繁體", "zh-Hant", "zh_Hant", phones=("zh-hant", "zh-tw", "zh-hk", "zh-mo")),
    Language("en", "English", "en", "en", phones=("en",)),
    Language("ug", "ئۇيغۇرچە", "ug", "ug", "rtl", phones=("ug",)),
    Language("bo", "བོད་སྐད་", "bo", "bo", phones=("bo",)),
)
CHINESE = LANGUAGES[0]


def folder() -> Path:
    """Return the folder of the catalogues."""
    return Path(__file__).parent.parent / (os.environ.get("TRANSLATIONS") or "feedback/translations")


@lru_cache
def offered() -> dict[str, Language]:
    """Return the languages that residents may choose, by code."""
    return {
        one.code: one
        for one in LANGUAGES
        if one is CHINESE or (folder() / one.catalogue / "LC_MESSAGES" / "messages.po").exists()
    }


@lru_cache(maxsize=1024)
def preferred(accepted: str) -> Language:
    """Return the language for an Accept-Language header: the phone's first that is offered, else Chinese.

    The longest beginning decides: zh-HK is not any zh.
    """
    for wanted, _quality in parse_accept_header(accepted, LanguageAccept):
        known = [
            (len(begin), code)
            for code, one in offered().items()
            for begin in one.phones
            if f"{wanted.lower()}-".startswith(f"{begin}-")
        ]
        if known:
            return offered()[max(known)[1]]
    return CHINESE


@lru_cache
def _questions(code: str) -> dict[str, str]:
    path = folder() / offered()[code].catalogue / "questionnaire.json" if code in offered() else None
    found: dict[str, str] = json.loads(path.read_text()) if path and path.exists() else {}
    return found


def question(chinese: str, code: str) -> str:
    """Return words of a questionnaire in a language, or the Chinese if its catalogue does not know them."""
    return _questions(code).get(chinese, chinese)
