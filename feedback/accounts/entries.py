"""Looking things up in the audit trail."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, func, select

from feedback.accounts.models import AuditEntry
from feedback.clock import zone
from feedback.db import db

PAGE = 50


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
