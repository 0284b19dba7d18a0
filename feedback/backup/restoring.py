"""Restoring on an empty machine: rows, keys, and everything that was taken back since; open only when all of it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app

from feedback import erasures
from feedback.accounts import record
from feedback.backup import keyring
from feedback.backup.archive import Manifest, opened
from feedback.backup.loading import load, refuse_unfit
from feedback.backup.replay import Forgotten, read_journals, replay
from feedback.contacts import tidy, unreadable
from feedback.db import db
from feedback.pages import Refused


@dataclass(frozen=True)
class Given:
    """What is given with a backup: the file of its keys, journals, and what is to be done without."""

    keys: Path | None = None
    journals: Sequence[Path] = ()
    without_erasures: bool = False
    without_keys: bool = False


@dataclass(frozen=True)
class Restored:
    """What a restore came to: rows loaded, contacts whose time was over or whose key is gone, journal lines that did not fit."""

    manifest: Manifest
    forgotten: Forgotten
    rows: int
    expired: int
    unreadable: int
    foreign: int
    signer_lost: bool


def restore(path: Path, given: Given, now: datetime) -> Restored:
    """Bring a backup back into an empty database; raise Refused, before anything is changed, when it cannot be done."""
    with opened(path) as (archive, manifest):
        refuse_unfit(manifest)
        forgotten = _forgotten(manifest, given)
        lost = _keys(manifest, given, forgotten)
        _unfinished().touch()
        rows = load(archive, manifest, forgotten)
    foreign = replay(forgotten)
    erasures.go_on_from(forgotten.lines)
    expired = tidy(now)
    record(None, "backup.restore", manifest.id, **_told(manifest, forgotten))
    db.session.commit()
    _unfinished().unlink()
    return Restored(manifest, forgotten, rows, expired, unreadable(), foreign, "ledger" in lost)


def refuse_unfinished() -> None:
    """Raise SystemExit while a restore is not finished: what residents took back may stand in the database again."""
    if _unfinished().exists():
        raise SystemExit(
            "上一次恢复没有做完，数据库里可能有居民已经删除的内容，不能打开。请删去这个数据库，重新运行 restore。\n"
            "A restore was cut short: what residents erased may have come back. Remove this database and restore again."
        )


def _forgotten(manifest: Manifest, given: Given) -> Forgotten:
    own = erasures.journal()
    forgotten = read_journals([*([own] if own.exists() else []), *given.journals], manifest.id)
    if forgotten.known or given.without_erasures:
        return forgotten
    raise Refused(
        f"没有找到 {manifest.at:%Y-%m-%d} 这份备份之后的删除记录：居民在备份之后删除的文字和联系方式会重新出现。\n"
        "请用 --erasures 指明 erasures.jsonl；确实没有了，加 --without-erasures，并告诉居民。没有恢复任何内容。\n"
        "No journal of the erasures after this backup was found: name it with --erasures, or, if it is lost, "
        "use --without-erasures. Nothing was restored."
    )


def _keys(manifest: Manifest, given: Given, forgotten: Forgotten) -> list[str]:
    """Put the keys in their places; return those that are lost; raise Refused for one that nothing works without."""
    keys = keyring.read(given.keys) if given.keys else {}
    lost = keyring.wrong(manifest.keys, keys)
    # The ledger's key can be replaced: `ledger rotate --lost`.
    if not given.without_keys and (needed := [name for name in lost if name != "ledger"]):
        raise Refused(
            f"密钥 {'、'.join(needed)} 不是做备份时的那一把：封印会对不上，取件码会打不开。\n"
            "请用 --keys 指明密钥备份；确实没有了，加 --without-keys。没有恢复任何内容。\n"
            "The keys are not those of the backup: name their file with --keys. Nothing was restored."
        )
    keyring.install(manifest.keys, keys, forgotten.keys)
    return lost


def _told(manifest: Manifest, forgotten: Forgotten) -> dict[str, object]:
    return {
        "made": manifest.at.isoformat(),
        "leaves": manifest.size,
        "texts": len(forgotten.left_out),
        "contacts": forgotten.contacts_left_out,
        "journal": forgotten.known,
    }


def _unfinished() -> Path:
    return Path(current_app.config["DATA_DIR"] / "restoring")
