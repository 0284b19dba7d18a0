"""From what a detector found to a decision of two people, and back; who may do it and what others see."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback import pipeline, scoring
from feedback.accounts import Organisation, Person, Role
from feedback.accounts.models import AuditEntry, Membership
from feedback.clock import at
from feedback.collecting.seal import Marks, claim_code
from feedback.db import db
from feedback.pages import Refused
from feedback.scoring.recompute import differences
from feedback.screening import EXCLUDED, Standing, look
from feedback.screening.models import Flag, FlagRating, ReviewAct
from feedback.screening.review_actions import take
from feedback.screening.review_queries import Review, acts_of, excluded, ratings_in
from feedback.screening.review_rules import Step
from tests.checked import CheckedClient
from tests.factories import World
from tests.screening.conftest import Client, keep
from tests.screening.ratings import NOW, ordinary, row, together

WHY = "开箱查看现场后认为不是居民所评"


def score(world: World) -> float | None:
    return scoring.score_of(world.brand, (NOW - timedelta(days=60)).date(), NOW.date()).value


def act(who: Person, step: Step, flag: Flag) -> None:
    rows = acts_of(flag.id)
    take(who, Review(flag, rows), step, WHY, len(rows), NOW)
    db.session.rollback()  # what nobody committed is not there


def test_a_burst_is_flagged_once_and_lowers_nothing(stuffed: World, flag: Flag) -> None:
    before = score(stuffed)
    assert flag.detector == "stuffed"
    assert set(db.session.scalars(select(FlagRating.grade))) == {5}
    assert look(NOW + timedelta(days=1)) == 0
    assert db.session.scalar(select(func.count(Standing.rating_id))) == 0
    assert score(stuffed) == before


def test_a_brand_is_looked_at_once_a_day_and_sooner_after_many_ratings(stuffed: World) -> None:
    keep(stuffed, [r._replace(at=r.at + timedelta(days=1)) for r in row(20, 1)])
    assert look(NOW + timedelta(hours=2)) == 0
    keep(stuffed, [r._replace(at=NOW - timedelta(days=9, hours=n)) for n, r in enumerate(row(30, 4))])
    assert look(NOW + timedelta(hours=2)) == 1


def test_two_people_exclude_two_put_back_and_every_step_stays(
    stuffed: World, flag: Flag, judges: list[Person]
) -> None:
    cora, dora, erik = judges
    before = score(stuffed)
    act(cora, Step.PROPOSE, flag)
    with pytest.raises(Refused, match="另一位"):
        act(cora, Step.EXCLUDE, flag)
    assert score(stuffed) == before
    act(dora, Step.EXCLUDE, flag)
    pipeline.drain()
    out = db.session.scalars(select(Standing.rating_id).where(Standing.reason == EXCLUDED)).all()
    assert len(out) == len(excluded(None)) >= 20
    assert (score(stuffed) or 0) < (before or 0)
    assert differences() == []
    act(erik, Step.PROPOSE_UNDO, flag)
    act(cora, Step.UNDO, flag)
    pipeline.drain()
    assert score(stuffed) == before
    assert differences() == []
    steps = db.session.scalars(select(ReviewAct.step).order_by(ReviewAct.number)).all()
    assert steps == [Step.PROPOSE, Step.EXCLUDE, Step.PROPOSE_UNDO, Step.UNDO]
    kept = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.startswith("screening.")).order_by(AuditEntry.id)
    ).all()
    assert kept == [f"screening.{step}" for step in steps]


def test_what_was_put_back_can_be_taken_out_again_and_no_other_review_brings_it_back(
    flag: Flag, judges: list[Person]
) -> None:
    cora, dora, _ = judges
    for step in (Step.PROPOSE, Step.EXCLUDE, Step.PROPOSE_UNDO, Step.UNDO, Step.REOPEN, Step.PROPOSE):
        act(dora if step in (Step.EXCLUDE, Step.UNDO) else cora, step, flag)
    assert excluded(None) == set()
    act(dora, Step.EXCLUDE, flag)
    columns = {
        c.key: getattr(flag, c.key) for c in Flag.__table__.columns if c.key not in ("id", "fingerprint")
    }
    other = Flag(**columns, fingerprint="f" * 64)
    db.session.add(other)
    db.session.flush()
    for step in (Step.KEEP, Step.REOPEN) * 3:
        act(cora, step, other)
    for step in (Step.PROPOSE, Step.EXCLUDE, Step.PROPOSE_UNDO, Step.UNDO):
        act(dora if step in (Step.EXCLUDE, Step.UNDO) else cora, step, other)
    assert len(excluded(None)) == len(ratings_in(flag.id)) >= 20


def test_of_two_second_persons_at_once_one_is_told_that_things_moved_on(
    app: Flask, flag: Flag, judges: list[Person]
) -> None:
    cora, dora, erik = judges
    act(cora, Step.PROPOSE, flag)
    seen = [Review(flag, acts_of(flag.id))] * 2
    db.session.commit()

    def confirm(who: int) -> str:
        with app.app_context():
            try:
                take(db.session.get_one(Person, who), seen[0], Step.EXCLUDE, WHY, 1, NOW)
            except Refused as refusal:
                return refusal.sentence
            return "done"

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(confirm, [dora.id, erik.id]))
    assert answers[0] == "done"
    assert "新的进展" in answers[1]
    assert len(acts_of(flag.id)) == 2


def test_a_form_sent_twice_is_one_step_and_an_old_page_decides_nothing(
    flag: Flag, client: Client, judges: list[Person]
) -> None:
    with at(lambda: NOW):
        browser, address = client("cora"), f"/reviews/{flag.id}"
        sent = {"step": "propose", "reason": WHY, "seen": "0"}
        assert [browser.submit(address, **sent).status_code for _ in range(2)] == [303, 303]
        stale = client("dora").submit(address, step="keep", reason=WHY, seen="0")
    assert stale.status_code == 422
    assert "新的进展" in stale.text
    # The page that says so offers what is open now, and nothing else.
    assert re.findall(r'type="radio"[^>]* value="(\w+)"', stale.text) == ["exclude", "decline"]
    assert len(acts_of(flag.id)) == 1


def test_the_committee_sees_the_evidence_and_looking_at_words_is_recorded(
    world: World, client: Client
) -> None:
    copied = "工作人员特别热情，有事打 13812345678 找他"
    keep(world, together(ordinary(a_day=2), [r._replace(text=copied) for r in row(20, 5)]))
    look(NOW)
    with at(lambda: NOW):
        browser = client("cora")
        listed = browser.get("/reviews").text
        assert "短时间内集中的同一种评价" in listed
        assert "几条评语几乎一样" in listed
        page = browser.get("/reviews/1").text
    assert "算上这 20 条" in page
    assert "不算这 20 条" in page
    assert "13812345678" not in page
    seen = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "screening.evidence")).one()
    assert len(seen.detail["ratings"]) == 20


def test_a_replaced_rating_changes_nothing_on_the_page_of_evidence(
    app: Flask, world: World, phone: CheckedClient, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BRANCH_DELAY", True)
    keep(world, ordinary(a_day=2))
    key = keep(world, [r._replace(text="办得又快又好，态度也热情") for r in row(20, 5)])[7]
    look(NOW)
    code = claim_code(Marks.of(world.point.code, key).nonce)
    pages = {}
    # Replaced at once, and when the figures know it: what came in its place, and how many, is told in neither.
    for later in (0, 1, 30):
        moment = NOW + timedelta(hours=later)
        with at(partial(datetime.astimezone, moment)):
            pipeline.drain()
            page = client("dora").get("/reviews/1").text
            pages[later] = re.sub(r'<input type="hidden"[^>]*>', "", page)
        if not later:
            with at(partial(datetime.astimezone, NOW + timedelta(minutes=9))):
                sent = {"code": code, "do": "replace", "grade": "1", "comment": "其实没办成"}
                assert "已经更换" in phone.post("/claim", data=sent).text
    before, *after = pages.values()
    assert "算上这 20 条" in before
    assert "其实没办成" not in after[1]
    # The words that were replaced are gone at once, as words are that somebody took back.
    gone = before.replace("<li>办得又快又好，态度也热情</li>", "", 1)
    assert [page == gone for page in after] == [True, True]


def test_of_fewer_than_five_ratings_no_score_with_and_without_is_shown(world: World, client: Client) -> None:
    some = row(3, 4, seconds=4000)
    keep(world, [r._replace(text="楼下的路灯修好了，走夜路心里踏实多了") for r in some])
    assert look(NOW) == 1
    with at(lambda: NOW):
        page = client("cora").get("/reviews/1").text
    assert "其中计分的评价少于 5 条" in page
    assert "算上这" not in page


def test_of_five_of_which_one_phones_repeats_do_not_count_none_is_shown_either(
    world: World, client: Client
) -> None:
    some = row(5, 4, seconds=4000)
    keep(world, [r._replace(text="楼下的路灯修好了，走夜路心里踏实多了", device="a" * 64) for r in some])
    assert look(NOW) == 1
    with at(lambda: NOW):
        page = client("cora").get("/reviews/1").text
    assert "其中计分的评价少于 5 条" in page
    assert "算上这" not in page


def test_the_branch_learns_the_outcome_and_the_reason_and_nothing_of_the_ratings(
    flag: Flag, client: Client, judges: list[Person]
) -> None:
    with at(lambda: NOW):
        act(judges[0], Step.PROPOSE, flag)
        act(judges[1], Step.EXCLUDE, flag)
        alice, own = client("alice"), f"/brands/{flag.brand_id}/reviews"
        page = alice.get(own).text
        assert "确认排除" in page
        assert WHY in page
        for told in (judges[0].name, flag.begin.strftime("%H:%M"), "2 号窗口", "20"):
            assert told not in page.partition("<main")[2].replace("2026", ""), told
        assert "考核组正在复核" not in alice.get(f"/dashboard/{flag.brand_id}").text
        assert "复核有了结果" in alice.get(f"/dashboard/{flag.brand_id}").text
        word = f"/reviews/{flag.id}/word"
        sent = {"step": "appeal", "reason": "那天开了居民会，大家一起评的", "seen": "2"}
        assert alice.submit(word, **sent).status_code == 303
        assert "待答复申诉" in alice.get(own).text
        assert "考核组正在复核" in client("bob").get(f"/dashboard/{flag.brand_id}").text
        assert client("bob").get(word).status_code == 404
        assert "复核：" in client("erik").get(f"/dashboard/{flag.brand_id}").text


def test_after_its_day_an_appeal_is_refused_in_words(
    flag: Flag, client: Client, judges: list[Person]
) -> None:
    act(judges[0], Step.PROPOSE, flag)
    act(judges[1], Step.EXCLUDE, flag)
    with at(lambda: NOW + timedelta(days=12)):
        alice = client("alice")
        assert "申诉" not in alice.get(f"/brands/{flag.brand_id}/reviews").text
        late = alice.submit(f"/reviews/{flag.id}/word", step="appeal", reason=WHY, seen="2")
    assert late.status_code == 422
    assert "已经过了" in late.text


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "sam", "sue", "ann"])
def test_neither_the_branch_nor_others_nor_administrators_judge(
    name: str, flag: Flag, world: World, client: Client
) -> None:
    duties = {"sam": Role.SYSTEM_ADMIN, "sue": Role.SECURITY_ADMIN, "ann": Role.AUDIT_ADMIN}
    if name in duties:
        world.person(name, duties[name], world.committee)
        db.session.commit()
    browser = client(name)
    assert browser.get("/reviews").status_code == 404
    assert browser.get(f"/reviews/{flag.id}").status_code == 404
    form = {"csrf_token": browser.csrf("/password"), "step": "keep", "reason": WHY, "seen": "0"}
    assert browser.post(f"/reviews/{flag.id}", data=form).status_code == 404
    assert browser.get(f"/brands/{flag.brand_id}/reviews").status_code == (
        200 if name in "alice bob" else 404
    )
    assert acts_of(flag.id) == []


@pytest.mark.parametrize(
    "post", [("branch", Role.BRANCH_STAFF), ("branch", Role.REVIEWER), ("above", Role.BRANCH_MANAGER)]
)
def test_who_sits_on_the_committee_and_in_the_branch_or_leads_it_does_not_judge_it(
    flag: Flag, world: World, client: Client, judges: list[Person], post: tuple[str, Role]
) -> None:
    here, role = world.branch, post[1]
    if post[0] == "above":
        here = db.session.get_one(Organisation, world.branch.parent_id)
    judges[1].memberships.append(Membership(organisation=here, role=role))
    db.session.commit()
    dora = client("dora")
    assert dora.get(f"/reviews/{flag.id}").status_code == 404
    assert "现在没有要复核的评价" in dora.get("/reviews").text


def test_the_branch_cannot_decide_through_its_own_form(flag: Flag, client: Client) -> None:
    alice = client("alice")
    answer = alice.submit(f"/reviews/{flag.id}/word", step="keep", reason=WHY, seen="0")
    assert answer.status_code == 404
    assert acts_of(flag.id) == []
