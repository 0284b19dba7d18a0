"""What changes a scheme or a cycle, and confirming, after which nothing changes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import IntegrityError

from feedback.accounts import Organisation, Person, record
from feedback.assessment import confirmations, queries, scheme_queries
from feedback.assessment.cycle import CHANGEABLE, State, hindrances, move_to
from feedback.assessment.indicators import BY_KEY
from feedback.assessment.models import Cycle, Scheme
from feedback.assessment.rules import problems
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused

REASON_MAX = 300
MOVED_ON = "刚才有人改动了这个周期，请看一下现在的情况再操作。"


def add_scheme(who: Person, organisation: Organisation, name: str, body: dict[str, Any]) -> Scheme:
    """Keep the next version of a scheme; raise Refused with everything that is wrong with it."""
    if found := problems(body, tuple(BY_KEY)):
        raise Refused("".join(found))
    number = scheme_queries.newest_number(organisation.id, name) + 1
    scheme = Scheme(organisation=organisation, name=name, number=number, body=body, created_at=now())
    db.session.add(scheme)
    _written("刚才有人保存了这个方案的新版本，请再看一下。")
    record(who, "assessment.scheme", f"{name} 第 {number} 版", id=scheme.id)
    db.session.commit()
    return scheme


def add_cycle(
    who: Person, organisation: Organisation, scheme: Scheme, name: str, begins_on: date, ends_on: date
) -> Cycle:
    """Keep a new cycle as a draft; raise Refused where its dates or its name will not do."""
    _check_period(begins_on, ends_on)
    cycle = Cycle(
        organisation=organisation,
        scheme=scheme,
        name=name,
        begins_on=begins_on,
        ends_on=ends_on,
        state=State.DRAFT.value,
        changed_at=now(),
    )
    db.session.add(cycle)
    _written("已经有一个同名的周期，请换个名称。", "name")
    record(who, "assessment.cycle", name, id=cycle.id, **_said(cycle))
    db.session.commit()
    return cycle


def change_cycle(
    who: Person, cycle: Cycle, scheme: Scheme, name: str, begins_on: date, ends_on: date
) -> None:
    """Change what may still be changed: everything of a draft, the dates until the result is publicised."""
    _check_period(begins_on, ends_on)
    wanted = {"scheme": scheme, "name": name, "begins_on": begins_on, "ends_on": ends_on}
    for field, value in wanted.items():
        if getattr(cycle, field) != value and field not in CHANGEABLE[State(cycle.state)]:
            raise Refused("考核已经走到下一步，这一项不能再改。", field)
    before = _said(cycle)
    _take(cycle, Cycle.state == cycle.state, changed_at=now())
    for field, value in wanted.items():
        setattr(cycle, field, value)
    _written("已经有一个同名的周期，请换个名称。", "name")
    record(who, "assessment.cycle_change", name, id=cycle.id, before=before, after=_said(cycle))
    db.session.commit()


def move(who: Person, cycle: Cycle, end: str, reason: str = "") -> None:
    """Take a cycle one step; raise Refused with why not. The step to "confirmed" freezes the result."""
    step = move_to(State(cycle.state), end)
    if step is None:
        raise Refused(MOVED_ON)
    check_reason(reason, needed=step.reason)
    if found := hindrances(step, queries.standing_of(cycle)):
        raise Refused("".join(found))
    frozen = confirmations.freeze(who, cycle) if step.end is State.CONFIRMED else None
    _take(cycle, Cycle.state == step.begin.value, state=step.end.value, changed_at=now())
    detail = {"reason": reason} if reason else {}
    if frozen:
        db.session.add(frozen)
        detail["sha256"] = frozen.sha256
    _written(MOVED_ON)
    record(who, f"assessment.{step.end.value}", cycle.name, id=cycle.id, begin=step.begin.value, **detail)
    db.session.commit()


def begin_correction(who: Person, cycle: Cycle, reason: str) -> None:
    """Let reviewers change their marks of a confirmed cycle; the frozen result stands until the next version."""
    check_reason(reason, needed=True)
    if cycle.state != State.CONFIRMED or cycle.correcting:
        raise Refused(MOVED_ON)
    _take(cycle, Cycle.correcting == "", correcting=reason, changed_at=now())
    record(who, "assessment.correction_begun", cycle.name, id=cycle.id, reason=reason)
    db.session.commit()


def end_correction(who: Person, cycle: Cycle, keep: bool) -> None:
    """Freeze the next version of a result under correction, or give the correction up."""
    if not cycle.correcting:
        raise Refused(MOVED_ON)
    reason, frozen = cycle.correcting, None
    if keep:
        step = move_to(State.PUBLICISED, State.CONFIRMED.value)
        assert step is not None
        if found := hindrances(step, queries.standing_of(cycle)):
            raise Refused("".join(found))
        frozen = confirmations.freeze(who, cycle, reason)
    _take(cycle, Cycle.correcting == reason, correcting="", changed_at=now())
    if frozen:
        db.session.add(frozen)
    _written(MOVED_ON)
    detail: dict[str, Any] = {"number": frozen.number, "sha256": frozen.sha256} if frozen else {}
    action = "assessment.corrected" if frozen else "assessment.correction_dropped"
    record(who, action, cycle.name, id=cycle.id, reason=reason, **detail)
    db.session.commit()


def check_reason(reason: str, needed: bool) -> None:
    """Raise Refused for a reason that is missing or too long."""
    if needed and not reason:
        raise Refused("请写明原因。", "reason")
    if len(reason) > REASON_MAX:
        raise Refused(f"原因最多 {REASON_MAX} 个字。", "reason")


def _take(cycle: Cycle, still: ColumnElement[bool], **values: Any) -> None:
    # Only from the state and the moment that were read: of two managers, or of a manager and a reviewer who is
    # just saving, the second would otherwise decide on something else than was seen.
    seen = (Cycle.id == cycle.id, Cycle.changed_at == cycle.changed_at, still)
    taken: Sequence[int] = db.session.scalars(
        update(Cycle).where(*seen).values(**values).returning(Cycle.id)
    ).all()
    if not taken:
        db.session.rollback()
        raise Refused(MOVED_ON)


def _written(otherwise: str, field: str | None = None) -> None:
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise Refused(otherwise, field) from None


def _check_period(begins_on: date, ends_on: date) -> None:
    if ends_on < begins_on:
        raise Refused("结束日期不能早于开始日期。", "ends_on")


def _said(cycle: Cycle) -> dict[str, Any]:
    period = f"{cycle.begins_on.isoformat()}/{cycle.ends_on.isoformat()}"
    return {
        "name": cycle.name,
        "period": period,
        "scheme": f"{cycle.scheme.name} 第 {cycle.scheme.number} 版",
    }
