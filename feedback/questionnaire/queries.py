"""Questions about questionnaires and their versions."""

from datetime import datetime, timedelta

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from feedback.accounts import CANARY, Organisation, Person, Role, may_see
from feedback.brands import Brand
from feedback.db import db
from feedback.questionnaire.models import Questionnaire, Version
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


def questionnaires() -> list[Questionnaire]:
    """Return all questionnaires with their versions, oldest first."""
    return list(
        db.session.scalars(
            select(Questionnaire).options(selectinload(Questionnaire.versions)).order_by(Questionnaire.id)
        )
    )


def questionnaire_with(questionnaire_id: int) -> Questionnaire:
    """Return a questionnaire; 404 for an unknown one."""
    return db.session.get(Questionnaire, questionnaire_id) or abort(404)


def version_with(version_id: int) -> Version:
    """Return a version, published or draft; 404 for an unknown one."""
    return db.session.get(Version, version_id) or abort(404)


def brands_on(questionnaire: Questionnaire) -> list[Brand]:
    """Return all brands that use a questionnaire, whoever they belong to."""
    return list(
        db.session.scalars(
            select(Brand)
            .join(Organisation)
            .where(Brand.questionnaire_id == questionnaire.id, Organisation.kind != CANARY)
            .order_by(Brand.id)
        )
    )


def others_use(who: Person, questionnaire: Questionnaire) -> bool:
    """Return whether brands use a questionnaire over which this person has no say."""
    return not all(may_see(who, b.organisation, Role.COMMITTEE_MANAGER) for b in brands_on(questionnaire))


def newest(questionnaire: Questionnaire) -> Version:
    """Return the newest version, draft or published."""
    return db.session.scalars(
        select(Version)
        .where(Version.questionnaire_id == questionnaire.id)
        .order_by(Version.number.desc())
        .limit(1)
    ).one()


def published_before(version: Version) -> Version | None:
    """Return the published version that a version follows."""
    return db.session.scalar(
        select(Version)
        .where(
            Version.questionnaire_id == version.questionnaire_id,
            Version.number < version.number,
            Version.published_at.is_not(None),
        )
        .order_by(Version.number.desc())
        .limit(1)
    )


def choices() -> list[Questionnaire]:
    """Return the questionnaires that a brand may choose: those with a published version."""
    return [q for q in questionnaires() if q.published]
