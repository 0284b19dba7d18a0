"""What there is to learn from and to measure with: settled labels, no branch's word counting for too much."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from feedback.brands import Point
from feedback.collecting import Comment, RatingChange
from feedback.db import db
from feedback.masking import blanked
from feedback.sentiment import reading
from feedback.sentiment.models import Analysis, CommentLabel
from feedback.sentiment.votes import Settled, Side, Standing, Vote, held_back, milder, settle, turn

if TYPE_CHECKING:
    from feedback.sentiment.corpus import Sentence

# One brand's own people settle at most a third of what is learned or measured, or so many comments.
SHARE, ALWAYS = 1 / 3, 50
ALONE = 0.5  # what a label counts that nobody of the committee has confirmed
LOWEST = 500  # newest comments of dissatisfied residents that a new version is tried on


@dataclass(frozen=True)
class Told:
    """A comment whose labels have settled."""

    change_id: int
    brand_id: int
    text: str
    settled: Settled

    @property
    def sentence(self) -> "Sentence":
        """Return it as the learner wants it; an intent that does not go with the side is left out."""
        # Imported here: the page of versions counts labels, and no web process needs NumPy.
        from feedback.sentiment.corpus import INTENTS, Sentence

        intent = self.settled.intent or ""
        return Sentence(self.text, self.settled.side, intent if intent in INTENTS[self.settled.side] else "")


@dataclass(frozen=True)
class Material:
    """What is learned from, what is measured with, how many labelled comments are still open, the last label seen."""

    learn: Sequence[Told]
    held: Sequence[Told]
    open: int
    seen: int

    @property
    def weight(self) -> list[float]:
        """Return what each comment counts in learning."""
        return [1.0 if told.settled.confirmed else ALONE for told in self.learn]

    @property
    def confirmed(self) -> int:
        """Return how many of the comments to measure with somebody of the committee has confirmed."""
        return sum(told.settled.confirmed for told in self.held)


def material() -> Material:
    """Return everything that people have said of comments that are still there, settled and capped."""
    told, undecided = [], 0
    rows = [dict(row) for row in db.session.execute(_last_votes()).mappings()]
    for change_id, group in groupby(rows, key=_change):
        some = list(group)
        settled = settle([_vote(row) for row in some], some[0]["grade"])
        if settled is None:
            undecided += any(row["side"] != Side.UNSURE for row in some)
            continue
        told.append(Told(change_id, some[0]["brand_id"], _plain(some[0]["text"]), settled))
    learn = capped(t for t in told if not held_back(t.change_id))
    seen = db.session.scalar(select(func.max(CommentLabel.id))) or 0
    return Material(learn, capped(t for t in told if held_back(t.change_id)), undecided, seen)


def missing() -> str:
    """Return what is missing before anything can be learned, as a sentence; "" when there is something to learn."""
    held = opened = 0
    for change_id, group in groupby(db.session.execute(_last_votes()).mappings(), key=_change):
        some = list(group)
        if all(row["side"] == Side.UNSURE for row in some):
            continue
        if held_back(change_id):
            held += 1
        elif settle([_vote(row) for row in some], some[0]["grade"]):
            return ""
        else:
            opened += 1
    if opened:
        return f"标过的 {opened} 条说法不一，还没有可以学的标注：请考核组先在“标注”里定下来。"
    if held:
        return f"标过的 {held} 条都留作检验，还没有可以学的标注：请再标一些。"
    return "还没有可以学的标注：请先在“标注”里标一些评语。"


def _change(row: Any) -> Any:
    return row["change_id"]


def capped(told: Iterable[Told]) -> list[Told]:
    """Return comments without those that one brand's own people settled beyond their share; who is drawn, not who is first."""
    whole = list(told)
    most = max(ALWAYS, int(SHARE * len(whole)))
    alone: dict[int, list[Told]] = defaultdict(list)
    for one in whole:
        if not one.settled.confirmed:
            alone[one.brand_id].append(one)
    kept = {one.change_id for one in whole if one.settled.confirmed}
    for some in alone.values():
        kept.update(one.change_id for one in sorted(some, key=lambda one: turn(0, one.change_id))[:most])
    return [one for one in whole if one.change_id in kept]


def low_comments() -> list[str]:
    """Return the newest held-back comments of dissatisfied residents (1–2), labelled or not, simplified."""
    rows = db.session.scalars(
        select(Comment.text)
        .join(Analysis, Analysis.change_id == Comment.change_id)
        .join(RatingChange, RatingChange.id == Comment.change_id)
        .where(Analysis.worth == "sample", RatingChange.grade <= 2)
        .order_by(Analysis.day.desc(), Comment.change_id.desc())
        .limit(LOWEST)
    )
    return [_plain(text) for text in rows]


def _plain(text: str) -> str:
    # Covered first: no run of a model shall be somebody's number or house.
    return reading.simplified(blanked(text))


@dataclass
class Checked:
    """What the people of one brand have labelled of their own: how many, how many milder than the grade, and against the committee."""

    labels: int = 0
    milder: int = 0
    both: int = 0
    against: int = 0


def checked(brand_ids: Sequence[int]) -> dict[int, Checked]:
    """Return by brand how its own people have labelled, for these brands."""
    found: dict[int, Checked] = defaultdict(Checked)
    rows = db.session.execute(_last_votes().where(Point.brand_id.in_(brand_ids))).mappings()
    for _, group in groupby(rows, key=lambda row: row["change_id"]):
        some = [row for row in group if row["side"] != Side.UNSURE]
        above = {row["side"] for row in some if row["standing"] == Standing.COMMITTEE}
        for row in some:
            if row["standing"] == Standing.BRANCH:
                one = found[row["brand_id"]]
                one.labels += 1
                one.milder += milder(row["grade"], Side(row["side"]))
                one.both += bool(above)
                one.against += bool(above) and row["side"] not in above
    return dict(found)


def pairs(brand_ids: Sequence[int]) -> list[tuple[Side, Side]]:
    """Return the first two people's answers about each comment of these brands that two have labelled."""
    rows = db.session.execute(_last_votes().where(Point.brand_id.in_(brand_ids))).mappings()
    groups = (
        [Side(row["side"]) for row in some] for _, some in groupby(rows, key=lambda row: row["change_id"])
    )
    return [(some[0], some[1]) for some in groups if len(some) > 1]


def _vote(row: Any) -> Vote:
    return Vote(row["person_id"], Standing(row["standing"]), Side(row["side"]), row["intent"])


def _last_votes() -> Any:
    """Return each person's last answer about each comment that is still there, comment by comment."""
    later = aliased(CommentLabel)
    last = ~exists().where(
        later.change_id == CommentLabel.change_id,
        later.person_id == CommentLabel.person_id,
        later.number > CommentLabel.number,
    )
    return (
        select(
            CommentLabel.change_id,
            CommentLabel.person_id,
            CommentLabel.standing,
            CommentLabel.side,
            CommentLabel.intent,
            RatingChange.grade,
            Comment.text,
            Point.brand_id,
        )
        .join(Comment, Comment.change_id == CommentLabel.change_id)
        .join(RatingChange, RatingChange.id == CommentLabel.change_id)
        .join(
            Analysis,
            (Analysis.rating_id == RatingChange.rating_id) & (Analysis.change_id == CommentLabel.change_id),
        )
        .join(Point, Point.id == Analysis.point_id)
        .where(last)
        .order_by(CommentLabel.change_id, CommentLabel.id)
    )
