"""Questions about schemes."""

from flask import abort
from sqlalchemy import func, select

from feedback.accounts import COMMITTEE, Person, Role, may_see, organisations_below
from feedback.assessment.models import Scheme
from feedback.db import db


def schemes_of(who: Person) -> list[Scheme]:
    """Return every version of the schemes of the committees somebody is in, by name, newest first."""
    ids = [o.id for o in organisations_below(who, *COMMITTEE)]
    return list(
        db.session.scalars(
            select(Scheme)
            .where(Scheme.organisation_id.in_(ids))
            .order_by(Scheme.organisation_id, Scheme.name, Scheme.number.desc())
        )
    )


def newest_schemes(who: Person) -> list[Scheme]:
    """Return the newest version of every scheme of the committees somebody is in."""
    newest: dict[tuple[int, str], Scheme] = {}
    for scheme in schemes_of(who):
        newest.setdefault((scheme.organisation_id, scheme.name), scheme)
    return list(newest.values())


def versions_of_scheme(scheme: Scheme) -> list[Scheme]:
    """Return all versions of a scheme, newest first."""
    return list(
        db.session.scalars(
            select(Scheme)
            .where(Scheme.organisation_id == scheme.organisation_id, Scheme.name == scheme.name)
            .order_by(Scheme.number.desc())
        )
    )


def scheme_for(who: Person, scheme_id: int, *roles: Role) -> Scheme:
    """Return a scheme of a committee somebody is in; 404 for unknown and forbidden alike."""
    scheme = db.session.get(Scheme, scheme_id)
    if scheme is None or not may_see(who, scheme.organisation, *(roles or COMMITTEE)):
        abort(404)
    return scheme


def newest_number(organisation_id: int, name: str) -> int:
    """Return the number of a scheme's newest version, 0 if there is none."""
    return (
        db.session.scalar(
            select(func.max(Scheme.number)).where(
                Scheme.organisation_id == organisation_id, Scheme.name == name
            )
        )
        or 0
    )
