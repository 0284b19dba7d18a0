"""Questions about organisations and people."""

from flask import abort
from sqlalchemy import or_, select

from feedback.accounts.guard import may_see
from feedback.accounts.models import Organisation, Person, Stranger
from feedback.accounts.rules import Role, fold, is_username
from feedback.db import db
from feedback.keys import keyed


def organisations_below(who: Person, *roles: Role) -> list[Organisation]:
    """Return the organisations at or below those where somebody holds one of these roles (any, if none named)."""
    tops = [m.organisation.path for m in who.memberships if not roles or Role(m.role) in roles]
    if not tops:
        return []
    below = or_(*(Organisation.path.startswith(top) for top in tops))
    return list(db.session.scalars(select(Organisation).where(below).order_by(Organisation.path)))


def organisation_for(who: Person, organisation_id: int, *roles: Role) -> Organisation:
    """Return an organisation this person may see; 404 for unknown and forbidden alike."""
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None or not may_see(who, organisation, *roles):
        abort(404)
    return organisation


def person_named(username: str) -> Person | None:
    """Return the person who signs in under this name, as typed."""
    name = fold(username)
    return db.session.scalar(select(Person).where(Person.username == name)) if is_username(name) else None


def stranger(username: str) -> Stranger:
    """Return the count of tries under a name nobody has; a new one is not yet in the database."""
    number = int.from_bytes(keyed("session", "stranger", fold(username))[:3], "big") >> 4
    return db.session.get(Stranger, number) or Stranger(id=number, failures=0)
