"""Learning from the labels in the background: shipped weights and local labels, tried on what was held back."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, or_, select, update

from feedback.accounts import record
from feedback.clock import now
from feedback.db import db
from feedback.sentiment import promoting, versions
from feedback.sentiment.material import Material, Told, low_comments, material
from feedback.sentiment.models import CommentLabel, ModelChoice, ModelMeasurement, ModelVersion
from feedback.sentiment.promoting import Compared, Trial
from feedback.sentiment.rules import Judgement, Label
from feedback.sentiment.versions import ASKED, FAILED, KEPT, PROMOTED, TRAINING

log = logging.getLogger(__name__)

TRIES = 3
LOST = timedelta(minutes=10)  # a run that has not ended by then died with its worker
MEASURED_EVERY = timedelta(hours=1)
NOTHING = "还没有可以学的标注。先在“标注”里标一些，再来学。"
STOPPED = "学了三次都没有做完，没有启用新版本。请看后台日志。"


def retrain_asked(moment: datetime) -> int:
    """Do the run of learning that waits, if one does; return how many were done. Commits."""
    run = _claim(moment)
    if run is None:
        return 0
    try:
        finish(run, train(material()))
    except Exception as error:
        db.session.rollback()
        log.exception("learning from labels failed")
        wrong = {"state": FAILED, "ended_at": now(), "sentence": f"没有学成：{type(error).__name__}。"}
        db.session.execute(update(ModelVersion).where(ModelVersion.id == run).values(wrong))
        db.session.commit()
    return 1


def retrain_now() -> ModelVersion:
    """Learn at once, for the command line; return the run with its outcome. Commits."""
    row = {"asked_at": now(), "state": TRAINING, "begun_at": now(), "tries": TRIES}
    run = db.session.scalars(insert(ModelVersion).values(row).returning(ModelVersion.id)).one()
    db.session.commit()
    finish(run, train(material()))
    return db.session.get_one(ModelVersion, run)


def _claim(moment: datetime) -> int | None:
    due = or_(ModelVersion.state == ASKED, and_(ModelVersion.state == TRAINING, _lost(moment)))
    # Asked before it is written: an UPDATE that finds nothing would still take SQLite's write lock.
    waiting = db.session.scalars(select(ModelVersion).where(due).order_by(ModelVersion.id).limit(1)).first()
    if waiting is None:
        return None
    over = waiting.tries >= TRIES
    told: dict[str, Any] = {"state": FAILED, "ended_at": moment, "sentence": STOPPED}
    begun: dict[str, Any] = {"state": TRAINING, "begun_at": moment, "tries": ModelVersion.tries + 1}
    mine = update(ModelVersion).where(ModelVersion.id == waiting.id, ModelVersion.tries == waiting.tries, due)
    claimed = db.session.execute(mine.values(told if over else begun).returning(ModelVersion.id)).first()
    db.session.commit()
    return claimed.id if claimed and not over else None


def _lost(moment: datetime) -> ColumnElement[bool]:
    return or_(ModelVersion.begun_at < moment - LOST, ModelVersion.begun_at > moment + LOST)


def train(told: Material) -> dict[str, Any]:
    """Learn, try the old and the new version, keep the file; return the columns of the run. Nothing is written to the database."""
    from feedback.sentiment.learned import load, shipped
    from feedback.sentiment.learning import learn

    reader = versions.current()
    counts = {
        "seen": told.seen,
        "parent": reader.version,
        "learned": len(told.learn),
        "held": len(told.held),
        "confirmed": told.confirmed,
    }
    if not told.learn:
        return counts | {"state": KEPT, "sentence": NOTHING}
    low = low_comments()
    db.session.rollback()  # nothing more is read: no snapshot is held open while the machine learns
    card = {"parent": shipped().version, "learned": len(told.learn)}
    new = learn([t.sentence for t in told.learn], shipped(), told.weight, card)
    new.save(versions.file_of(new.version))
    figures, trial = tried(load(reader.path).judge, new.judge, told.held, low)
    better, sentence = promoting.verdict(trial)
    if new.version == reader.version:
        better, sentence = False, "学出来的和现在用的一模一样：没有新的标注。"
    state = PROMOTED if better else KEPT
    return counts | {"state": state, "sentence": sentence, "version": new.version, "figures": figures}


Judge = Callable[[Sequence[str]], list[Judgement]]


def tried(old: Judge, new: Judge, held: Sequence[Told], low: Sequence[str]) -> tuple[dict[str, Any], Trial]:
    """Return the figures of both versions, and how they compare on what was held back and on low-graded comments."""
    from feedback.sentiment.measuring import BAND, measure

    texts, sentences = [t.text for t in held], [t.sentence for t in held]
    before, after = old(texts), new(texts)
    right = [
        [j.label == BAND[s.label] for j, s in zip(said, sentences, strict=True)] for said in (before, after)
    ]
    sure = [n for n, t in enumerate(held) if t.settled.confirmed]
    figures = [asdict(measure(said, sentences)) for said in (before, after)]
    found = [[j.label == Label.NEGATIVE for j in judge(low)] for judge in (old, new)]
    trial = Trial(
        Compared.of(*right),
        Compared.of(*([one[n] for n in sure] for one in right)),
        Compared.of(*found),
        figures[0]["ece"] or 0.0,
        figures[1]["ece"] or 0.0,
    )
    return {"old": figures[0], "new": figures[1], "trial": asdict(trial)}, trial


def finish(run: int, outcome: dict[str, Any]) -> None:
    """Keep what came of a run, and let the new version read if it is better. Commits."""
    at, seen, figures = now(), outcome.pop("seen"), outcome.get("figures")
    db.session.execute(update(ModelVersion).where(ModelVersion.id == run).values({"ended_at": at, **outcome}))
    if figures:
        _keep(outcome["parent"], at, seen, figures["old"])
        _keep(outcome["version"], at, seen, figures["new"])
    if outcome["state"] == PROMOTED:
        row = {"version": outcome["version"], "at": at, "person_id": None, "reason": outcome["sentence"]}
        db.session.execute(insert(ModelChoice).values(row))
        record(
            None,
            "sentiment.promote",
            outcome["version"],
            before=outcome["parent"],
            learned=outcome["learned"],
        )
    db.session.commit()


def _keep(version: str, at: datetime, seen: int, figures: dict[str, Any]) -> None:
    row = {"version": version, "at": at, "seen": seen, "n": figures["n"], "figures": figures}
    db.session.execute(insert(ModelMeasurement).values(row))


def measure_current(moment: datetime) -> int:
    """Measure again how well the reading version does, when there are new labels; return how often. Commits."""
    from feedback.sentiment.learned import load
    from feedback.sentiment.measuring import measure

    reader = versions.current()
    last = db.session.scalars(
        select(ModelMeasurement)
        .where(ModelMeasurement.version == reader.version)
        .order_by(ModelMeasurement.id.desc())
        .limit(1)
    ).first()
    newest = db.session.scalar(select(CommentLabel.id).order_by(CommentLabel.id.desc()).limit(1)) or 0
    if not newest or (last and (last.seen == newest or moment - MEASURED_EVERY < last.at <= moment)):
        return 0
    told = material()
    judged = load(reader.path).judge([t.text for t in told.held])
    _keep(reader.version, moment, told.seen, asdict(measure(judged, [t.sentence for t in told.held])))
    db.session.commit()
    return 1
