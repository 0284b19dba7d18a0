"""The resident's private page by claim code: see what was kept, replace it for seven days, take a copy, erase the text."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the private page."""
    from feedback.claims import views

    app.register_blueprint(views.bp)
