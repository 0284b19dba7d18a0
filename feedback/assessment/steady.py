"""What residents answered, as a correction may tell it beside the version before: no change of one to four of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from feedback.scoring import PRIVATE_BELOW, Counts


def steady(counted: Counts, before: Mapping[str, Any]) -> Counts:
    """Return the counts of a brand for the next version of a result; `before` are its inputs in the newest one.

    Both versions stay open to everybody who may read them: where fewer than five ratings are new, gone or replaced, the
    difference would be theirs, and the version before goes on. More than that are taken over together.
    """
    kept = counted
    if before["grades"] is not None:
        grades = {int(grade): n for grade, n in before["grades"].items()}
        desk = {int(grade): n for grade, n in before.get("desk", {}).items()} or dict.fromkeys(grades, 0)
        if _few({**counted.grades, 0: counted.none}, {**grades, 0: before["none"]}):
            kept = replace(kept, grades=grades, none=before["none"], desk=desk)
    if before["awareness"] is not None and _few(counted.awareness, before["awareness"]):
        kept = replace(kept, awareness=dict(before["awareness"]))
    return kept


def _few(now: Mapping[Any, int], before: Mapping[Any, int]) -> bool:
    """Return whether these are answers of the same people, but for one to four of them."""
    more = sum(max(0, n - before[answer]) for answer, n in now.items())
    less = sum(max(0, before[answer] - n) for answer, n in now.items())
    return 0 < max(more, less) < PRIVATE_BELOW
