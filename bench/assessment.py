"""F6: an annual assessment of 1,000 brands over 1,000,000 ratings, beside the bare sum of the same tallies.

`python -m bench.assessment [brands] [ratings]`; on SQLite and on PostgreSQL.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from feedback import assessment
from feedback.accounts import Kind, Organisation, Person, Role
from feedback.accounts.actions import add_organisation, add_person
from feedback.assessment import Cycle, Mark, confirmations
from feedback.assessment.document import canonical
from feedback.assessment.excel import spreadsheet
from feedback.assessment.report import result_report
from feedback.assessment.screens import paper
from feedback.assessment.word import paper as word
from feedback.brands import Brand, Point
from feedback.db import db
from feedback.questionnaire import current_version
from feedback.scoring import Tally
from tests import databases, servers

BEGIN = date(2026, 1, 1)
POINTS = 3  # of a brand
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
BARE = """SELECT brand_id, sum(g5), sum(g4), sum(g3), sum(g2), sum(g1) FROM tally
JOIN point ON point.id = tally.point_id GROUP BY brand_id"""


def fill(brands: int, ratings: int) -> Cycle:
    """Make a committee with so many brands and tallies of so many ratings, all marked by three reviewers."""
    committee = add_organisation("市直机关工委", Kind.COMMITTEE, None)
    boss = add_person("boss", "负责人", "a long password", Role.COMMITTEE_MANAGER, committee)
    reviewers = [
        add_person(f"r{i}", f"评委{i}", "a long password", Role.REVIEWER, committee) for i in range(3)
    ]
    branches = [add_organisation(f"第{i}支部", Kind.BRANCH, committee) for i in range(max(1, brands // 4))]
    insert_brands(brands, branches)
    insert_tallies(brands, ratings)
    db.session.commit()
    scheme = assessment.add_scheme(boss, committee, "考核方案", assessment.default_body())
    cycle = assessment.add_cycle(boss, committee, scheme, "2026 年度", BEGIN, BEGIN + timedelta(days=364))
    assessment.move(boss, cycle, "open")
    insert_marks(cycle, brands, reviewers)
    cycle.state = "marking"
    db.session.commit()
    return cycle


def insert_brands(brands: int, branches: list[Organisation]) -> None:
    """Insert brands with their points."""
    same = {"created_at": LONG_AGO, "changed_at": LONG_AGO}
    ids = range(1, brands + 1)
    rows = [
        {"id": i, "code": f"b{i}", "organisation_id": branches[i % len(branches)].id, "questionnaire_id": 1,
         "name": f"品牌{i}", "mark": "品", "positioning": "", "responsible": "", **same}
        for i in ids
    ]  # fmt: skip
    points = [
        {"id": i * POINTS + k, "code": f"p{i}-{k}", "brand_id": i, "name": f"{k} 号窗口", "place": "",
         "channel": "counter", **same}
        for i in ids for k in range(POINTS)
    ]  # fmt: skip
    db.session.execute(insert(Brand), rows)
    db.session.execute(insert(Point), points)


def insert_tallies(brands: int, ratings: int) -> None:
    """Insert the tallies of ratings spread over points, days and grades at random."""
    rng, version = random.Random(6), current_version(1).id
    cells: dict[tuple[int, int], Counter[str]] = {}
    for _ in range(ratings):
        cell = (rng.randrange(POINTS, (brands + 1) * POINTS), rng.randrange(365))
        counter = cells.setdefault(cell, Counter())
        counter[rng.choice(("g5", "g5", "g5", "g4", "g4", "g3", "g2", "g1"))] += 1
        counter[rng.choice(("knows", "heard", "unknown"))] += 1
    names = ("g5", "g4", "g3", "g2", "g1", "none", "knows", "heard", "unknown", "comments")
    rows = [
        {"point_id": point, "day": BEGIN + timedelta(days=day), "version_id": version, "source": "open",
         **{name: counter[name] for name in names}}
        for (point, day), counter in cells.items()
    ]  # fmt: skip
    for first in range(0, len(rows), 20_000):
        db.session.execute(insert(Tally), rows[first : first + 20_000])
    print(f"  {len(rows):,} tallies of {ratings:,} ratings")


def insert_marks(cycle: Cycle, brands: int, reviewers: list[Person]) -> None:
    """Insert every reviewer's marks of every brand."""
    rng = random.Random(7)
    keys = [i["key"] for i in cycle.scheme.body["indicators"] if i["kind"] == "reviewed"]
    rows = [
        {"cycle_id": cycle.id, "brand_id": brand, "indicator": key, "person_id": reviewer.id,
         "tenths": rng.randrange(600, 1000), "evidence": "查看了台账和走访记录，任务按期完成。", "marked_at": LONG_AGO}
        for brand in range(1, brands + 1) for key in keys for reviewer in reviewers
    ]  # fmt: skip
    db.session.execute(insert(Mark), rows)


def best(what: str, work: Callable[[], Any], runs: int = 3) -> float:
    """Print and return the shortest of some runs, in seconds; every run begins with an empty session."""
    took = []
    for _ in range(runs):
        db.session.expunge_all()
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    print(f"  {what:34} {min(took):6.2f} s")
    return min(took)


def measure(folder: Path, url: str, brands: int, ratings: int) -> None:
    """Fill a database and print what an assessment costs on it."""
    app = databases.application(folder, url)
    app.config["ARGON2"] = "quick"
    with app.app_context():
        cycle_id = fill(brands, ratings).id
        db.session.execute(text("ANALYZE"))
        db.session.commit()

        def cycle() -> Cycle:
            return db.session.get_one(Cycle, cycle_id)

        bare = best("bare sum of the tallies", lambda: db.session.execute(text(BARE)).all())
        whole = best("assess every brand", lambda: confirmations.live(cycle()))
        best("… and write the canonical text", lambda: canonical(confirmations.live(cycle())))
        boss = db.session.get_one(Person, 1)
        read = paper(boss, cycle())
        assert read is not None
        best("result table as XLSX", lambda: spreadsheet(result_report(read)))
        best("result table as DOCX", lambda: word(result_report(read)))
        print(f"  F6 {whole:.2f} s for {brands:,} brands (bar 2 s), {whole / bare:.1f} × the bare sum")
        db.session.remove()
        db.engine.dispose()


def main(brands: int = 1_000, ratings: int = 1_000_000) -> None:
    """Measure on both databases."""
    with tempfile.TemporaryDirectory() as folder, servers.postgresql() as server:
        for name, url in (("SQLite", ""), ("PostgreSQL", databases.new_database(server))):
            print(name)
            place = Path(folder) / name
            place.mkdir()
            measure(place, url, brands, ratings)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
