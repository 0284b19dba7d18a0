"""Whatever is done to a row by hand is found, and the first place it shows is named (I3)."""

import os
import sys

import pytest

from feedback.ledger.verdict import verify
from tests.factories import World
from tests.ledger.conftest import verdict
from tests.ledger.damage import Vandal, unguarded

PROOF = os.environ.get("PROOF") == "1"
STRIKES = 1000 if PROOF else 80


def test_a_log_nobody_touched_is_whole(full_log: World) -> None:
    found = verdict()
    assert (found.faults, found.heads, found.waiting) == ([], 2, 3)


def test_every_change_removal_insertion_and_reordering_is_found_and_placed(
    full_log: World, capsys: pytest.CaptureFixture[str]
) -> None:
    missed, misplaced, seen = [], [], set()
    for seed in range(STRIKES):
        with unguarded() as connection:
            what, index = Vandal(connection, seed).strikes()
            found = verify(connection).faults
        seen.add(what)
        if not found:
            missed.append((seed, what))
        elif index is not None and found[0].index != index:
            misplaced.append((seed, what, index, found[0]))
    with capsys.disabled():
        sys.stdout.write(f"\n{STRIKES - len(missed)} of {STRIKES} found, {len(seen)} ways\n" if PROOF else "")
    assert missed == []
    assert misplaced == []
    assert len(seen) >= 20
    assert verdict().faults == []
