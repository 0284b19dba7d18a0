"""Signed-in browsers: a row each, so that signing out ends it everywhere and nothing lives for ever."""

import hashlib
import secrets
from datetime import timedelta

from flask import Flask, current_app, session
from flask_login import LoginManager, login_user, logout_user
from sqlalchemy import select, update

from feedback.accounts.models import Person, SignIn
from feedback.clock import now
from feedback.db import db

manager = LoginManager()
# A phone changes its address on the way from the hall to the street: that is no reason to sign in again.
manager.session_protection = None


def init_app(app: Flask) -> None:
    """Let flask-login find people by the sign-in their cookie names."""
    manager.init_app(app)


@manager.user_loader
def _load(_person_id: str) -> Person | None:
    """Return who this cookie's sign-in belongs to, unless it has ended, is idle or too old, or the person is inactive."""
    found = db.session.execute(
        select(Person, SignIn)
        .join(SignIn, SignIn.person_id == Person.id)
        .where(SignIn.token_hash == _hash(session.get("sign_in", "")))
    ).one_or_none()
    if found is None:
        return None
    who, sign_in = found
    alive = sign_in.ended_at is None and who.active and _young(sign_in) and _awake()
    return who if alive else None


def _young(sign_in: SignIn) -> bool:
    # A clock that was set back must not make a sign-in eternal: one from the future is no sign-in.
    age = now() - sign_in.began_at
    return timedelta(minutes=-5) <= age < timedelta(hours=current_app.config["SESSION_HOURS"])


def _awake() -> bool:
    """Return whether the last page is recent enough, and note this one: the cookie is signed anew with each answer."""
    moment = int(now().timestamp())
    idle = moment - session.get("seen", 0)
    if not -300 <= idle < 60 * current_app.config["IDLE_MINUTES"]:
        return False
    session["seen"] = moment
    return True


def begin(who: Person) -> None:
    """Start a sign-in with a new id, ending the one this browser had; the caller commits."""
    _end_row()
    session.clear()
    token = secrets.token_urlsafe(16)
    db.session.add(SignIn(token_hash=_hash(token), person_id=who.id, began_at=now()))
    login_user(who)
    session["sign_in"] = token
    session["seen"] = int(now().timestamp())
    session.permanent = True


def end() -> None:
    """End this browser's sign-in, and its copies; the caller commits."""
    _end_row()
    logout_user()
    session.clear()


def end_all(who: Person) -> None:
    """End every sign-in of a person, on every device; the caller commits."""
    db.session.execute(
        update(SignIn).where(SignIn.person_id == who.id, SignIn.ended_at.is_(None)).values(ended_at=now())
    )


def _end_row() -> None:
    if token := session.get("sign_in"):
        db.session.execute(update(SignIn).where(SignIn.token_hash == _hash(token)).values(ended_at=now()))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
