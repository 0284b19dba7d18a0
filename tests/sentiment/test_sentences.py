"""Sentences of our own: files to learn from, two to measure on, and nothing shared between them.

How they were labelled: negative where a branch secretary has something to put right, also when it comes
with thanks or as a joke; neutral for plain questions, wishes (praise with only a wish, too) and statements;
positive for the rest, also when an old trouble is told that is over. A theme is marked where the sentence
says something about it, not where its word merely occurs.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest

import feedback.sentiment
from feedback.sentiment import corpus
from feedback.sentiment.corpus import INTENTS, Sentence, Unreadable, read

LEARN = Path(feedback.sentiment.__file__).parent / "data" / "learn.tsv"
MEASURE = Path(__file__).parent / "data" / "measure.tsv"
FINAL = MEASURE.with_name("final.tsv")
THEMES = json.loads((LEARN.parent.parent / "themes.json").read_text(encoding="utf-8"))
KINDS = {
    *("plain", "mixed", "sarcasm", "double_negation", "dialect"),
    *("typo", "emoji", "traditional", "short", "long"),
}
NEAR = 0.6  # share of common character 3-grams from which two sentences are one
SHORT = 6  # characters below which only equality counts


def bare(text: str) -> str:
    """The text without spaces and punctuation; itself if nothing else is in it."""
    return "".join(char for char in text if unicodedata.category(char)[0] not in "PZ") or text


def trigrams(text: str) -> set[str]:
    """Runs of three characters of a bare text."""
    return {text[at : at + 3] for at in range(len(text) - 2)}


def twins(texts: list[str]) -> list[tuple[str, str]]:
    """Pairs of texts that say the same in the same words."""
    bares = [bare(text) for text in texts]
    grams = [trigrams(text) if len(text) >= SHORT else {text} for text in bares]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    found = []
    for here, own in enumerate(grams):
        shared = Counter(there for gram in own for there in holders[gram])
        found += [
            (texts[there], texts[here]) for there, n in shared.items() if n >= NEAR * len(own | grams[there])
        ]
        for gram in own:
            holders[gram].append(here)
    return found


def fits_its_kind(sentence: Sentence) -> bool:
    """Whether what can be seen of a kind is there."""
    text = sentence.text
    seen = {
        "short": len(text) <= 8,
        "long": 80 <= len(text) <= 160,
        "emoji": any(unicodedata.category(char) == "So" for char in text),
        "traditional": bool(text.encode("gb2312", "ignore").decode("gb2312") != text),
        "sarcasm": sentence.label == "negative",
    }
    return seen.get(sentence.kind, True)


@pytest.fixture(scope="module", params=[*corpus.LEARN, MEASURE, FINAL], ids=lambda path: path.stem)
def every(request: pytest.FixtureRequest) -> list[Sentence]:
    """The sentences of each file in turn, of whatever field."""
    return read(request.param)


@pytest.fixture(scope="module", params=[LEARN, MEASURE], ids=["learn", "measure"])
def sentences(request: pytest.FixtureRequest) -> list[Sentence]:
    """The sentences of each file in turn."""
    return read(request.param)


def test_there_are_enough_to_learn_from_and_to_measure_on() -> None:
    assert len(read(LEARN)) >= 1400
    assert len(read(MEASURE)) >= 600
    assert len(read(FINAL)) >= 600


def test_each_intent_goes_with_its_label(every: list[Sentence]) -> None:
    assert [s for s in every if s.intent not in INTENTS[s.label]] == []


def test_each_kind_is_there(sentences: list[Sentence]) -> None:
    assert {s.kind for s in sentences} == {s.kind for s in read(FINAL)} == KINDS


def test_each_kind_is_known_and_looks_like_it(every: list[Sentence]) -> None:
    assert {s.kind for s in every} <= KINDS
    assert [s for s in every if not fits_its_kind(s)] == []


def test_no_kind_is_too_rare_to_be_reported(sentences: list[Sentence]) -> None:
    assert min(Counter(s.kind for s in sentences).values()) >= 10
    assert min(Counter(s.kind for s in read(FINAL)).values()) >= 10


def test_labels_are_balanced(sentences: list[Sentence]) -> None:
    share = {label: n / len(sentences) for label, n in Counter(s.label for s in sentences).items()}
    assert share == pytest.approx({"negative": 0.38, "positive": 0.37, "neutral": 0.25}, abs=0.03)


def test_every_theme_is_known_and_named_once(every: list[Sentence]) -> None:
    named = [s.themes.split(",") for s in every if s.themes]
    assert {theme for themes in named for theme in themes} <= set(THEMES)
    assert [themes for themes in named if len(set(themes)) < len(themes)] == []


def test_texts_are_of_a_length_that_a_resident_may_send(every: list[Sentence]) -> None:
    assert [s for s in every if not 1 <= len(s.text) <= 500 or s.text != s.text.strip()] == []


def test_nothing_in_them_could_be_a_number_of_somebody(every: list[Sentence]) -> None:
    assert [s for s in every if re.search(r"\d{7}|@\w+\.|https?:", s.text)] == []


def test_no_sentence_is_said_twice_within_or_across_the_files() -> None:
    assert twins([s.text for path in (*corpus.LEARN, MEASURE, FINAL) for s in read(path)]) == []


def test_nothing_of_the_demo_world_that_is_learned_is_measured_on() -> None:
    measured = [s.text for path in (MEASURE, FINAL) for s in read(path)]
    both = twins([*dict.fromkeys(s.text for s in corpus.demo()), *measured])
    assert [pair for pair in both if (pair[0] in measured) != (pair[1] in measured)] == []


def test_every_theme_is_spoken_of(sentences: list[Sentence]) -> None:
    assert {theme for s in sentences if s.themes for theme in s.themes.split(",")} == set(THEMES)


def test_twins_are_found_whatever_their_punctuation() -> None:
    near = ["电梯坏了三天也没有人来修", "电梯坏了三天，也没有人来修呢！"]
    assert twins([*near, "路灯亮了", "路灯，亮了。", "路灯坏了"]) == [
        tuple(near),
        ("路灯亮了", "路灯，亮了。"),
    ]
    assert not any(twins([*pair]) for pair in combinations(["👍", "👎", "。", "？", "很好", "很不好"], 2))


def test_a_file_with_a_missing_column_is_refused(tmp_path: Path) -> None:
    torn = tmp_path / "torn.tsv"
    torn.write_text("text\tlabel\tintent\tkind\tthemes\n很好\tpositive\tpraise\tshort\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="第 2 行：应有 5 列，实有 4 列"):
        read(torn)
