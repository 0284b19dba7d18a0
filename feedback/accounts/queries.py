"""Questions about organisations and people."""

from flask import abort
from sqlalchemy import func, or_, select

from feedback.accounts.guard import may_see
from feedback.accounts.models import Membership, Organisation, Person, Stranger
from feedback.accounts.rules import CANARY, Role, fold, is_username
from feedback.db import db
from feedback.keys import keyed


def organisations_below(who: Person, *roles: Role) -> list[Organisation]:
    """Return the organisations at or below those where somebody holds one of these roles (any, if none named)."""
    tops = [m.organisation.path for m in who.memberships if not roles or Role(m.role) in roles]
    if not tops:
        return []
    below = or_(*(Organisation.path.startswith(top) for top in tops))
    found = db.session.scalars(select(Organisation).where(below))
    return sorted(found, key=in_tree)


def in_tree(organisation: Organisation) -> list[int]:
    """Return what puts organisations in the order of the tree: as text, "/1/11/" would stand before "/1/2/"."""
    return [int(step) for step in organisation.path.split("/") if step]


def organisation_for(who: Person, organisation_id: int, *roles: Role) -> Organisation:
    """Return an organisation this person may see; 404 for unknown and forbidden alike."""
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None or not may_see(who, organisation, *roles):
        abort(404)
    return organisation


def people_below(who: Person, words: str = "") -> list[Person]:
    """Return the people with a role at or below a security administrator's organisations, by place in the tree."""
    mine = [o.id for o in organisations_below(who, Role.SECURITY_ADMIN)]
    asked = (
        select(Person)
        .join(Membership)
        .join(Organisation)
        .where(Organisation.id.in_(mine))
        .order_by(Person.active.desc(), Person.username)
    )
    if words:
        like = [c.contains(words, autoescape=True) for c in (Person.name, Person.username, Organisation.name)]
        asked = asked.where(or_(*like))
    found = dict.fromkeys(db.session.scalars(asked))
    return sorted(found, key=lambda p: (not p.active, min(in_tree(m.organisation) for m in p.memberships)))


def person_for(who: Person, person_id: int) -> Person:
    """Return a person all of whose roles lie at or below a security administrator's; 404 for any other."""
    found = db.session.get(Person, person_id)
    if found is None or not all(may_see(who, m.organisation, Role.SECURITY_ADMIN) for m in found.memberships):
        abort(404)
    return found


def membership_of(somebody: Person, membership_id: int) -> Membership:
    """Return one of a person's roles; 404 for any other."""
    found = next((m for m in somebody.memberships if m.id == membership_id), None)
    return found or abort(404)


def heads_of(organisations: list[Organisation]) -> dict[int, int]:
    """Return how many active people work in each organisation itself, by its id."""
    counted = (
        select(Membership.organisation_id, func.count(Membership.person_id.distinct()))
        .join(Person)
        .where(Person.active, Membership.organisation_id.in_([o.id for o in organisations]))
        .group_by(Membership.organisation_id)
    )
    return dict(db.session.execute(counted).all())


def active_memberships() -> list[tuple[str, str, str]]:
    """Return user name, role and unit of everybody who may sign in, the first made first."""
    asked = (
        select(Person.username, Membership.role, Organisation.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Membership.organisation_id == Organisation.id)
        .where(Person.active)
        .order_by(Person.id, Membership.id)
    )
    return [(username, role, unit) for username, role, unit in db.session.execute(asked)]


def top_organisation() -> Organisation | None:
    """Return the first organisation without one above it; None in an empty installation."""
    return db.session.scalar(
        select(Organisation)
        .where(Organisation.parent_id.is_(None), Organisation.kind != CANARY)
        .order_by(Organisation.id)
        .limit(1)
    )


def person_named(username: str) -> Person | None:
    """Return the person who signs in under this name, as typed."""
    name = fold(username)
    return db.session.scalar(select(Person).where(Person.username == name)) if is_username(name) else None


def stranger(username: str) -> Stranger:
    """Return the count of tries under a name nobody has; a new one is not yet in the database."""
    number = int.from_bytes(keyed("session", "stranger", fold(username))[:3], "big") >> 4
    return db.session.get(Stranger, number) or Stranger(id=number, failures=0)
