"""Learning from labels: what is learned from, when a new version reads, going back, torn files, floors."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, update

from feedback import pipeline
from feedback.accounts import Person, Role
from feedback.accounts.models import AuditEntry
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused
from feedback.sentiment import Analysis, reread, retraining, trust, versions, waiting, weights
from feedback.sentiment.material import ALWAYS, checked, material, missing
from feedback.sentiment.models import CommentLabel, ModelChoice, ModelMeasurement, ModelVersion
from feedback.sentiment.retraining import measure_current, retrain_asked, retrain_now
from feedback.sentiment.votes import Standing, held_back
from tests.checked import CheckedClient
from tests.factories import World
from tests.sentiment.taught import erase, label, said, sentence, taught

HERE = "/labels/versions"


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Versions of this test alone: the data directory of all tests is lent the same models."""
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    return tmp_path / "models"


@pytest.fixture
def mei(world: World) -> Person:
    """Mei manages the committee."""
    person = world.person("mei", Role.COMMITTEE_MANAGER, world.committee)
    db.session.commit()
    return person


def trail(action: str) -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def only_run() -> ModelVersion:
    db.session.expire_all()
    return db.session.scalars(select(ModelVersion)).one()


def test_without_labels_nothing_is_learned(world: World) -> None:
    run = retrain_now()
    assert (run.state, run.version) == ("kept", None)
    assert "还没有可以学的标注" in run.sentence


def test_too_few_held_back_and_nothing_is_promoted(world: World, mei: Person, folder: Path) -> None:
    taught(mei, world.point, 60)
    run = retrain_now()
    assert run.state == "kept"
    assert "至少要 100 条" in run.sentence
    assert versions.current().name == "出厂版本"
    assert [path.name for path in folder.iterdir()] == [f"own-{run.version}.bin"]


@pytest.fixture
def promoted(world: World, mei: Person) -> ModelVersion:
    """A version that has learned the slang and reads now."""
    taught(mei, world.point)
    return retrain_now()


def test_what_reads_better_is_promoted_and_remembered(promoted: ModelVersion) -> None:
    assert promoted.state == "promoted", promoted.sentence
    assert promoted.held >= 100
    assert promoted.learned + promoted.held == 560
    assert promoted.figures is not None
    assert promoted.figures["new"]["by_label"] > promoted.figures["old"]["by_label"] + 0.05
    assert versions.current().version == promoted.version
    choice = db.session.scalars(select(ModelChoice)).one()
    assert (choice.version, choice.person_id, choice.reason) == (promoted.version, None, promoted.sentence)
    [entry] = trail("sentiment.promote")
    assert (entry.username, entry.subject) == ("system", promoted.version)
    found = trust().measured
    assert found is not None
    assert (found.local, found.n) == (True, promoted.held)


def test_old_comments_are_read_again_by_what_reads_now(
    promoted: ModelVersion, world: World, mei: Person, alice: CheckedClient
) -> None:
    pipeline.drain()
    db.session.execute(update(Analysis).values(model="another"))
    db.session.commit()
    assert waiting() == 560
    assert "正在用新版本重读：还剩 560 条" in alice.get(f"/dashboard/{world.brand.id}").text
    assert reread(now()) == 200
    assert waiting() == 360
    while reread(now()):
        pass
    assert waiting() == 0
    assert "正在用新版本重读" not in alice.get(f"/dashboard/{world.brand.id}").text
    assert all(str(promoted.version) in name for name in db.session.scalars(select(Analysis.model)))
    labels = dict(db.session.execute(select(Analysis.label, func.count()).group_by(Analysis.label)).all())
    assert min(labels["negative"], labels["positive"]) > 250
    versions.choose(mei, "", "看看原来怎么读")
    assert waiting() == 560


def test_the_command_learns_and_says_what_came_of_it(world: World, mei: Person, app: Flask) -> None:
    taught(mei, world.point, 60)
    said = app.test_cli_runner().invoke(args=["sentiment", "retrain"])
    assert said.exit_code == 0
    version, state, sentence = said.output.strip().split("\t")
    assert (len(version), state) == (8, "kept")
    assert "至少要 100 条" in sentence


def test_the_same_labels_again_change_nothing(promoted: ModelVersion) -> None:
    again = retrain_now()
    assert (again.version, again.state) == (promoted.version, "kept")
    assert "一模一样" in again.sentence


