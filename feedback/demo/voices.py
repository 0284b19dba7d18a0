"""What residents write: our own sentences from data/comments, chosen by grade and topic, their slots filled."""

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from feedback.demo.plan import DATA

SLOT = re.compile(r"\{(.+?)\}")
ANYWHERE, EACH = "通用", "每项"  # topics that fit every service; EACH has slots of the topic at hand
SHORT = 5  # characters; what everybody writes
STORY = 40  # characters; a longer one is somebody's own and told once
# So many others speak before somebody says the same again; then it is as likely as ever after FORGOTTEN.
PAUSE, SHORT_PAUSE, FORGOTTEN = 60, 8, 200
OTHERWISE = 0.06  # so many write a complaint under a high grade
MISTAKEN = 0.02  # so few praise under a low one


@dataclass(frozen=True)
class Line:
    """One sentence with slots; `grades` are those it goes with ("54", "n" = 不了解)."""

    grades: str
    intent: str
    topic: str
    text: str

    @property
    def weight(self) -> int:
        """Return how often it is said beside others: a short word by many."""
        return 3 if len(self.text) <= SHORT or self.topic == EACH else 2 if "{" in self.text else 1


@cache
def lines() -> tuple[Line, ...]:
    """Return every sentence of the data files, in order."""
    texts = [p.read_text(encoding="utf-8") for p in sorted((DATA / "comments").glob("*.txt"))]
    rows = [row for text in texts for row in text.splitlines() if row and not row.startswith("#")]
    return tuple(Line(*row.split("|")) for row in rows)


@cache
def fitting(topic: str, grade: str) -> tuple[Line, ...]:
    """Return the sentences about a topic that go with a grade ("5"…"1", "n")."""
    return tuple(one for one in lines() if one.topic == topic and grade in one.grades)


@cache
def slots() -> dict[str, list[str]]:
    """Return what may stand in each slot; "物业夸" is the slot 夸 of the topic 物业."""
    read: dict[str, list[str]] = json.loads((DATA / "slots.json").read_text(encoding="utf-8"))
    return read


class Voices:
    """The residents of one brand; they are asked in the order of time, so that nobody seems to copy a neighbour."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.count = 0
        self.last: dict[str, int] = {}

    def say(self, topics: Mapping[str, int], grade: int | None) -> str:
        """Return a comment that goes with a grade (mostly) and one of some weighted topics."""
        chance = self.rng.random()
        wanted = str(grade or "n")
        if wanted in "54" and chance < OTHERWISE:
            wanted = "2"
        elif wanted in "21" and chance < MISTAKEN:
            wanted = "5"
        topic = self.rng.choices(list(topics), list(topics.values()))[0]
        return self._render(self._draw(topic, wanted), topic)

    def _draw(self, topic: str, grade: str) -> Line:
        # What is said of this service, of any service with its words, of anything; the others if nothing is left.
        first = self.rng.choices((topic, EACH, ANYWHERE), (55, 18, 27))[0]
        self.count += 1
        for name in (first, topic, EACH, ANYWHERE):
            fits = fitting(name, grade) if name != EACH or f"{topic}夸" in slots() else ()
            if any(weights := [self._rested(line) * line.weight for line in fits]):
                break
        else:
            # Everybody has just spoken: then somebody repeats it.
            fits = fitting(topic, grade) or fitting(ANYWHERE, grade)
            weights = [1.0] * len(fits)
        line = self.rng.choices(fits, weights)[0]
        self.last[line.text] = self.count
        return line

    def _rested(self, line: Line) -> float:
        if line.text not in self.last:
            return 1
        since = self.count - self.last[line.text]
        if line.topic == EACH or len(line.text) <= SHORT:
            return float(since > SHORT_PAUSE)
        return 0 if since < PAUSE or len(line.text) > STORY else min(since / FORGOTTEN, 1)

    def _render(self, line: Line, topic: str) -> str:
        said: set[str] = set()

        def fill(match: re.Match[str]) -> str:
            choices = slots().get(topic + match[1]) or slots()[match[1]]
            said.add(word := self.rng.choice([c for c in choices if c not in said] or choices))
            return word

        text = SLOT.sub(fill, line.text)
        # On a phone the last full stop is often left out, and a blank is quicker than a comma.
        if self.rng.random() < 0.35:
            text = text.removesuffix("。")
        if len(text) < 16 and self.rng.random() < 0.12:
            text = text.replace("，", " ")
        return text
