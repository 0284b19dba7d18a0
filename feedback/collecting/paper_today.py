"""今天要办: what was typed in and waits for its second person, or for whoever typed it in."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from flask import url_for
from sqlalchemy import select

from feedback.accounts import Person
from feedback.brands import Brand, Point
from feedback.collecting.paper import State
from feedback.collecting.paper_models import PaperBatch
from feedback.db import db


def waiting(who: Person, brand: Brand, _today: date) -> Sequence[tuple[str, str, str]]:
    """Name the points with batches that this person may hold against the paper, or was given back."""
    rows = db.session.execute(
        select(PaperBatch.point_id, Point.name, PaperBatch.entered_by == who.id, PaperBatch.state)
        .join(Point, Point.id == PaperBatch.point_id)
        .where(Point.brand_id == brand.id, PaperBatch.state.in_([State.WAITING.value, State.RETURNED.value]))
        .order_by(PaperBatch.id)
    )
    # Nobody confirms what they typed in themselves, and only they mend it.
    todo = Counter(
        (point_id, name, state)
        for point_id, name, mine, state in rows
        if bool(mine) == (state == State.RETURNED.value)
    )
    return [
        (
            f"{name}：{count} 批纸质或电话评价" + ("被退回" if state == State.RETURNED.value else "等人核对"),
            "去修改" if state == State.RETURNED.value else "去核对",
            url_for("paper.batches", point_id=point_id),
        )
        for (point_id, name, state), count in todo.items()
    ]
