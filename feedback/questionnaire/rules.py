"""What a version of a questionnaire says, read from its data, and what is wrong with a draft."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feedback.languages import question

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

LANGUAGES = {"zh": "中文", "en": "英文"}
# A tag may bring its own; without it, it comes from the catalogue, else stays simplified.
TRADITIONAL = "zh-Hant"
# How long words may be, in characters: five grades stand in one row on a phone 320 pixels wide.
LONGEST = {
    "title": {"zh": 20, "en": 60},
    "grade": {"zh": 8, "en": 16},
    "asks": {"zh": 20, "en": 60},
    "tag": {"zh": 12, "en": 32},
}
LONGEST_WORD = 10  # letters, in the English of a grade: a longer one would not fit under its face
TAGS_MAX = 12  # the same for every grade: a complaint must not be more work than praise


class Words(dict[str, str]):
    """What is said, by language: {"zh": …, "en": …}; any other language comes from its catalogue."""

    def __missing__(self, language: str) -> str:
        return question(self["zh"], language)


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
        title=Words(body["title"]),
        awareness=body["awareness"],
        grades=tuple(
            Grade(
                g["value"],
                Words(g["words"]),
                Words(g["asks"]),
                tuple(Tag(t["id"], Words(t["words"])) for t in g["tags"]),
            )
            for g in body["grades"]
        ),
    )


def problems(body: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with a version's data, as sentences by place; empty = it can be published.

    Places: "title.zh", "awareness", "grades", and for each grade "5.words.zh", "5.asks.en", "5.tags" …
    """
    found = {f"title.{language}": s for language, s in wrong_words(body.get("title"), "title").items()}
    if not isinstance(body.get("awareness"), bool):
        found["awareness"] = "请选择问不问“来之前知不知道”。"
    grades = body.get("grades")
    if not isinstance(grades, list) or [_value(g) for g in grades] not in (_FIVE, [*_FIVE, NONE]):
        found["grades"] = "五个等级一个也不能少，顺序从“非常满意”到“非常不满意”，最后可以加“不了解”。"
        return found
    for grade in grades:
        found |= _wrong_grade(grade)
    if not found and (sentence := _wrong_together(grades)):
        found["grades"] = sentence
    return found


_FIVE = [str(number) for number in GRADES]


def _value(grade: Any) -> Any:
    return grade.get("value") if isinstance(grade, Mapping) else None


def _wrong_grade(grade: Mapping[str, Any]) -> dict[str, str]:
    value = grade["value"]
    found = {f"{value}.words.{k}": s for k, s in wrong_words(grade.get("words"), "grade").items()}
    if value != NONE:
        found |= {f"{value}.asks.{k}": s for k, s in wrong_words(grade.get("asks"), "asks").items()}
    if sentence := _wrong_tags(grade.get("tags"), value):
        found[f"{value}.tags"] = sentence
    return found


def wrong_words(words: Any, kind: str) -> dict[str, str]:
    """Return what is wrong with some words of a kind named in LONGEST, as sentences by language."""
    found = {}
    for language, name in LANGUAGES.items():
        said = words.get(language) if isinstance(words, Mapping) else None
        if not isinstance(said, str) or not said.strip():
            found[language] = f"{name}没有填写。"
        elif len(said) > (most := LONGEST[kind][language]):
            found[language] = (
                f"{name}最多 {most} 个{'字' if language == 'zh' else '字母'}，现在是 {len(said)} 个。"
            )
        elif "|" in said or "｜" in said or "\n" in said:
            found[language] = f"{name}里不能有竖线和换行。"
        elif kind == "grade" and language == "en" and max(map(len, said.split())) > LONGEST_WORD:
            found[language] = f"英文里一个词最多 {LONGEST_WORD} 个字母，再长小屏手机放不下。"
    return found


def _wrong_tags(tags: Any, value: str) -> str:
    if not isinstance(tags, list) or (value == NONE and tags):
        return "“不了解”下面没有标签。" if value == NONE else "标签读不出来。"
    if len(tags) > TAGS_MAX:
        return f"每个等级最多 {TAGS_MAX} 个标签，现在是 {len(tags)} 个。"
    for number, tag in enumerate(tags, 1):
        words = tag.get("words") if isinstance(tag, Mapping) else None
        if wrong := wrong_words(words, "tag"):
            return f"第 {number} 个标签：{next(iter(wrong.values()))}"
        traditional = str(words.get(TRADITIONAL, "")) if isinstance(words, Mapping) else ""
        if len(traditional) > LONGEST["tag"]["zh"] or "|" in traditional:
            return f"第 {number} 个标签：繁体最多 {LONGEST['tag']['zh']} 个字，里面不能有竖线。"
        if not re.fullmatch(r"[a-z0-9]{1,20}", str(tag.get("id"))):
            return f"第 {number} 个标签没有编号。"
    said = [tag["words"]["zh"] for tag in tags]
    if twice := next((zh for zh in said if said.count(zh) > 1), None):
        return f"标签“{twice}”写了两次。"
    return ""


def _wrong_together(grades: Sequence[Mapping[str, Any]]) -> str:
    ids = [tag["id"] for grade in grades for tag in grade["tags"]]
    if len(set(ids)) < len(ids):
        return "有两个标签的编号相同。"
    # A grade whose neighbours ask for tags and that asks for none is less work, or more: never.
    if len({bool(grade["tags"]) for grade in grades if grade["value"] != NONE}) > 1:
        return "要么五个等级都有标签，要么都没有，这样给好评和给差评一样省事。"
    return ""
