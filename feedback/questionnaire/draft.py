"""A draft between the form and the database: tags as lines, ids that stay, what is different."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from feedback.questionnaire.rules import NONE, TRADITIONAL, Body, Grade

Known = dict[tuple[str, str], str]  # (grade, Chinese words) → id


def known_tags(bodies: Iterable[Mapping[str, Any]]) -> Known:
    """Return the ids that tags have had in these versions; the later version wins."""
    return {
        (g["value"], t["words"]["zh"]): t["id"] for body in bodies for g in body["grades"] for t in g["tags"]
    }


def tags_of(text: str, value: str, known: Known) -> list[dict[str, Any]]:
    """Read tags from lines "中文 | English" or "中文 | English | 繁體"; a tag known in this grade keeps its id, a new one gets a new id.

    Its id is what stands in every rating: "same id" has to mean "same words", in all versions.
    """
    taken = set(known.values())
    tags = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        parts = [part.strip() for part in line.replace("｜", "|").split("|", 2)]
        zh, en, traditional = (*parts, "", "")[:3]
        tag_id = known.get((value, zh)) or _new_id(value, taken)
        taken.add(tag_id)
        words = {"zh": zh, "en": en} | ({TRADITIONAL: traditional} if traditional else {})
        tags.append({"id": tag_id, "words": words})
    return tags


def _new_id(value: str, taken: set[str]) -> str:
    number = 1
    while f"g{value}n{number}" in taken:
        number += 1
    return f"g{value}n{number}"


def lines_of(grade: Grade) -> str:
    """Return the tags of a grade as lines "中文 | English", the traditional form after them where somebody gave one."""
    told = (("zh", "en", TRADITIONAL) if TRADITIONAL in t.words else ("zh", "en") for t in grade.tags)
    return "\n".join(" | ".join(t.words[k] for k in keys) for t, keys in zip(grade.tags, told, strict=True))


def fingerprint(body: Mapping[str, Any]) -> str:
    """Return 16 hex digits that change with every change of a body."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def differences(before: Body, after: Body) -> list[str]:
    """Return in sentences what a new version changes for residents; empty = nothing."""
    found = []
    if before.title != after.title:
        found.append(f"问题改为“{after.title['zh']}”（{after.title['en']}）。")
    if before.awareness != after.awareness:
        found.append("加问来之前知不知道这个品牌。" if after.awareness else "不再问来之前知不知道这个品牌。")
    if (was := before.grade(NONE)) != (now := after.grade(NONE)):
        found.append(
            f"可以选“{now.words['zh']}”。" if now else f"不能再选“{was.words['zh']}”。" if was else ""
        )
    for old in before.grades:
        new = after.grade(old.value)
        if new is not None and old.value != NONE:
            found += _between(old, new)
    return found


def _between(old: Grade, new: Grade) -> list[str]:
    name, found = f"“{new.words['zh']}”", []
    if old.words != new.words:
        found.append(f"“{old.words['zh']}”的说法改为{name}（{new.words['en']}）。")
    if old.asks != new.asks:
        found.append(f"{name}下面问“{new.asks['zh']}”（{new.asks['en']}）。")
    was, now = ({t.id: t.words for t in grade.tags} for grade in (old, new))
    found += [f"{name}加上标签“{words['zh']}”。" for tag, words in now.items() if tag not in was]
    found += [f"{name}去掉标签“{words['zh']}”。" for tag, words in was.items() if tag not in now]
    found += [
        f"{name}的标签“{words['zh']}”别的文字改为“{'，'.join(said for language, said in words.items() if language != 'zh')}”。"
        for tag, words in now.items()
        if tag in was and was[tag] != words
    ]
    if was.keys() == now.keys() and list(was) != list(now):
        found.append(f"{name}的标签换了次序。")
    return found
