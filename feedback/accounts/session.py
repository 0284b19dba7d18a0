"""Signed-in browsers: a row each, so that signing out ends it everywhere and nothing lives for ever."""

import hashlib
import secrets
from datetime import timedelta

from flask import Flask, current_app, session
from flask_login import LoginManager, login_user, logout_user
from sqlalchemy import select

from feedback.accounts.models import Person, SignIn
from feedback.clock import now
from feedback.db import db

manager = LoginManager()


def init_app(app: Flask) -> None:
    """Let flask-login find people by the sign-in their cookie names."""
    manager.init_app(app)


@manager.user_loader
def _load(_person_id: str) -> Person | None:
    """Return who this cookie's sign-in belongs to, unless it has ended, is too old, or the person is inactive."""
    began_after = now() - timedelta(hours=current_app.config["SESSION_HOURS"])
    found = db.session.execute(
        select(Person, SignIn)
        .join(SignIn, SignIn.person_id == Person.id)
        .where(SignIn.token_hash == _hash(session.get("sign_in", "")))
    ).one_or_none()
    if found is None:
        return None
    who, sign_in = found
    # A clock that was set back must not make a sign-in eternal: one from the future is no sign-in.
    alive = sign_in.ended_at is None and began_after < sign_in.began_at <= now() + timedelta(minutes=5)
    return who if alive and who.active else None


def begin(who: Person) -> None:
    """Start a sign-in with a new id; the caller commits."""
    session.clear()
    token = secrets.token_urlsafe(16)
    db.session.add(SignIn(token_hash=_hash(token), person_id=who.id, began_at=now()))
    login_user(who)
    session["sign_in"] = token
    session.permanent = True


def end() -> None:
    """End this browser's sign-in, and its copies; the caller commits."""
    row = db.session.scalar(select(SignIn).where(SignIn.token_hash == _hash(session.get("sign_in", ""))))
    if row is not None:
        row.ended_at = now()
    logout_user()
    session.clear()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
