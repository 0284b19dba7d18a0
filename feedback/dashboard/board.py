"""All figures of one brand in one period, read from the tallies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from feedback import scoring, sentiment
from feedback.brands import Brand
from feedback.clock import now
from feedback.dashboard import comments
from feedback.dashboard.choices import Choice
from feedback.dashboard.returned import Returned, closings
from feedback.pages import local
from feedback.scoring import PRIVATE_BELOW, Change, Counts, MassScore, Participation, Period, Rule

COMPARABLE = 30  # fewer comments say nothing of how often a theme is complained of


@dataclass(frozen=True)
class Month:
    """One piece of the trend; `score` is None where it may not be shown: too few, or to veil another that is."""

    period: Period
    score: MassScore | None
    few: bool


@dataclass(frozen=True)
class Theme:
    """How often comments praise a theme or complain of it; `share_before`: complaints a comment in the period before.

    Shares, not counts, are compared: a month that has just begun, or a brand that did not exist yet, has fewer.
    """

    name: str
    praise: int
    complaint: int
    share_before: float | None
    returned: Returned | None = None


@dataclass(frozen=True)
class Board:
    """What a branch sees of a brand; everything below `shown` is empty where fewer than five people answered."""

    choice: Choice
    began: date  # the first day of the brand
    rule: Rule
    score: MassScore
    change: Change | None
    months: list[Month]
    commented: Mapping[date, int]
    counts: Counts
    past: Counts
    participation: Participation
    labels: Mapping[str, int]
    themes: list[Theme]
    disagreeing: int
    said: sentiment.Said | None
    trust: sentiment.Trust

    @property
    def shown(self) -> bool:
        """Return whether there are figures to show at all."""
        return self.score.value is not None

    @property
    def few_words(self) -> bool:
        """Return whether fewer comments were written than there may be figures about."""
        return self.counts.comments < PRIVATE_BELOW


def board(brand: Brand, choice: Choice, digest: str | None, today: date) -> Board:
    """Return the figures of a brand; `digest` is the key of the period's words, if they are kept."""
    rule, points, choice = scoring.current_rule(), scoring.points_of(brand), _settled(brand, choice, today)
    period, trend = choice.period, choice.trend()
    days = scoring.counts_by_day(points, min(trend[0].begin, choice.before.begin), period.end)
    counts = scoring.within(days, period)
    score = scoring.mass_score(counts, rule)
    past = scoring.within(days, choice.before)
    shown, trust = score.value is not None, sentiment.trust()
    moods = shown and trust.shown and counts.comments >= PRIVATE_BELOW
    return Board(
        choice,
        local(brand.created_at).date(),
        rule,
        score,
        scoring.change(score, scoring.mass_score(past, rule)),
        _months(trend, days, period, rule),
        {day: c.comments for day, c in days.items() if period.begin <= day <= period.end},
        counts,
        past,
        scoring.participation(points, period.begin, period.end),
        sentiment.split(points, period.begin, period.end) if moods else {},
        _themes(brand, points, choice, past.comments, today) if moods else [],
        comments.disagreeing(points, period.begin, period.end) if moods else 0,
        sentiment.digest_of(brand.id, digest) if moods and digest else None,
        trust,
    )


def _settled(brand: Brand, choice: Choice, until: date) -> Choice:
    """Return a choice of what figures may be about: whole steps, so that no day of few ratings is told by another view."""

    def part(period: Period) -> Period:
        return scoring.settled([brand.id], period, until, local(now()).date())[brand.id]

    return replace(choice, period=part(choice.period), before=part(choice.before), asked=choice.period)


def _months(trend: Sequence[Period], days: Mapping[date, Counts], whole: Period, rule: Rule) -> list[Month]:
    scores = [scoring.mass_score(scoring.within(days, piece), rule) for piece in trend]
    inside = [i for i, piece in enumerate(trend) if piece.begin >= whole.begin]
    veiled: set[int] = set()
    if len(inside) > 1:
        # The sum of these is shown above them: a month that is too small must not be what is left of it.
        veiled = {inside[i] for i in scoring.hidden([scores[j].n for j in inside], rule.shown)}
    return [
        Month(piece, None if i in veiled or score.value is None else score, score.value is None)
        for i, (piece, score) in enumerate(zip(trend, scores, strict=True))
    ]


def _themes(
    brand: Brand, points: Sequence[int], choice: Choice, comments_before: int, today: date
) -> list[Theme]:
    past, shares = choice.before, {}
    closed = closings(brand.id, points, choice, today)
    if comments_before >= COMPARABLE:
        before = sentiment.themes_of(points, past.begin, past.end)
        shares = {theme: complaint / comments_before for theme, _, complaint, _ in before}
    return [
        Theme(theme, praise, complaint, shares.get(theme, 0.0) if shares else None, closed.get(theme))
        for theme, praise, complaint, _ in sentiment.themes_of(points, choice.period.begin, choice.period.end)
        if praise or complaint
    ]
