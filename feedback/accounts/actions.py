"""Signing in and out, making people and organisations."""

from flask import current_app

from feedback.accounts import passwords, queries, session
from feedback.accounts.models import Membership, Organisation, Person
from feedback.accounts.rules import Role
from feedback.accounts.trail import record
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused


def sign_in(username: str, password: str) -> Person:
    """Begin a sign-in; raise Refused with the same sentence for an unknown name and a wrong password."""
    who = queries.person_named(username)
    if not passwords.fits(password, who.password_hash if who else None) or who is None or not who.active:
        raise Refused("用户名或密码不对，请再核对一下。", "password")
    session.begin(who)
    record(who, "accounts.sign_in", who.username)
    db.session.commit()
    return who


def sign_out(who: Person) -> None:
    """End the sign-in."""
    session.end()
    record(who, "accounts.sign_out", who.username)
    db.session.commit()


def add_person(username: str, name: str, password: str, role: Role, organisation: Organisation) -> Person:
    """Add a person with one role to the running transaction; the caller commits and records."""
    who = Person(username=username, name=name, password_hash=passwords.hash_of(password), created_at=now())
    who.memberships = [Membership(organisation=organisation, role=role.value)]
    db.session.add(who)
    db.session.flush()
    current_app.logger.info("person %s added", username)
    return who


def add_organisation(name: str, kind: str, parent: Organisation | None) -> Organisation:
    """Add a node to the tree in the running transaction; the caller commits and records."""
    node = Organisation(name=name, kind=kind, parent_id=parent.id if parent else None, path="")
    db.session.add(node)
    db.session.flush()
    node.path = f"{parent.path if parent else '/'}{node.id}/"
    db.session.flush()
    return node
