"""A reviewer gives marks: own ones only, brand by brand, each with its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError

from feedback.accounts import Person, record
from feedback.assessment import queries
from feedback.assessment.cycle import State
from feedback.assessment.models import Cycle, Mark
from feedback.brands import Brand
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused


@dataclass(frozen=True)
class Entry:
    """What a reviewer typed for one indicator: a mark of 0…100 with one decimal, and its evidence."""

    value: Decimal
    evidence: str


def is_open(cycle: Cycle) -> bool:
    """Return whether reviewers may mark now."""
    return cycle.state == State.MARKING or bool(cycle.correcting)


def mark(who: Person, cycle: Cycle, brand: Brand, entries: Mapping[str, Entry | None]) -> None:
    """Keep somebody's own marks of one brand by indicator (None takes one back); raise Refused when closed."""
    if queries.belongs_to(who, brand):
        raise Refused("您属于被考核的支部，按回避规定不能给它打分。")
    mine = queries.own_marks(who, cycle).get(brand.id, {})
    changed = {key: done for key, entry in entries.items() if (done := _done(mine.get(key), entry))}
    if not changed:
        return
    _hold(cycle)
    for key in changed:
        _put(who, cycle, brand, key, mine.get(key), entries[key])
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise Refused("您刚才在另一个页面保存了这个品牌的打分，请刷新后再改。") from None
    names = {indicator.key: indicator.name for indicator in queries.reviewed_in(cycle)}
    told = {names[key]: done for key, done in changed.items()}
    record(who, "assessment.mark", f"{cycle.name} · {brand.name}", cycle=cycle.id, brand=brand.id, marks=told)
    db.session.commit()


def _hold(cycle: Cycle) -> None:
    # The row of the cycle is the lock: a mark that arrives while the result is being publicised or frozen is
    # either in it or refused, never beside it.
    still = or_(Cycle.state == State.MARKING.value, Cycle.correcting != "")
    held = db.session.scalars(
        update(Cycle).where(Cycle.id == cycle.id, still).values(changed_at=now()).returning(Cycle.id)
    ).all()
    if not held:
        db.session.rollback()
        raise Refused("打分已经结束，这次没有保存。您填写的内容还在下面，需要修改请联系考核组负责人。")


def _put(who: Person, cycle: Cycle, brand: Brand, key: str, old: Mark | None, entry: Entry | None) -> None:
    if entry is None:
        if old is not None:
            db.session.execute(delete(Mark).where(Mark.id == old.id))
        return
    row = old or Mark(cycle_id=cycle.id, brand_id=brand.id, indicator=key, person_id=who.id)
    row.tenths, row.evidence, row.marked_at = int(entry.value * 10), entry.evidence, now()
    db.session.add(row)


def _done(old: Mark | None, entry: Entry | None) -> str:
    """Return what is done to a mark, "" for nothing. The trail keeps this and not the mark: administrators read it."""
    if entry is None:
        return "taken back" if old else ""
    if old is None:
        return "given"
    return "" if (old.value, old.evidence) == (entry.value, entry.evidence) else "changed"
