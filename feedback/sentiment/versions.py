"""Which version of the model reads, how well it reads here, and going back to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import insert, select
from sqlalchemy.exc import SQLAlchemyError

from feedback.accounts import Person, record
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused
from feedback.sentiment import weights
from feedback.sentiment.models import ModelChoice, ModelMeasurement, ModelVersion
from feedback.sentiment.promoting import ENOUGH
from feedback.sentiment.weights import Unfit

ASKED, TRAINING, PROMOTED, KEPT, FAILED = "asked", "training", "promoted", "kept", "failed"
PENDING = (ASKED, TRAINING)


@dataclass(frozen=True)
class Current:
    """What reads now: the file and the eight characters of its version; `fallen` says why it is not the chosen one."""

    path: Path
    version: str
    fallen: str | None = None

    @property
    def name(self) -> str:
        """Return what it is called on pages."""
        return "出厂版本" if self.path == weights.SHIPPED else f"版本 {self.version}"


@dataclass(frozen=True)
class Measured:
    """How often a version is right, on how many comments; `local`: held back here, else those of the product's own set.

    `accuracy`: of comments that praise or complain, the share put on the right side; `by_label`: of all, the share
    with the right one of three labels.
    """

    accuracy: float
    by_label: float
    n: int
    local: bool


def file_of(version: str) -> Path:
    """Return where a version's file stands; "" is the shipped one."""
    if not version:
        return weights.SHIPPED
    return Path(current_app.config["DATA_DIR"]) / "models" / f"own-{version}.bin"


def current() -> Current:
    """Return what reads now: the version chosen last, or the shipped one while its file is missing or torn."""
    chosen = db.session.scalar(select(ModelChoice.version).order_by(ModelChoice.id.desc()).limit(1)) or ""
    try:
        path = file_of(chosen)
        return Current(path, _header(path)["version"])
    except Unfit as reason:
        fallen = f"版本 {chosen} 的文件用不了，现在由出厂版本读。{reason}"
        return Current(weights.SHIPPED, _shipped().get("version", "none"), fallen)


def at_hand() -> Path:
    """Return the file of what reads, or the shipped one where there is no database to ask."""
    database = db.engine.url.database
    if db.engine.dialect.name == "sqlite" and not (database and Path(database).exists()):
        return weights.SHIPPED  # asking would make an empty one
    try:
        return current().path
    except SQLAlchemyError:
        db.session.rollback()
        return weights.SHIPPED


def _shipped() -> dict[str, Any]:
    try:
        return _header(weights.SHIPPED)
    except Unfit:
        return {}  # a broken installation: SnowNLP reads alone


def _header(path: Path) -> dict[str, Any]:
    try:
        about = path.stat()
    except OSError as error:
        raise Unfit(f"模型文件 {path.name} 打不开：{error.strerror}。") from None
    return _read(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int, _size: int) -> dict[str, Any]:
    # The whole file is looked at, once for each change of it: a torn one must not be found out in mid-batch.
    return weights.read(path).header


def measured(reader: Current) -> Measured | None:
    """Return how often a version is right: on comments held back here if there are enough, else as shipped."""
    last = db.session.scalars(
        select(ModelMeasurement)
        .where(ModelMeasurement.version == reader.version)
        .order_by(ModelMeasurement.id.desc())
        .limit(1)
    ).first()
    if last and last.n >= ENOUGH and last.figures["accuracy"] is not None:
        return Measured(last.figures["accuracy"], last.figures["by_label"], last.n, True)
    shipped = _shipped().get("card", {}).get("measured")
    return Measured(shipped["accuracy"], shipped["by_label"], shipped["n"], False) if shipped else None


def history(limit: int = 20) -> Sequence[ModelVersion]:
    """Return the latest runs of learning, newest first."""
    return db.session.scalars(select(ModelVersion).order_by(ModelVersion.id.desc()).limit(limit)).all()


def choices(limit: int = 20) -> list[tuple[ModelChoice, str]]:
    """Return which version read since when, newest first, with the name of who chose it ("" = measured better)."""
    rows = db.session.execute(
        select(ModelChoice, Person.name)
        .outerjoin(Person, Person.id == ModelChoice.person_id)
        .order_by(ModelChoice.id.desc())
        .limit(limit)
    )
    return [(choice, name or "") for choice, name in rows]


def pending() -> ModelVersion | None:
    """Return the run of learning that waits or is under way."""
    return db.session.scalars(select(ModelVersion).where(ModelVersion.state.in_(PENDING)).limit(1)).first()


def ask(who: Person, missing: str = "") -> None:
    """Ask the worker to learn from the labels; raise Refused while it is asked already, or for what is missing."""
    if missing:
        raise Refused(missing)
    if pending():
        raise Refused("已经在排队或正在学习，请等这一次做完。")
    db.session.execute(insert(ModelVersion).values(asked_by=who.id, asked_at=now(), state=ASKED))
    record(who, "sentiment.retrain", "")
    db.session.commit()


def known(version: str) -> bool:
    """Return whether there is such a version to go back to; "" is the shipped one."""
    asked = select(ModelVersion.id).where(ModelVersion.version == version).limit(1)
    return not version or db.session.scalar(asked) is not None


def choose(who: Person, version: str, reason: str) -> None:
    """Let another version read, for a reason a person gives; old comments are then read again in the background."""
    try:
        chosen = _header(file_of(version))["version"]
    except Unfit as problem:
        raise Refused(f"这一版用不了：{problem}", "reason") from None
    if chosen == (before := current()).version and not before.fallen:
        raise Refused("现在就是这一版在读。", "reason")
    row = {"version": version, "at": now(), "person_id": who.id, "reason": reason}
    db.session.execute(insert(ModelChoice).values(row))
    record(who, "sentiment.choose_version", version or "出厂版本", before=before.name, reason=reason)
    db.session.commit()
