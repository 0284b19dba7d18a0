"""Looking things up in the audit trail."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, func, select

from feedback.accounts.models import AuditEntry
from feedback.clock import zone
from feedback.db import db

PAGE = 50
# Their numbers would put the residents of a day in order: which ones stands in the database, how many on the page.
NUMBERS = ("rating", "ratings")
MOST = 10  # of a long list this many are read out; the rest is in the database

# What an action, and a name in an entry's detail, is called; data, so that it may name what stands above accounts.
WORDS: dict[str, str] = json.loads((Path(__file__).parent / "trail_words.json").read_text())


@dataclass(frozen=True)
class Search:
    """Which entries are wanted; empty = all. The days are local, both included."""

    username: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None


def found(search: Search, page: int) -> tuple[list[AuditEntry], int]:
    """Return one page of entries, newest first, and the number of the last page (at least 1)."""
    wanted = _wanted(search)
    number = db.session.scalar(select(func.count()).select_from(AuditEntry).where(*wanted)) or 0
    entries = (
        select(AuditEntry).where(*wanted).order_by(AuditEntry.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    )
    return list(db.session.scalars(entries)), max(1, -(-number // PAGE))


def _wanted(search: Search) -> list[ColumnElement[bool]]:
    timezone = zone(current_app.config["TIMEZONE"])
    wanted = []
    if search.username:
        wanted.append(AuditEntry.username == search.username)
    if search.action:
        wanted.append(AuditEntry.action == search.action)
    if search.since:
        wanted.append(AuditEntry.at >= datetime.combine(search.since, time(), timezone))
    if search.until:
        wanted.append(AuditEntry.at < datetime.combine(search.until + timedelta(days=1), time(), timezone))
    return wanted


def known_actions() -> list[str]:
    """Return every action that stands in the trail."""
    return list(db.session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))


def named(word: str, *within: str) -> str:
    """Return what an action, or a name in a detail, is called in Chinese; itself, if nobody gave it a word.

    `within` are the names around it: 从 in "what was asked for" is another `begin` than a state's.
    """
    return next(
        (WORDS[at] for at in (f"{name}.{word}" for name in within) if at in WORDS), WORDS.get(word, word)
    )


def _how_many(ratings: Any) -> str:
    return f"{len(ratings) if isinstance(ratings, list) else 1} 条"


def told(value: Any, *within: str) -> str:
    """Return a detail, or a part of one, as it is read: "职务 支部书记；单位 桂花支部"."""
    if isinstance(value, dict):
        return "；".join(
            f"{named(name, *within)} {_how_many(part) if name in NUMBERS else told(part, name, *within)}"
            for name, part in value.items()
        )
    if isinstance(value, list):
        rest = f" 等 {len(value)} 项" if len(value) > MOST else ""
        return "、".join(told(part, *within) for part in value[:MOST]) + rest
    if value in (None, ""):
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    # What somebody typed stays as it is: only the values of named details have words.
    return next((WORDS[at] for at in (f"{name}={value}" for name in within) if at in WORDS), str(value))
