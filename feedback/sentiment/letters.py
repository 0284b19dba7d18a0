"""Letters made of sentences of ours: with a greeting before and a request after them, as a hotline writes them down.

They teach that neither a greeting nor 望尽快处理 says what somebody is writing for.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from feedback.sentiment.corpus import INTENTS, Sentence
from feedback.sentiment.rules import LONGEST

FRAMES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "letters.json").read_text(encoding="utf-8")
)
# One after the other: complaints are the most, and of those and of praise several stand in one letter.
MIX = (*["complaint", "complaint", "question", "complaint", "suggestion"] * 2, "praise")
BODY = (1, 1, 2, 3)  # sentences
GREETED, INTRODUCED, ASKED = 0.5, 0.5, 0.6  # shares
LABEL = {str(intent): label for label, intents in INTENTS.items() for intent in intents}
SIGNS = "，。！？；：,.!?~～…"


def letters(sentences: Sequence[Sentence], count: int, seed: int = 1) -> list[Sentence]:
    """Return that many letters; the same sentences and seed give the same ones."""
    rng = Random(seed)
    said: dict[str, list[str]] = {}
    for s in sentences:
        said.setdefault(s.intent, []).append(s.text)
    intents = [intent for intent in MIX if said.get(intent)]
    return [
        _letter(rng, intent, said[intent]) for _, intent in zip(range(count), _endless(intents), strict=False)
    ]


def _endless(intents: Sequence[str]) -> Any:
    while intents:
        yield from intents


def _letter(rng: Random, intent: str, said: Sequence[str]) -> Sentence:
    frame = FRAMES[intent]
    several = intent in ("complaint", "praise")
    parts = [rng.choice(said) for _ in range(rng.choice(BODY) if several else 1)]
    if rng.random() < INTRODUCED:
        parts.insert(0, rng.choice(frame["first"]))
    if rng.random() < GREETED:
        parts.insert(0, rng.choice(FRAMES["greetings"]))
    if rng.random() < ASKED:
        parts.append(rng.choice(frame["last"]))
    text = parts[0]
    for part in parts[1:]:
        text += part if text[-1] in SIGNS else rng.choice("，，：。") + part
    return Sentence(text[:LONGEST], LABEL[intent], intent, "letter")
