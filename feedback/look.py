"""How a resident wants the pages: language, large type, high contrast. All of it stands in the address: no cookie."""

from dataclasses import dataclass, replace
from functools import lru_cache

from flask import request

from feedback.languages import Language, offered, preferred


@dataclass(frozen=True)
class Look:
    """What the address asks for; `grade` is the face chosen by link (no JavaScript)."""

    language: str
    large: bool = False
    contrast: bool = False
    grade: str | None = None
    ticket: bool = False  # with a field for a one-time code

    @property
    def query(self) -> str:
        """Return the look as the parameters of an address: "lang=en&size=large"."""
        large, contrast = "&size=large" * self.large, "&contrast=more" * self.contrast
        return f"lang={self.language}{large}{contrast}{'&ticket=1' * self.ticket}"

    @property
    def classes(self) -> str:
        """Return the classes of the page."""
        return f"{'large' * self.large} {'contrast' * self.contrast}".strip()

    @property
    def speaks(self) -> Language:
        """Return the language with its name, tag and direction."""
        return offered()[self.language]

    def but(self, **other: object) -> "Look":
        """Return the same look but for what is named."""
        return replace(self, **other)  # type: ignore[arg-type]

    @property
    def others(self) -> list[Language]:
        """Return the languages it could be in instead."""
        return [one for one in offered().values() if one.code != self.language]


def language() -> str:
    """Return the code of a language: what the address asks for, else what the phone prefers, else Chinese."""
    asked = request.args.get("lang")
    return asked if asked in offered() else preferred(request.headers.get("Accept-Language", "")).code


def look() -> Look:
    """Return what this address asks for; the grade chosen is left to the rating page."""
    args = request.args
    return _look(language(), args.get("size") == "large", args.get("contrast") == "more")


@lru_cache
def _look(language: str, large: bool, contrast: bool) -> Look:
    return Look(language, large, contrast)


def asked() -> str:
    """Return what this address itself says of the look, to be handed on; WeChat adds parameters of its own."""
    if not request.args:
        return ""
    known = {*(("lang", code) for code in offered()), ("size", "large"), ("contrast", "more")}
    return "&".join(f"{name}={value}" for name, value in request.args.items() if (name, value) in known)
