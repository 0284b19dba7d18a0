"""Signing in and out, one's own password; making people and organisations."""

from flask import current_app
from sqlalchemy.exc import IntegrityError

from feedback.accounts import passwords, queries, rules, session
from feedback.accounts.models import Membership, Organisation, Person, Stranger
from feedback.accounts.rules import Role
from feedback.accounts.trail import record
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused


def sign_in(username: str, password: str) -> Person:
    """Begin a sign-in; raise Refused with the same sentence, after the same time, for an unknown name and a wrong password."""
    who = queries.person_named(username)
    tried = who or queries.stranger(username)
    if not _right(tried, password, who.password_hash if who else None) or who is None or not who.active:
        _count(tried)
        raise Refused("用户名或密码不对，请再核对一下。", "password")
    who.failures, who.failed_at = 0, None
    session.begin(who)
    record(who, "accounts.sign_in", who.username)
    db.session.commit()
    return who


def _right(tried: Person | Stranger, password: str, stored: str | None) -> bool:
    """Return whether a password fits; raise Refused while this name has to wait."""
    if left := rules.wait(tried.failures, tried.failed_at, now()):
        raise Refused(f"这个用户名连续输错了几次，请过 {rules.in_words(left)}再试。", "password")
    return passwords.fits(password, stored)


def _count(tried: Person | Stranger) -> None:
    kind = type(tried)
    before = rules.failures_now(tried.failures, tried.failed_at, now())
    # Counted in the database: of two wrong passwords at once neither must be forgotten.
    tried.failures = kind.failures + 1 if before else 1
    tried.failed_at = now()
    db.session.add(tried)
    try:
        db.session.commit()
    except IntegrityError:
        # Two first tries under one unknown name: the other one is counted.
        db.session.rollback()


def sign_out(who: Person) -> None:
    """End the sign-in."""
    session.end()
    record(who, "accounts.sign_out", who.username)
    db.session.commit()


def change_password(who: Person, old: str, new: str) -> None:
    """Give oneself a new password and end one's other sign-ins; raise Refused for a wrong old or a weak new one."""
    if not _right(who, old, who.password_hash):
        _count(who)
        raise Refused("现在的密码不对，请再核对一下。", "old")
    if reason := rules.weakness(new, who.username):
        raise Refused(reason, "new")
    who.password_hash = passwords.hash_of(new)
    who.failures, who.failed_at = 0, None
    session.end_all(who)
    session.begin(who)
    record(who, "accounts.change_password", who.username)
    db.session.commit()


def add_person(username: str, name: str, password: str, role: Role, organisation: Organisation) -> Person:
    """Add a person with one role to the running transaction; the caller commits and records."""
    hashed = passwords.hash_of(password)
    who = Person(username=rules.fold(username), name=name, password_hash=hashed, created_at=now())
    who.memberships = [Membership(organisation=organisation, role=role.value)]
    db.session.add(who)
    db.session.flush()
    current_app.logger.info("person %s added", who.username)
    return who


def add_organisation(name: str, kind: str, parent: Organisation | None) -> Organisation:
    """Add a node to the tree in the running transaction; the caller commits and records."""
    node = Organisation(name=name, kind=kind, parent_id=parent.id if parent else None, path="")
    db.session.add(node)
    db.session.flush()
    node.path = f"{parent.path if parent else '/'}{node.id}/"
    db.session.flush()
    return node
