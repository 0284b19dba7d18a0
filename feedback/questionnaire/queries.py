"""Questions about versions."""

from datetime import datetime, timedelta

from sqlalchemy import select

from feedback.db import db
from feedback.questionnaire.models import Version
from feedback.questionnaire.rules import VALID_DAYS


def current_version(questionnaire_id: int) -> Version:
    """Return the newest published version; raise NoResultFound if there is none."""
    return db.session.scalars(
        select(Version)
        .where(Version.questionnaire_id == questionnaire_id, Version.published_at.is_not(None))
        .order_by(Version.number.desc())
        .limit(1)
    ).one()


def version_shown(questionnaire_id: int, version_id: int | None, now: datetime) -> Version | None:
    """Return the version a page showed, if it is the current one or was followed less than 7 days ago."""
    current = current_version(questionnaire_id)
    if version_id is None or version_id == current.id:
        return current
    shown = db.session.get(Version, version_id)
    if shown is None or shown.questionnaire_id != questionnaire_id or shown.published_at is None:
        return None
    followed_at = db.session.scalars(
        select(Version.published_at)
        .where(
            Version.questionnaire_id == questionnaire_id,
            Version.number > shown.number,
            Version.published_at.is_not(None),
        )
        .order_by(Version.number)
        .limit(1)
    ).one()
    assert followed_at is not None
    return shown if now - followed_at < timedelta(days=VALID_DAYS) else None
