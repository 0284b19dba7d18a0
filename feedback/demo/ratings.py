"""What residents give: grade, tags, words, awareness, by brand, point and moment."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from feedback.admission import INTERNAL
from feedback.brands import Channel
from feedback.collecting import Answer, Taken
from feedback.demo.grades import grade
from feedback.demo.hours import Hours, monday_morning, part
from feedback.demo.plan import BrandPlan, PointPlan
from feedback.demo.voices import Voices
from feedback.questionnaire import Body

WRITES = {5: 0.37, 4: 0.36, 3: 0.42, 2: 0.59, 1: 0.66, None: 0.14}
QUEUE = "排队"
# Of all who rate: phones without a cookie, staff's devices, and the one phone of a month that rates again and again.
UNMARKED, STAFF, KEEN = 0.14, 0.004, 0.03


@dataclass(frozen=True)
class Spot:
    """A point that stands: its ids, its plan, from when to when it took ratings."""

    id: int
    code: str
    version_id: int
    plan: PointPlan
    begin: datetime
    end: datetime


class Residents:
    """Those who rate one brand; the same seed is the same people."""

    def __init__(self, brand: BrandPlan, body: Body, spots: list[Spot], zone: ZoneInfo, seed: str) -> None:
        self.brand, self.body, self.spots = brand, body, spots
        self.rng = random.Random(f"{seed} {brand.name}")
        # A chance of its own: what is drawn for devices moves nothing else in this world.
        self.phones = random.Random(f"{seed} {brand.name} phones")
        self.voices = Voices(self.rng)
        self.hours = [Hours(brand, spot.plan, spot.begin, spot.end, zone) for spot in spots]
        self.likes = [self.rng.gauss(0, 2) for _ in spots]
        self.months = {month: self.rng.gauss(0, 1.2) for month in range(1, 13)}
        self.taste = {tag: 0.25 + self.rng.random() for tag in body.tag_words()}

    def rate(self, count: int) -> Iterator[Taken]:
        """Yield so many ratings, in the order of time."""
        weights = [spot.plan.weight for spot in self.spots]
        chosen = self.rng.choices(range(len(self.spots)), weights, k=count)
        for at, n in sorted((self.hours[n].draw(self.rng), n) for n in chosen):
            spot, key = self.spots[n], f"{self.rng.getrandbits(128):032x}"
            answer, device = self._answer(n, at), self._device(at)
            yield Taken(spot.id, spot.code, spot.version_id, key, answer, at, device=device)

    def _device(self, at: datetime) -> str | None:
        """Return the mark of a phone as it is kept; of years past, as if their keys were destroyed."""
        luck = self.phones.random()
        if luck < UNMARKED:
            return None
        if luck < UNMARKED + STAFF:
            return INTERNAL
        if luck < UNMARKED + STAFF + KEEN:
            return hashlib.sha256(f"{self.brand.name} {at.year} {at.month}".encode()).hexdigest()
        return f"{self.phones.getrandbits(256):064x}"

    def _answer(self, n: int, at: datetime) -> Answer:
        spot = self.spots[n]
        far = part(at, spot.begin, spot.end)
        queueing = spot.plan.name == self.brand.queue and monday_morning(at)
        # The Monday queue is bad at first and worse every month.
        mean = 66 - 26 * far if queueing else self._mean(n, at, far)
        given = None if self.rng.random() < self.brand.none else grade(self.rng, mean)
        comment = self._comment(given, far, queueing)
        return Answer(
            grade=given,
            tags=self._tags(given, queueing),
            comment=comment,
            awareness=self._awareness(spot.plan.channel),
            above=bool(comment) and self.rng.random() < (0.12 if given in (1, 2) else 0.02),
        )

    def _mean(self, n: int, at: datetime, far: float) -> float:
        return self.brand.mean + self.brand.drift * (far - 0.5) + self.likes[n] + self.months[at.month]

    def _comment(self, given: int | None, far: float, queueing: bool) -> str:
        if not self.brand.topics or self.rng.random() > WRITES[given]:
            return ""
        topics = self.brand.topics
        if queueing:
            topics = {QUEUE: 1} if given in (1, 2, 3) else topics
        elif self.brand.late and far > 0.55 and given in (1, 2, 3):
            topics = {self.brand.late: 1, **{topic: 2 * weight for topic, weight in topics.items()}}
        return self.voices.say(topics, given)

    def _tags(self, given: int | None, queueing: bool) -> tuple[str, ...]:
        offered = self.body.grade(str(given)) if given else None
        if offered is None or self.rng.random() < 0.42:
            return ()
        ids = [tag.id for tag in offered.tags]
        how_many = self.rng.choices((1, 2, 3), (5, 3, 1))[0]
        # Weighted without putting back: the highest of random()^(1/weight).
        taste = {i: self.taste[i] + (6 if queueing and i.startswith("wait") else 0) for i in ids}
        chosen = sorted(ids, key=lambda i: self.rng.random() ** (1 / taste[i]), reverse=True)[:how_many]
        return tuple(i for i in ids if i in chosen)

    def _awareness(self, channel: Channel) -> str | None:
        if not self.body.awareness or self.rng.random() < 0.28:
            return None
        knows = min(self.brand.knows + (0.12 if channel in (Channel.WECHAT, Channel.VISIT) else 0), 0.95)
        weights = (knows, (1 - knows) * 0.65, (1 - knows) * 0.35)
        return self.rng.choices(("knows", "heard", "unknown"), weights)[0]