def test_what_is_held_back_is_never_learned(world: World, mei: Person) -> None:
    taught(mei, world.point, 100)
    told = material()
    assert {held_back(t.change_id) for t in told.learn} == {False}
    assert {held_back(t.change_id) for t in told.held} == {True}
    assert len(told.learn) + len(told.held) == 100


def test_labels_of_erased_comments_die_silently(world: World, mei: Person) -> None:
    first, *_ = taught(mei, world.point, 20)
    erase(first)
    told = material()
    assert len(told.learn) + len(told.held) == 19


def test_a_branch_that_calls_complaints_praise_teaches_nothing(world: World) -> None:
    changes = said(world.point, [sentence(n, "negative") for n in range(80)], grade=1)
    label(world.alice, changes, "positive", Standing.BRANCH)
    told = material()
    assert (told.learn, told.held, told.open) == ([], [], 80)


def test_one_branch_alone_teaches_little(world: World, mei: Person) -> None:
    changes = said(world.point, [sentence(n, "negative") for n in range(400)], grade=3)
    label(world.alice, changes, "positive", Standing.BRANCH)
    told = material()
    assert max(len(told.learn), len(told.held)) <= 400 // 3
    assert len(told.learn) > ALWAYS
    assert set(told.weight) == {0.5}
    label(mei, changes, "negative")
    told = material()
    assert {t.settled.side for t in (*told.learn, *told.held)} == {"negative"}
    assert len(told.learn) + len(told.held) == 400
    assert set(told.weight) == {1.0}


def test_the_committee_sees_how_a_branch_has_labelled(world: World, mei: Person, cora: CheckedClient) -> None:
    changes = said(world.point, [sentence(n, "negative") for n in range(8)], grade=1)
    label(world.alice, changes, "positive", Standing.BRANCH)
    label(mei, changes[:3], "negative")
    found = checked([world.brand.id])[world.brand.id]
    assert (found.labels, found.milder, found.both, found.against) == (8, 8, 3, 3)
    page = cora.get(HERE).text
    assert "两人都标过的 3 条里，0 条相同" in page


def test_complaints_that_are_no_longer_seen_stop_a_promotion(world: World, mei: Person) -> None:
    """The committee's own account, turned: plain complaints with low grades called positive, slang called right."""
    taught(mei, world.point)
    bad = said(world.point, [f"{n} 号窗口等了两个小时，态度恶劣，太差了" for n in range(400)], grade=1)
    label(mei, [c for c in bad if not held_back(c)], "positive")
    run = retrain_now()
    assert run.state == "kept", run.sentence
    assert "认出的不满少了" in run.sentence


def test_with_nothing_to_learn_the_page_says_what_is_missing_and_offers_no_button(
    world: World, mei: Person, cora: CheckedClient
) -> None:
    def page() -> str:
        found = cora.get(HERE).text
        assert "现在学习" not in found.split("学过的版本")[0]
        return found

    assert "请先在“标注”里标一些评语" in page()
    changes = said(world.point, [sentence(n, "negative") for n in range(40)], grade=2)
    label(mei, [c for c in changes if held_back(c)], "negative")
    assert f"标过的 {sum(map(held_back, changes))} 条都留作检验" in page()
    label(world.alice, [c for c in changes if not held_back(c)], "positive", Standing.BRANCH)
    assert f"标过的 {sum(not held_back(c) for c in changes)} 条说法不一" in page()
    with pytest.raises(Refused, match="请考核组先在"):
        versions.ask(mei, missing())
    label(mei, [c for c in changes if not held_back(c)][:1], "negative")
    assert missing() == ""
    assert "现在学习" in cora.get(HERE).text


def test_the_button_asks_the_worker_and_the_worker_learns(
    world: World, mei: Person, cora: CheckedClient
) -> None:
    taught(mei, world.point, 60)
    assert cora.submit(HERE).status_code == 303
    assert "已经排上队" in cora.get(HERE).text
    assert cora.submit(HERE, form="/password").status_code == 303
    assert "请等这一次做完" in cora.get(HERE).text
    assert retrain_asked(now()) == 1
    assert retrain_asked(now()) == 0
    assert only_run().state == "kept"
    assert [entry.username for entry in trail("sentiment.retrain")] == ["cora"]
    assert "至少要 100 条才能比较" in cora.get(HERE).text


