"""The log at 10,000, 100,000 and 1,000,000 leaves: appending and proving must not grow with it (O(log n)).

On SQLite in a temporary folder. Leaves are random hashes, written with the subtrees over them as the appender would;
then 200 real entries are appended and taken back, and proofs are made, at each size. Last, `verify` over real
ratings, twice as many against half: time and memory. `python -m bench.ledger [size …]`.
"""

import os
import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert

from feedback import pipeline
from feedback.clock import now
from feedback.collecting import Answer, Taken, keep_many
from feedback.db import db
from feedback.ledger import merkle, tree
from feedback.ledger.leaves import Entry
from feedback.ledger.models import Leaf, Node
from feedback.ledger.verdict import snapshot, verify
from tests.databases import application, let_go
from tests.factories import World

AT_ONCE = 20_000
APPENDED = 200
VERIFIED = 10_000


def grow_to(size: int) -> None:
    """Bring the log to a size."""
    begin = tree.size()
    tops = list(tree.subtrees(merkle.peaks(0, begin)).values())
    for start in range(begin, size, AT_ONCE):
        hashes = [os.urandom(32) for _ in range(min(AT_ONCE, size - start))]
        rows = [
            {"index": start + n, "kind": "act", "row_id": start + n, "salt": bytes(16), "hash": hash}
            for n, hash in enumerate(hashes)
        ]
        made, tops = merkle.grow(start, tops, hashes)
        db.session.execute(insert(Leaf), rows)
        db.session.execute(insert(Node), [{"number": number, "hash": hash} for number, hash in made.items()])
        db.session.commit()


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """Return how long some work takes, in ms; what it wrote is taken back."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
        db.session.rollback()
    return statistics.median(times)


def append() -> None:
    """Append a batch of the worker."""
    tree.lock()
    tree.extend([(Entry("rating", n, {}, f"{n:064x}"), bytes(16)) for n in range(APPENDED)])


def sizes(wanted: list[int]) -> None:
    """Print times at each size, and as a ratio to the first."""
    first: tuple[float, ...] = ()
    chance = random.Random(1)
    for size in wanted:
        grow_to(size - 1)
        measured = (
            median_ms(append, 30),
            median_ms(lambda s=size: tree.inclusion(chance.randrange(s - 1), s - 1), 200),  # type: ignore[misc]
            median_ms(lambda s=size: tree.consistency(chance.randrange(1, s - 1), s - 1), 200),  # type: ignore[misc]
        )
        first = first or measured
        told = (
            f"{name} {ms:.2f} ms ({ms / one:.2f} ×)"
            for name, ms, one in zip(("append 200", "inclusion", "consistency"), measured, first, strict=True)
        )
        print(f"{size:>10,} leaves: {', '.join(told)}", flush=True)


def verifying() -> None:
    """Print time and memory of `verify` over so many ratings and over twice as many."""
    world, measured = World(), []
    for part in range(2):
        keep_many(
            [
                Taken(
                    world.point.id,
                    world.point.code,
                    1,
                    f"{part}-{n:020d}",
                    Answer(n % 5 + 1, comment="等了很久"),
                    now(),
                )
                for n in range(VERIFIED)
            ]
        )
        db.session.commit()
        while pipeline.work("bench", timedelta(minutes=5), pipeline.PIPELINE[:1], 1000):
            pass
        began = time.perf_counter()
        with snapshot() as connection:
            assert verify(connection).faults == []
        took = time.perf_counter() - began
        tracemalloc.start()
        with snapshot() as connection:
            verify(connection)
        measured.append((took, tracemalloc.get_traced_memory()[1] / 1e6))
        tracemalloc.stop()
    (half, small), (whole, large) = measured
    print(
        f"verify of {2 * VERIFIED:,} ratings: {1e6 * whole / VERIFIED / 4:.0f} µs a leaf, "
        f"time {whole / half:.2f} ×, peak memory {large:.1f} MB = {large / small:.2f} × of half as many"
    )


def main(wanted: list[int]) -> None:
    """Measure both, each on a database of its own."""
    for work in (partial(sizes, wanted), verifying):
        with tempfile.TemporaryDirectory() as folder:
            app = application(Path(folder))
            with app.app_context():
                work()
            let_go(app)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [10_000, 100_000, 1_000_000])
