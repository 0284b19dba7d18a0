"""What was taken back after a backup: read from the journals, kept out of what is loaded, and entered in the log again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from feedback import erasures
from feedback.admission import revoke_again, void_again
from feedback.collecting import Rating
from feedback.db import db
from feedback.ledger import erase_again
from feedback.pages import Refused


@dataclass
class Forgotten:
    """What a restore must not bring back. `texts`: the first proof of each rating; `known`: a journal saw the backup."""

    known: bool = False
    torn: int = 0
    last: str = ""
    lines: list[Mapping[str, Any]] = field(default_factory=list)
    texts: dict[int, tuple[str, datetime]] = field(default_factory=dict)
    contacts: set[int] = field(default_factory=set)
    batches: dict[str, datetime] = field(default_factory=dict)
    devices: dict[str, datetime] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    left_out: dict[int, int] = field(default_factory=dict)  # rating → the state whose text was not loaded
    contacts_left_out: int = 0

    def keeps_out(self, table: str, row: Mapping[str, Any]) -> bool:
        """Return whether a row was erased after the backup, and remember it: it is never written."""
        if table == "comment" and row["rating_id"] in self.texts:
            self.left_out[row["rating_id"]] = row["change_id"]
            return True
        if table == "contact" and row["rating_id"] in self.contacts:
            self.contacts_left_out += 1
            return True
        return False


def read_journals(paths: Iterable[Path], backup_id: str) -> Forgotten:
    """Return what was erased after a backup began, by some journals; raise Refused for one that cannot be read.

    One that does not know the backup is taken whole: rather too much is forgotten than too little.
    """
    found = Forgotten()
    for path in paths:
        try:
            lines, torn = erasures.read(path)
        except OSError as error:
            raise Refused(f"删除记录 {path} 读不出来：{error.strerror}。") from None
        found.torn += torn
        found.lines += lines
        begins = [n for n, line in enumerate(lines) if line.get("backup") == backup_id]
        found.known = found.known or bool(begins)
        found.keys |= {str(line["key"]) for line in lines if line["do"] == erasures.KEY}
        try:
            _take(found, lines[begins[-1] if begins else 0 :])
        except (KeyError, ValueError, TypeError):
            raise Refused(f"删除记录 {path} 里有看不懂的一行。") from None
    return found


def _take(found: Forgotten, lines: Sequence[Mapping[str, Any]]) -> None:
    for line in lines:
        found.last = max(found.last, line.get("at", ""))
        match line["do"]:
            case erasures.TEXT:
                found.texts.setdefault(line["rating"], (line["preimage"], _at(line)))
            case erasures.CONTACT:
                found.contacts.add(line["rating"])
            case erasures.BATCH:
                found.batches.setdefault(line["batch"], _at(line))
            case erasures.DEVICE:
                found.devices.setdefault(line["device"], _at(line))


def replay(found: Forgotten) -> int:
    """Enter in the log why texts are gone, void batches and let devices go again; commit; return how many did not fit."""
    foreign = 0
    for rating_id, change_id in found.left_out.items():
        rating, (preimage, at) = db.session.get_one(Rating, rating_id), found.texts[rating_id]
        foreign += not erase_again(rating, change_id, preimage, at)
    for tag, at in found.batches.items():
        void_again(tag, at)
    for code_hash, at in found.devices.items():
        revoke_again(code_hash, at)
    db.session.commit()
    return foreign


def _at(line: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(line["at"])