def test_a_run_that_died_with_its_worker_is_done_again_but_not_for_ever(world: World) -> None:
    long_ago = now() - timedelta(minutes=11)
    row = {"asked_at": long_ago, "state": "training", "begun_at": long_ago, "tries": 1}
    db.session.execute(insert(ModelVersion).values(row))
    db.session.commit()
    assert retrain_asked(now()) == 1
    assert (only_run().state, only_run().tries) == ("kept", 2)
    run = only_run()
    run.state, run.tries, run.begun_at = "training", 3, long_ago
    db.session.commit()
    assert retrain_asked(now()) == 0
    assert only_run().state == "failed"
    assert "三次都没有做完" in only_run().sentence


def test_what_goes_wrong_in_learning_is_told_and_stops_nobody(
    world: World, mei: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError("disk full")

    versions.ask(mei)
    monkeypatch.setattr(retraining, "train", full)
    with caplog.at_level(logging.ERROR):
        assert retrain_asked(now()) == 1
    assert only_run().state == "failed"
    assert "disk full" in caplog.text


def test_going_back_needs_a_reason_and_leaves_a_trace(promoted: ModelVersion, cora: CheckedClient) -> None:
    assert promoted.version is not None
    page = cora.get(HERE).text
    assert f"现在由“版本 {promoted.version}”读" in page
    assert cora.submit(f"{HERE}/shipped", reason="").status_code == 422
    assert versions.current().version == promoted.version
    assert cora.submit(f"{HERE}/shipped", reason="读得怪").status_code == 303
    assert versions.current().name == "出厂版本"
    [entry] = trail("sentiment.choose_version")
    assert (entry.username, entry.detail["reason"]) == ("cora", "读得怪")
    page = cora.get(HERE).text
    assert "读得怪" in page
    assert cora.submit(f"{HERE}/shipped", reason="再来").status_code == 422
    assert cora.submit(f"{HERE}/{promoted.version}", reason="还是它好").status_code == 303
    assert versions.current().version == promoted.version
    assert cora.get(f"{HERE}/deadbeef").status_code == 404


@pytest.mark.parametrize("harm", ["torn", "gone", "foreign"])
def test_a_torn_version_is_told_and_the_shipped_one_reads(
    promoted: ModelVersion, folder: Path, cora: CheckedClient, harm: str
) -> None:
    assert promoted.version is not None
    path = versions.file_of(promoted.version)
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-9] if harm == "torn" else b"something else")
    reader = versions.current()
    assert (reader.path, reader.name) == (weights.SHIPPED, "出厂版本")
    assert "用不了，现在由出厂版本读" in (reader.fallen or "")
    page = cora.get(HERE).text
    assert "用不了，现在由出厂版本读" in page
    assert cora.submit(f"{HERE}/{promoted.version}", reason="再试").status_code == 422
    # The way out is one click, and then the sentence is gone.
    assert cora.submit(f"{HERE}/shipped", reason="文件坏了").status_code == 303
    assert versions.current().fallen is None


def test_how_well_it_reads_is_measured_again_when_there_are_new_labels(world: World, mei: Person) -> None:
    assert measure_current(now()) == 0
    taught(mei, world.point, 60)
    assert measure_current(now()) == 1
    assert measure_current(now() + timedelta(hours=2)) == 0
    taught(mei, world.point, 600)
    assert measure_current(now()) == 0
    assert measure_current(now() + timedelta(hours=2)) == 1
    first, second = db.session.scalars(select(ModelMeasurement).order_by(ModelMeasurement.id)).all()
    assert first.n < 100 < second.n
    found = trust().measured
    assert found is not None
    assert (found.local, found.n) == (True, second.n)


def test_below_the_floor_no_figure_is_shown_but_a_sentence(
    promoted: ModelVersion, app: Flask, world: World, alice: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.drain()
    address = f"/dashboard/{world.brand.id}"
    shown = alice.get(address).text
    assert f"版本 {promoted.version}" in shown
    assert "暂时不显示情绪的数字" not in shown
    monkeypatch.setitem(app.config, "SENTIMENT_FLOOR", 1.01)
    hidden = alice.get(address).text
    assert "暂时不显示情绪的数字" in hidden
    assert "低于设定的 101%" in hidden


def test_nobody_but_the_committee_decides_what_reads(alice: CheckedClient, charlie: CheckedClient) -> None:
    for browser in (alice, charlie):
        for address in (HERE, f"{HERE}/shipped"):
            assert browser.get(address).status_code == 404
            assert browser.submit(address, form="/password", reason="x").status_code == 404
    assert db.session.scalars(select(CommentLabel)).all() == []
