"""From a draft to a frozen result: states, freezing, corrections."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from feedback import assessment, pipeline
from feedback.accounts.models import AuditEntry, Membership
from feedback.assessment import Mark, actions, confirmations, document
from feedback.assessment.cycle import State
from feedback.assessment.document import canonical, sha256_of
from feedback.assessment.indicators.kind import Facts
from feedback.db import db
from feedback.pages import Refused
from tests.assessment.conftest import NOON, Year
from tests.assessment.examples import FACTS, body


def test_a_confirmed_result_is_the_hand_computed_one(year: Year) -> None:
    frozen = json.loads(year.confirm().document)
    mine, theirs = frozen["brands"]
    # politics (85+88)/2 = 86.50, fusion 80.00, duty (75.5+76)/2 = 75.75, originality 91.00:
    # 2464.80 + 600 + 1297.50 + 1200 + 1136.25 + 1365 = 8063.55
    assert (mine["name"], mine["products"], mine["total"], mine["band"]) == (
        "红色代办",
        "8063.55",
        "80.6",
        "较好",
    )
    # 15 × (85 + 80 + 75.5 + 91) = 4972.5, of 60: 82.875
    assert (theirs["name"], theirs["weights"], theirs["total"]) == ("邻里灯", "60", "82.9")
    assert frozen["seal"]["number"] == 1


def test_a_confirmed_result_hangs_together(year: Year) -> None:
    version = year.confirm()
    assert version.sha256 == sha256_of(version.document)
    assert version.document == canonical(json.loads(version.document))
    assert document.miscounted(json.loads(version.document)) is None


def test_a_result_that_does_not_follow_from_its_inputs_is_found(year: Year) -> None:
    forged = json.loads(year.confirm().document)
    forged["brands"][1]["inputs"]["marks"]["duty"][0]["value"] = "99.0"
    assert document.miscounted(forged) == "邻里灯"


def test_ratings_that_come_later_change_nothing(year: Year) -> None:
    before = year.confirm().document
    year.tally(year.theirs, FACTS, day=year.cycle.begins_on)
    db.session.commit()
    live = confirmations.live(year.cycle)
    assert live["brands"][1]["total"] != json.loads(before)["brands"][1]["total"]
    shown, version = confirmations.shown(year.stored())
    assert version is not None
    assert canonical(shown) == before == version.document


def test_marks_after_publication_are_refused(year: Year) -> None:
    year.go("open", "marking")
    year.mark_all()
    year.go("publicised")
    with pytest.raises(Refused, match="打分已经结束"):
        year.mark(year.dora, year.mine, politics="10")
    year.go("confirmed")
    with pytest.raises(Refused, match="打分已经结束"):
        year.mark(year.dora, year.mine, politics="10")
    assert db.session.scalar(select(func.min(Mark.tenths))) == 755


@pytest.mark.parametrize("change", ["UPDATE confirmation SET sha256 = 'x'", "DELETE FROM confirmation"])
def test_the_database_itself_refuses_to_change_a_confirmed_result(year: Year, change: str) -> None:
    before = year.confirm().document
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(change))
    db.session.rollback()
    assert [v.document for v in year.versions()] == [before]


def test_a_result_cannot_be_replaced_by_inserting_it_again(year: Year) -> None:
    version = year.confirm()
    again = assessment.Confirmation(
        cycle_id=version.cycle_id, number=1, document="{}", sha256="x", person_id=year.mei.id,
        confirmed_at=version.confirmed_at,
    )  # fmt: skip
    db.session.add(again)
    with pytest.raises(DatabaseError):
        db.session.flush()
    db.session.rollback()


def test_nothing_is_publicised_while_a_brand_has_no_mark(year: Year) -> None:
    year.go("open", "marking")
    year.mark(year.dora, year.mine, politics="85", fusion="80", duty="75")
    with pytest.raises(Refused) as refusal:
        year.go("publicised")
    assert "红色代办（特色与创新）；邻里灯（各项都没有评）" in str(refusal.value)
    assert year.stored().state == State.MARKING


def test_the_way_back_needs_a_reason_and_stands_in_the_trail(year: Year) -> None:
    year.go("open", "marking")
    year.mark_all()
    year.go("publicised")
    with pytest.raises(Refused, match="请写明原因"):
        year.go("marking")
    year.go("marking", reason="桂花支部提出申诉")
    year.mark(year.dora, year.mine, politics="86")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "assessment.marking")).all()[-1]
    assert (entry.username, entry.detail["reason"]) == ("mei", "桂花支部提出申诉")


def test_a_confirmed_cycle_goes_nowhere(year: Year) -> None:
    year.confirm()
    for state in State:
        with pytest.raises(Refused):
            year.go(state.value, reason="试一试")
    assert len(year.versions()) == 1


def test_of_two_managers_the_second_decides_nothing(year: Year) -> None:
    # What the second one read is older than what stands: the step is not taken on top of it.
    db.session.execute(text("UPDATE cycle SET state = 'open'"))
    db.session.commit()
    with pytest.raises(Refused, match="刚才有人改动了这个周期"):
        year.go("open")
    assert year.stored().state == State.OPEN


def test_a_step_is_not_taken_on_top_of_what_was_not_seen(year: Year) -> None:
    # Opened, and by another manager taken on and back again meanwhile: same state, other marks perhaps.
    year.go("open", "marking")
    year.mark_all()
    year.go("publicised")
    db.session.execute(text("UPDATE cycle SET changed_at = '2026-11-18 05:00:00.000000'"))
    db.session.commit()
    with pytest.raises(Refused, match="刚才有人改动了这个周期"):
        year.go("confirmed")
    assert year.versions() == []


def test_a_correction_is_a_new_version_beside_the_old_one(year: Year) -> None:
    first = year.confirm()
    actions.begin_correction(year.mei, year.cycle, "评委登分有误")
    year.mark(year.dora, year.mine, originality="95")
    version = confirmations.shown(year.stored())[1]
    assert version == first
    actions.end_correction(year.mei, year.cycle, keep=True)
    old, new = year.versions()
    assert (old.document, new.number, new.reason) == (first.document, 2, "评委登分有误")
    seal = json.loads(new.document)["seal"]
    assert (seal["previous"], seal["reason"]) == (first.sha256, "评委登分有误")
    # 15 × 4 points more: 8063.55 + 60 = 8123.55
    assert json.loads(new.document)["brands"][0]["products"] == "8123.55"
    assert confirmations.shown(year.stored(), 1)[1] == old
    assert confirmations.shown(year.stored())[1] == new
    with pytest.raises(LookupError):
        confirmations.shown(year.stored(), 3)


def test_a_correction_can_be_given_up(year: Year) -> None:
    year.confirm()
    actions.begin_correction(year.mei, year.cycle, "核对一下")
    actions.end_correction(year.mei, year.cycle, keep=False)
    assert len(year.versions()) == 1
    with pytest.raises(Refused, match="打分已经结束"):
        year.mark(year.dora, year.mine, politics="10")


def test_only_a_confirmed_result_is_corrected(year: Year) -> None:
    with pytest.raises(Refused):
        actions.begin_correction(year.mei, year.cycle, "太早了")
    year.confirm()
    with pytest.raises(Refused, match="请写明原因"):
        actions.begin_correction(year.mei, year.cycle, "")
    with pytest.raises(Refused):
        actions.end_correction(year.mei, year.cycle, keep=True)


def test_a_scheme_in_use_is_followed_by_a_new_version_not_changed(year: Year) -> None:
    second = year.new_scheme(veto=None)
    assert (second.number, year.scheme.number) == (2, 1)
    assert year.stored().scheme_id == year.scheme.id
    year.go("open")
    with pytest.raises(Refused, match="不能再改") as refusal:
        actions.change_cycle(
            year.mei, year.cycle, second, year.cycle.name, year.cycle.begins_on, year.cycle.ends_on
        )
    assert refusal.value.field == "scheme"


def test_a_scheme_that_will_not_do_is_not_kept(year: Year) -> None:
    with pytest.raises(Refused, match="只有一项群众评议"):
        year.new_scheme(indicators=body()["indicators"][1:])


def test_a_reviewer_marks_only_brands_of_other_units(year: Year) -> None:
    year.go("open", "marking")
    year.erik.memberships.append(Membership(organisation=year.world.branch, role="branch_staff"))
    db.session.commit()
    with pytest.raises(Refused, match="回避"):
        year.mark(year.erik, year.mine, politics="100")
    year.mark(year.erik, year.theirs, politics="70")
    assert [m.brand_id for m in db.session.scalars(select(Mark))] == [year.theirs.id]


def test_a_mark_can_be_changed_and_taken_back_by_its_owner(year: Year) -> None:
    year.go("open", "marking")
    year.mark(year.dora, year.mine, politics="85")
    year.mark(year.dora, year.mine, politics="86.5")
    (mark,) = db.session.scalars(select(Mark)).all()
    assert mark.value == Decimal("86.5")
    assessment.mark(year.dora, year.cycle, year.mine, {"politics": None})
    assert db.session.scalars(select(Mark)).all() == []
    told = db.session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "assessment.mark")).all()
    assert [d["marks"] for d in told] == [
        {"政治引领": "given"}, {"政治引领": "changed"}, {"政治引领": "taken back"},
    ]  # fmt: skip


def test_marks_saved_unchanged_leave_no_trace(year: Year) -> None:
    year.go("open", "marking")
    year.mark(year.dora, year.mine, politics="85")
    year.mark(year.dora, year.mine, politics="85.0")
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "assessment.mark")) == 1


def test_what_fewer_than_five_residents_said_is_not_in_the_document(year: Year) -> None:
    grades, awareness = {5: 4, 4: 0, 3: 0, 2: 0, 1: 0}, {"knows": 4, "heard": 0, "unknown": 0}
    four = Facts(grades=grades, none=0, awareness=awareness)
    lonely = year.world.make_brand("小院议事", year.world.other)
    lonely.created_at = year.mine.created_at
    year.world.make_point(lonely, "小院")
    db.session.flush()
    year.tally(lonely, four)
    db.session.commit()
    row = confirmations.live(year.cycle)["brands"][-1]
    assert row["name"] == "小院议事"
    assert row["inputs"] == {
        "grades": None, "none": None, "low": None, "high": None, "awareness": None, "marks": {},
    }  # fmt: skip
    assert row["lines"][0]["n"] is None


def test_a_rating_that_waits_to_be_counted_holds_the_result_back(year: Year) -> None:
    year.go("open", "marking")
    year.mark_all()
    year.world.rate(year.mine.points[0], 1, at=NOON)
    with pytest.raises(Refused, match="还有 1 条评价正在统计"):
        year.go("publicised")
    pipeline.drain(steps=[step for step in pipeline.PIPELINE if step.name == "tally"])
    year.go("publicised")
    year.world.rate(year.mine.points[0], 1, at=NOON)
    with pytest.raises(Refused, match="还有 1 条评价正在统计"):
        year.go("confirmed")


def test_a_rating_outside_the_period_or_of_other_brands_holds_nothing_back(year: Year) -> None:
    year.go("open", "marking")
    year.mark_all()
    year.world.rate(year.mine.points[0], 1, at=NOON + timedelta(days=1))
    year.go("publicised")
    assert year.stored().state == State.PUBLICISED
