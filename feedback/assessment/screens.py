"""What the screens of a cycle show to whoever looks: how much of the result, and which next steps."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from feedback import scoring
from feedback.accounts import Person
from feedback.assessment import confirmations, queries, scheme_queries
from feedback.assessment.cycle import SHOWN_TO_BRANCHES, Move, State, hindrances, moves_from
from feedback.assessment.document import Content, for_branch
from feedback.assessment.marking import is_open
from feedback.assessment.models import Confirmation, Cycle, Scheme
from feedback.assessment.queries import Sight
from feedback.brands import Brand

# What is said after each step.
DONE = {
    State.OPEN: "考核已经启动。到了打分的时候，请点“开始评委打分”。",
    State.MARKING: "评委现在可以打分。",
    State.PUBLICISED: "结果已经公示，各支部可以看到自己品牌的考核表。",
    State.CONFIRMED: "结果已经确认并封存。",
}


@dataclass(frozen=True)
class Entry:
    """One cycle in the list; `left` = brands still to be marked by whoever looks, `sheets` = a branch's own rows."""

    cycle: Cycle
    state: State
    left: int
    sheets: Sequence[Content]


@dataclass(frozen=True)
class Paper:
    """The result as far as somebody may read it; `version` is None while it is not confirmed."""

    content: Content
    version: Confirmation | None
    sight: Sight
    state: State

    @property
    def standing(self) -> str:
        """Return in words how final this is."""
        if self.version is not None:
            return f"已确认，第 {self.version.number} 版"
        return "公示稿，尚未确认" if self.state is State.PUBLICISED else "预览，尚未公示"

    def row(self, brand_id: int) -> Content | None:
        """Return one brand's row."""
        return next((row for row in self.content["brands"] if row["id"] == brand_id), None)


def entry(who: Person, cycle: Cycle) -> Entry:
    """Return a cycle as the list shows it."""
    sight = queries.sight_of(who, cycle)
    left = queries.left_to_mark(who, cycle) if sight.reviews and is_open(cycle) else 0
    found = None if sight.committee else paper(who, cycle)
    return Entry(cycle, State(cycle.state), left, found.content["brands"] if found else ())


def paper(who: Person, cycle: Cycle, number: int | None = None) -> Paper | None:
    """Return the result somebody may read (of a confirmed cycle a version), or None if they may not yet."""
    sight = queries.sight_of(who, cycle)
    if not _readable(who, cycle, sight):
        return None
    try:
        content, version = confirmations.shown(cycle, number)
    except LookupError:
        return None
    mine = content if sight.committee else for_branch(content, set(sight.organisations))
    return Paper(mine, version, sight, State(cycle.state))


def _readable(who: Person, cycle: Cycle, sight: Sight) -> bool:
    """Before publication only the manager looks, and one who marks too, only after marking everything."""
    if cycle.state in SHOWN_TO_BRANCHES:
        return True
    marking = cycle.state == State.MARKING and sight.manages
    return marking and not (sight.reviews and queries.left_to_mark(who, cycle))


def steps(cycle: Cycle) -> list[tuple[Move, list[str]]]:
    """Return the steps a cycle can take next, each with what stands in its way."""
    standing = queries.standing_of(cycle)
    return [(move, hindrances(move, standing)) for move in moves_from(State(cycle.state))]


def as_typed(cycle: Cycle) -> dict[str, object]:
    """Return a cycle as its form shows it."""
    return {
        "name": cycle.name,
        "organisation": cycle.organisation_id,
        "scheme": cycle.scheme_id,
        "begins_on": cycle.begins_on,
        "ends_on": cycle.ends_on,
    }


def usable(who: Person, cycle: Cycle) -> list[Scheme]:
    """Return the schemes a cycle may take: the newest of each, and the one it has."""
    return list(dict.fromkeys([cycle.scheme, *scheme_queries.newest_schemes(who)]))


@dataclass(frozen=True)
class Progress:
    """How far one brand is before its result may be read: its ratings, and how many reviewers have marked it whole."""

    brand: Brand
    score: scoring.MassScore
    whole: int


def progress(cycle: Cycle) -> list[Progress]:
    """Return how far each brand of a cycle is."""
    brands, asked = queries.brands_in(cycle), len(queries.reviewed_in(cycle))
    rule = scoring.current_rule()
    scores = {key: scoring.mass_score(counts, rule) for key, counts in queries.counted(cycle, brands).items()}
    given = Counter((mark.brand_id, mark.person_id) for mark in queries.marks_in(cycle))
    whole = Counter(brand_id for (brand_id, _), count in given.items() if count == asked)
    return [Progress(brand, scores[brand.id], whole[brand.id]) for brand in brands]


def reviewers(cycle: Cycle) -> list[tuple[str, int]]:
    """Return the name of every reviewer with how many brands they have marked whole."""
    asked = len(queries.reviewed_in(cycle))
    given = Counter((mark.person_id, mark.brand_id) for mark in queries.marks_in(cycle))
    whole = Counter(person_id for (person_id, _), count in given.items() if count == asked)
    return [(reviewer.name, whole[reviewer.id]) for reviewer in queries.reviewers_of(cycle)]


@dataclass(frozen=True)
class Task:
    """One brand as a reviewer sees it: how many marks given, or that it is their own unit's."""

    brand: Brand
    given: int
    own: bool


def tasks(who: Person, cycle: Cycle) -> list[Task]:
    """Return the brands of a cycle as a reviewer has to mark them."""
    mine = queries.own_marks(who, cycle)
    return [
        Task(brand, len(mine.get(brand.id, ())), queries.belongs_to(who, brand))
        for brand in queries.brands_in(cycle)
    ]


def following(tasks: Sequence[Task], brand_id: int | None, asked: int) -> int | None:
    """Return the next brand to mark after one (None = from the start), going round; None when all are marked."""
    position = next((i for i, task in enumerate(tasks) if task.brand.id == brand_id), -1)
    ahead = [*tasks[position + 1 :], *tasks[: position + 1]]
    return next((task.brand.id for task in ahead if not task.own and task.given < asked), None)


@dataclass(frozen=True)
class Changed:
    """One brand whose result a correction would change."""

    name: str
    before: str
    after: str


def changes(cycle: Cycle) -> list[Changed]:
    """Return what a correction would change: the newest frozen result against the tables as they stand."""
    frozen, _ = confirmations.shown(cycle)
    old = {row["id"]: row for row in frozen["brands"]}
    new = {row["id"]: row for row in confirmations.live(cycle)["brands"]}
    return [
        Changed((new.get(key) or old[key])["name"], said(old.get(key)), said(new.get(key)))
        for key in dict.fromkeys([*old, *new])
        if _figures(old.get(key)) != _figures(new.get(key))
    ]


def _figures(row: Content | None) -> object:
    return row and (row["lines"], row["total"], row["band"], row["notes"])


def said(row: Content | None) -> str:
    """Return a brand's total and band in a few words."""
    if row is None:
        return "不在结果里"
    if row["status"] == "incomplete":
        return "还没有评完"
    return f"{row['total']} 分，{row['band']}" if row["total"] else "不评定"
