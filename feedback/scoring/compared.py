"""A score with and without some ratings, for whoever decides about them."""

from collections.abc import Mapping
from datetime import date

from feedback.brands import Brand
from feedback.scoring.queries import counts_by_brand, current_rule
from feedback.scoring.rules import GRADES, Counts, MassScore, mass_score


def compared(
    brand: Brand, begin: date, end: date, counting: Mapping[int, int], out: Mapping[int, int]
) -> tuple[MassScore, MassScore]:
    """Return a brand's score of some days with and without certain ratings, by the newest rule.

    `counting`: how many of these ratings count now, by grade 5…1; `out`: how many are taken out already.
    """
    now, rule = counts_by_brand([brand.id], begin, end)[brand.id], current_rule()
    with_them = now + Counts({g: out.get(g, 0) for g in GRADES})
    without = now + Counts({g: -counting.get(g, 0) for g in GRADES})
    return mass_score(with_them, rule), mass_score(without, rule)
