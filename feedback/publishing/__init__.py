"""What the public sees and takes away: the page of a brand, the list of brands; figures, never comments."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the public pages."""
    from feedback.publishing import views

    app.register_blueprint(views.bp)
