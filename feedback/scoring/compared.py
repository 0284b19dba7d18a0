"""A score with and without some ratings, for whoever decides about them."""

from collections.abc import Mapping
from datetime import date

from feedback.brands import Brand
from feedback.collecting import Source
from feedback.scoring.queries import counts_by_brand, current_rule
from feedback.scoring.rules import GRADES, Counts, MassScore, mass_score

Given = Mapping[tuple[int, str], int]  # how many ratings, by grade 5…1 and source


def compared(
    brand: Brand, begin: date, end: date, counting: Given, found: Given
) -> tuple[MassScore, MassScore]:
    """Return a brand's score of some days with and without certain ratings, by the newest rule.

    `counting`: how many of these ratings count now; `found`: with which grades they are put back.
    """
    now, rule = counts_by_brand([brand.id], begin, end)[brand.id], current_rule()
    without = now + _counts(counting, -1)
    return mass_score(without + _counts(found, 1), rule), mass_score(without, rule)


def _counts(given: Given, sign: int) -> Counts:
    # What staff typed in is told apart: left among them, it would be capped though it is out.
    typed = {way: n for way, n in given.items() if way[1] in (Source.PAPER, Source.PHONE)}
    return Counts(grades=_by_grade(given, sign), desk=_by_grade(typed, sign))


def _by_grade(given: Given, sign: int) -> dict[int, int]:
    return {g: sign * sum(n for (grade, _), n in given.items() if grade == g) for g in GRADES}
