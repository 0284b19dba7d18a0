"""F4: the pages of a branch over 1,000,000 ratings beside the same over 10,000.

One brand with five points and fourteen months, on SQLite in a temporary folder, all ratings at those points;
requests to the two alternate. Times are CPU of the one process that is web server and database both.
`python -m bench.dashboard [many] [few] [rounds]`.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import cast

from flask import Flask

from bench.filled import fill
from tests.checked import CheckedClient
from tests.databases import application
from tests.factories import PASSWORD, World

PAGES = {
    "dashboard, 12 months": "/dashboard/{brand}",
    "dashboard, this month": "/dashboard/{brand}?period=month",
    "score, step by step": "/brands/{brand}/score",
    "comments, newest": "/dashboard/{brand}/comments",
    "comments, of a theme": "/dashboard/{brand}/comments?theme=办事效率&polarity=complaint",
    "comments, with a word": "/dashboard/{brand}/comments?word=个多月",
}


def filled(folder: Path, ratings: int) -> tuple[Flask, int]:
    """Return an application on a database with so many ratings, and its brand."""
    folder.mkdir()
    app = application(folder)
    with app.app_context():
        world = World()
        began = time.perf_counter()
        fill(world, ratings, points=5, months=14)
        print(f"{ratings:>9,} ratings written and tallied in {time.perf_counter() - began:.0f} s")
        return app, world.brand.id


def measure(apps: list[tuple[Flask, int]], page: str, rounds: int) -> list[float]:
    """Return the median CPU time of a page for each application, in ms."""
    clients = []
    for app, _ in apps:
        client = cast(CheckedClient, app.test_client())
        client.sign_in("alice", PASSWORD)
        clients.append(client)
    times: list[list[float]] = [[] for _ in apps]
    for n in range(rounds + 2):
        for client, (_, brand), taken in zip(clients, apps, times, strict=True):
            began = time.process_time()
            answer = client.get(page.format(brand=brand), checks=False)
            assert answer.status_code == 200
            if n > 1:
                taken.append(1000 * (time.process_time() - began))
    return [statistics.median(taken) for taken in times]


def main(many: int = 1_000_000, few: int = 10_000, rounds: int = 15) -> None:
    """Print the times and their ratio for every page."""
    with tempfile.TemporaryDirectory() as folder:
        apps = [filled(Path(folder) / str(n), n) for n in (many, few)]
        for name, page in PAGES.items():
            slow, quick = measure(apps, page, rounds)
            print(f"{name:<24} {slow:7.1f} ms  {quick:7.1f} ms  ratio {slow / quick:.2f}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
