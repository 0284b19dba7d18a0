"""The background steps in order, as one tuple; claim, lease, retry, sweep.

A rating's outbox row is written with it and goes when every step is done. Steps are done at least once, so
each is idempotent: it looks at the rating as it now stands and writes the whole answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One background step: `run` does it for some ratings in the running transaction and does not commit."""

    name: str
    run: Callable[[Sequence[int]], None]


PIPELINE: tuple[Step, ...] = ()
