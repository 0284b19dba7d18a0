"""How often a point's page is opened: counted in memory, written every few seconds, never a commit per visit."""

import threading
from collections import Counter
from datetime import date

from flask import Flask, current_app
from sqlalchemy import insert, update

from feedback.clock import local_day, now
from feedback.collecting.models import Visit
from feedback.db import db

EVERY_SECONDS = 10.0

Cell = tuple[int, date, str]  # point, local day, "open" or "closed"


class Visits:
    """The counts of this process that are not written yet; a process that dies loses ten seconds of them."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.counts: Counter[Cell] = Counter()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def add(self, point_id: int, kind: str) -> None:
        """Count one visit."""
        with self.lock:
            self.counts[(point_id, local_day(now(), self.app.config["TIMEZONE"]), kind)] += 1
            # Started with the first visit, not with the application: a thread does not survive the fork.
            if self.thread is None and not self.app.testing:
                self.thread = threading.Thread(target=self._write_for_ever, daemon=True)
                self.thread.start()

    def _write_for_ever(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(EVERY_SECONDS)
            with self.app.app_context():
                try:
                    self.write()
                except Exception:
                    self.app.logger.warning("visits: kept for the next time", exc_info=True)

    def write(self) -> None:
        """Add what was counted to the table; keep it if that fails."""
        with self.lock:
            counts, self.counts = self.counts, Counter()
        try:
            for cell, count in sorted(counts.items()):
                _add(cell, count)
            db.session.commit()
        except Exception:
            db.session.rollback()
            with self.lock:
                self.counts.update(counts)
            raise


def _add(cell: Cell, count: int) -> None:
    point_id, day, kind = cell
    here = (Visit.point_id == point_id, Visit.day == day, Visit.kind == kind)
    more = update(Visit).where(*here).values(count=Visit.count + count).returning(Visit.count)
    if not db.session.execute(more).all():
        db.session.execute(insert(Visit).values(point_id=point_id, day=day, kind=kind, count=count))


def count(point_id: int, kind: str) -> None:
    """Count a visit to a point that is "open" or "closed"."""
    visits: Visits = current_app.extensions["visits"]
    visits.add(point_id, kind)
