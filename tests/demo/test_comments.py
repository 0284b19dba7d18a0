"""The sentences of the demo world: many, whole, ours, none twice."""

import random
import re
from collections import Counter
from itertools import combinations

import pytest

from feedback.demo.plan import BrandPlan, brands
from feedback.demo.voices import ANYWHERE, EACH, PAUSE, SHORT, SLOT, STORY, Line, Voices, lines, slots

INTENTS = {
    "praise": (0.40, 0.50),
    "complaint": (0.22, 0.30),
    "suggestion": (0.06, 0.12),
    "question": (0.03, 0.07),
    "mixed": (0.08, 0.12),
    "thanks": (0.02, 0.06),
    "other": (0.005, 0.03),
}
ALIKE = 0.6  # so large a part of their pairs of characters do two sentences share at most


def pairs(text: str) -> frozenset[str]:
    """Return the neighbouring pairs of characters of a text, without punctuation."""
    bare = re.sub(r"[^\w{}]", "", text)
    return frozenset(bare[n : n + 2] for n in range(len(bare) - 1))


def alike(texts: list[str]) -> list[tuple[str, str]]:
    """Return the pairs of sentences that are nearly the same."""
    known = [(pairs(text), text) for text in texts if SLOT.sub("", text).strip("，。！")]
    return [
        (one, other)
        for (a, one), (b, other) in combinations(known, 2)
        if a == b or (len(a) > 3 and len(b) > 3 and len(a & b) > ALIKE * len(a | b))
    ]


def written() -> list[str]:
    return [line.text for line in lines() if line.topic != EACH]


def test_there_are_many_and_no_two_are_the_same() -> None:
    assert len(lines()) >= 1200
    assert [text for text, n in Counter(line.text for line in lines()).items() if n > 1] == []


def test_no_two_differ_only_by_a_comma_or_a_word() -> None:
    without_words = [text for text in written() if pairs(text)]
    assert alike(without_words) == []


def test_two_that_differ_only_by_a_comma_would_be_found() -> None:
    assert alike(["办得快，态度好", "办得快态度好。", "水管冻裂了没人修"]) == [
        ("办得快，态度好", "办得快态度好。")
    ]


def test_they_are_of_every_intent_in_the_right_shares() -> None:
    counts = Counter(line.intent for line in lines())
    assert set(counts) == set(INTENTS)
    out = {i: n / len(lines()) for i, n in counts.items() if not _within(n / len(lines()), INTENTS[i])}
    assert out == {}


def _within(share: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= share <= limits[1]


def test_each_names_grades_a_known_topic_and_slots_that_exist() -> None:
    topics = {ANYWHERE, EACH, "办事", "排队"} | {t for b in brands() for t in (*b.topics, b.late) if t}
    for line in lines():
        assert re.fullmatch(r"[54321]+|n", line.grades), line
        assert line.topic in topics, line
        assert 2 <= len(line.text) <= 120, line
        missing = [name for name in SLOT.findall(line.text) if name not in slots()]
        assert missing == [] or (line.topic == EACH and set(missing) <= {"夸", "骂"}), line


def test_none_holds_anything_like_a_phone_or_an_id_number() -> None:
    numbers = re.compile(r"\d{5,}|[零一二三四五六七八九幺]{6,}|1[3-9]\d")
    everything = [*(line.text for line in lines()), *(word for words in slots().values() for word in words)]
    assert [text for text in everything if numbers.search(text.replace("-", "").replace(" ", ""))] == []


def test_they_are_short_and_long_and_in_many_tongues() -> None:
    lengths = sorted(len(line.text) for line in lines())
    assert lengths[0] == 2
    assert lengths[-1] > 100
    assert sum(n > STORY for n in lengths) >= 50
    assert sum(n <= 5 for n in lengths) >= 80
    tongues = {
        "川渝": "巴适|安逸|硬是|莫得|啷个|娃儿|要得",
        "东北": "嘎嘎|杠杠|老妹儿|埋汰|整得|唠",
        "粤语": "唔|冇|佢|嘅|啲|咁",
        "江浙": "蛮|阿拉|弗|辰光|事体",
        "河南、陕西": "俺|得劲|么麻达|嫽",
        "繁體": "[態務滿謝請講車門]",
        "表情": "[\U0001f300-\U0001faff❤]",
        "长者": "老太婆|老汉|七十八|八十六|老花镜|老头子",
    }
    found = {
        name: sum(bool(re.search(words, line.text)) for line in lines()) for name, words in tongues.items()
    }
    assert {name: n for name, n in found.items() if n < 5} == {}


@pytest.mark.parametrize("brand", [b for b in brands() if b.topics], ids=lambda b: b.name)
def test_every_brand_has_something_to_hear_at_every_grade(brand: BrandPlan) -> None:
    voices = Voices(random.Random(1))
    for grade in (5, 4, 3, 2, 1, *((None,) if brand.none else ())):
        said = [voices.say(brand.topics, grade) for _ in range(40)]
        assert all(text.strip() and "{" not in text and len(text) <= 500 for text in said)
        assert len(set(said)) >= (30 if grade and brand.share else 10)


def test_no_sentence_comes_again_while_its_neighbours_remember_it() -> None:
    voices = Voices(random.Random(1))
    whole = {bare(line.text) for line in lines() if "{" not in line.text and len(line.text) > SHORT}
    last: dict[str, int] = {}
    for n in range(600):
        said = bare(voices.say({"窗口": 6, "办事": 3}, 5))
        if said in whole:
            assert n - last.get(said, -PAUSE) >= PAUSE, said
            last[said] = n
    assert len(last) > 100


def bare(text: str) -> str:
    return re.sub(r"[，。 ]", "", text)


def test_words_go_with_the_grade_but_for_a_few() -> None:
    drawn: list[Line] = []

    class Noted(Voices):
        def _draw(self, topic: str, grade: str) -> Line:
            drawn.append(line := super()._draw(topic, grade))
            return line

    voices = Noted(random.Random(1))
    for _ in range(3000):
        voices.say({"物业": 1}, 5)
    others = sum("5" not in line.grades for line in drawn) / len(drawn)
    assert 0.045 < others < 0.075
