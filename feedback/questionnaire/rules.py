"""What a version of a questionnaire says, read from its data, and what is wrong with a draft."""

from dataclasses import dataclass
from typing import Any

GRADES = (5, 4, 3, 2, 1)
NONE = "none"
AWARENESS = ("knows", "heard", "unknown")
AWARENESS_WORDS = {
    "knows": {"zh": "了解", "en": "I know it"},
    "heard": {"zh": "听说过", "en": "I have heard of it"},
    "unknown": {"zh": "不了解", "en": "I do not know it"},
}
COMMENT_MAX = 500
VALID_DAYS = 7  # an older version stays valid this long: somebody may still have its page open

Words = dict[str, str]  # by language: {"zh": …, "en": …}


@dataclass(frozen=True)
class Tag:
    """A ready-made remark; its id is what is stored and sent."""

    id: str
    words: Words


@dataclass(frozen=True)
class Grade:
    """One of the five, or 不了解 (`value` is "none"); `asks` is the question over its tags."""

    value: str
    words: Words
    asks: Words
    tags: tuple[Tag, ...]

    @property
    def number(self) -> int | None:
        """Return 5…1, or None for 不了解."""
        return None if self.value == NONE else int(self.value)


@dataclass(frozen=True)
class Body:
    """A whole version: the question, the grades in the order shown, whether awareness is asked."""

    title: Words
    grades: tuple[Grade, ...]
    awareness: bool

    def grade(self, value: str) -> Grade | None:
        """Return the grade sent as `value`, or None if it is not offered."""
        return next((g for g in self.grades if g.value == value), None)

    def tag_words(self) -> dict[str, Words]:
        """Return the words of every tag by id."""
        return {t.id: t.words for g in self.grades for t in g.tags}


def read(body: dict[str, Any]) -> Body:
    """Return a version's data as objects; raise KeyError for data that `problems` would have named."""
    return Body(
        title=body["title"],
        awareness=body["awareness"],
        grades=tuple(
            Grade(g["value"], g["words"], g["asks"], tuple(Tag(t["id"], t["words"]) for t in g["tags"]))
            for g in body["grades"]
        ),
    )
