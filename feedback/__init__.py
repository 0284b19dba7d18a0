"""码上评: residents judge the services of local Party-building brands, and the judgement counts."""

import os
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_migrate import Migrate

from feedback import (
    accounts,
    admission,
    assessment,
    brands,
    canary,
    cases,
    claims,
    collecting,
    commands,
    contacts,
    dashboard,
    db,
    health,
    keys,
    ledger,
    packed,
    pages,
    pressure,
    publishing,
    questionnaire,
    scoring,
    screening,
    sentiment,
    settings,
    site,
)

CONCEPTS = (
    accounts,
    brands,
    questionnaire,
    admission,
    collecting,
    ledger,
    screening,
    scoring,
    sentiment,
    cases,
    contacts,
    pressure,
    canary,
    claims,
    assessment,
    dashboard,
    publishing,
)
# Whose entries stand in the menu, in the order they are read.
MENUS = (
    dashboard,
    cases,
    screening,
    assessment,
    sentiment,
    pressure,
    brands,
    questionnaire,
    admission,
    accounts,
)

csrf = site.Protect()


def create_app(**overrides: Any) -> Flask:
    """Put the application together; `overrides` replace settings (tests use them)."""
    config = settings.load({**os.environ, **{k: str(v) for k, v in overrides.items()}})
    app = site.Site(__name__, root_path=str(settings.TOP), instance_path=str(config["DATA_DIR"]))
    app.extensions["keys"] = keys.load_keys(config["DATA_DIR"])
    _configure(app, config)
    db.init_app(app)
    Migrate(app, db.db, directory=str(settings.TOP / "feedback" / "migrations"), render_as_batch=True)
    pages.init_app(app)
    site.init_app(app)
    packed.init_app(app)
    csrf.init_app(app)
    for concept in CONCEPTS:
        concept.init_app(app)
    app.register_blueprint(health.bp)
    # Anonymous: there is no session to protect, and no cookie to carry a token. It looks at Origin instead.
    csrf.exempt("feedback.collecting.rate.take")
    csrf.exempt("feedback.collecting.ticket.open_code")
    csrf.exempt("feedback.collecting.after.thanks_sent")
    # A shared screen has a cookie of its own, which no other site's form brings along, and no session.
    for view in ("start", "take", "leave"):
        csrf.exempt(f"feedback.collecting.kiosk.{view}")
    # What opens this page is the code in the form itself: nobody else can send one.
    csrf.exempt("feedback.claims.views.act")
    commands.init_app(app)
    accounts.check_routes(app)
    app.extensions["menu"] = tuple(entry for concept in MENUS for entry in concept.MENU)
    app.extensions["today"] = (
        *cases.TODAY,
        *contacts.TODAY,
        *pressure.TODAY,
        *dashboard.TODAY,
        *collecting.TODAY,
        *screening.TODAY,
    )
    # A review shows what a score would be without some ratings; scoring stands above screening.
    app.extensions["compared"] = scoring.compared
    app.extensions["alarms"] = (canary.alarm,)
    return app


def _configure(app: Flask, config: dict[str, Any]) -> None:
    """Hand the settings to Flask, and what follows from them."""
    app.config.update(config)
    app.config.update(
        SECRET_KEY=app.extensions["keys"]["session"],
        MAX_CONTENT_LENGTH=config["MAX_BODY_KB"] * 1024,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="msp",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config["PUBLIC_URL"].startswith("https://"),
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=config["IDLE_MINUTES"]),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,
    )
