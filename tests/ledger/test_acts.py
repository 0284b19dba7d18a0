"""Texts go only by their resident's hand, and states change late only by claim code: the log shows which."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text

from feedback.clock import now
from feedback.collecting import Comment, Outbox, RatingChange, preimage
from feedback.collecting.actions import _state
from feedback.collecting.rules import Answer
from feedback.db import db
from feedback.ledger import ERASURE, REPLACEMENT, record_act
from feedback.ledger.models import Act, Leaf
from feedback.pages import Refused
from tests.ledger.conftest import Resident, logged, verdict


def wrong() -> str:
    """Return the first thing that is wrong, or nothing."""
    return "".join(fault.what for fault in verdict().faults[:1])


def replace(resident: Resident, grade: int, code: str | None = None) -> None:
    """Give another state days later, as the private page will."""
    rating = resident.rates(grade="1")  # the same again: changes nothing, returns the row
    last = db.session.scalars(select(RatingChange.number).order_by(RatingChange.number.desc())).first() or 0
    later = now() + timedelta(days=2)
    _state(db.session.connection(), rating.id, rating.seal, last + 1, Answer(grade), later)
    change_id = db.session.scalars(select(RatingChange.id).order_by(RatingChange.id.desc())).first()
    if code:
        assert change_id
        record_act(rating, change_id, REPLACEMENT, code, now())
    db.session.commit()


def test_a_text_that_is_gone_without_its_residents_act_is_damage(resident: Resident) -> None:
    resident.rates(grade="1", comment="等了很久")
    logged()
    db.session.execute(delete(Comment))
    db.session.commit()
    assert "评语不见了" in wrong()


def test_a_text_taken_back_by_code_leaves_its_leaf_and_the_log_whole(resident: Resident) -> None:
    rating = resident.rates(grade="1", comment="等了很久")
    logged()
    leaves = db.session.scalars(select(Leaf.hash).order_by(Leaf.index)).all()
    resident.takes_the_text_back(rating)
    assert wrong() == ""
    logged()
    after = db.session.scalars(select(Leaf.hash).order_by(Leaf.index)).all()
    assert (after[:2], len(after), wrong()) == (leaves, 3, "")


def test_an_act_taken_away_again_is_missed(resident: Resident) -> None:
    resident.takes_the_text_back(resident.rates(grade="1", comment="等了很久"))
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER ledger_act_no_delete"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("DELETE FROM ledger_act"))
    assert "评语不见了" in "".join(fault.what for fault in verdict().faults)


def test_an_erased_text_that_stands_again_is_found(resident: Resident) -> None:
    rating = resident.rates(grade="1", comment="等了很久")
    said = db.session.execute(select(Comment.__table__)).mappings().one()
    resident.takes_the_text_back(rating)
    db.session.execute(Comment.__table__.insert().values(**said))  # type: ignore[attr-defined]
    db.session.commit()
    assert "又出现了" in wrong()


@pytest.mark.parametrize("code", ["0000 0000 0000 0000 0000", ""])
def test_without_the_code_nobody_acts(resident: Resident, code: str) -> None:
    rating = resident.rates(grade="1", comment="等了很久")
    with pytest.raises(Refused):
        record_act(rating, 1, ERASURE, code, now())
    db.session.rollback()
    assert db.session.scalars(select(Act)).all() == []


def test_a_late_state_needs_the_code(resident: Resident) -> None:
    resident.rates(grade="1")
    replace(resident, 5)
    assert "没有取件码的凭据" in wrong()


def test_a_late_state_by_code_is_whole_before_and_after_it_is_logged(resident: Resident) -> None:
    resident.rates(grade="1")
    replace(resident, 5, resident.code)
    assert wrong() == ""
    db.session.execute(Outbox.__table__.update().values(due_at=now()))  # type: ignore[attr-defined]
    db.session.commit()
    logged()
    assert wrong() == ""
    assert [kind for (kind,) in db.session.execute(select(Leaf.kind).order_by(Leaf.index))][-1] == "act"


def test_what_one_act_shows_does_not_make_the_next(resident: Resident) -> None:
    rating = resident.rates(grade="1", comment="等了很久")
    resident.takes_the_text_back(rating)
    replace(resident, 2, resident.code)
    first, second = db.session.scalars(select(Act.preimage).order_by(Act.number))
    assert first == preimage(resident.code, 1).hex()
    assert second == preimage(resident.code, 2).hex() != first
    replace(resident, 3)
    forged = {
        c.name: getattr(db.session.scalars(select(Act).order_by(Act.number.desc())).first(), c.name)
        for c in Act.__table__.columns
    }
    last = db.session.scalars(select(RatingChange.id).order_by(RatingChange.id.desc())).first()
    # The seal is made for it as by somebody who has the keys: the preimage still does not follow.
    from feedback.ledger.rows import act_seal

    forged |= {"id": 99, "number": 3, "change_id": last}
    forged["seal"] = act_seal(rating.seal, forged)
    db.session.execute(Act.__table__.insert().values(**forged))  # type: ignore[attr-defined]
    db.session.commit()
    assert "封印不对" in "".join(fault.what for fault in verdict().faults)


def test_a_code_lasts_for_sixteen_acts(resident: Resident) -> None:
    rating = resident.rates(grade="1")
    change = db.session.scalars(select(RatingChange.id)).one()
    for number in range(16):
        kind = (ERASURE, REPLACEMENT)[number] if number < 2 else f"kind {number}"
        record_act(rating, change, kind, resident.code, now())
    with pytest.raises(Refused, match="用过太多次"):
        record_act(rating, change, "more", resident.code, now())
    db.session.rollback()
