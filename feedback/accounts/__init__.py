"""Who may do what: the organisation tree, people and their roles, sign-in, the audit trail."""

from flask import Flask

from feedback.accounts import menu, session
from feedback.accounts.guard import check_routes, may_see, only, person, public
from feedback.accounts.models import Organisation, Person
from feedback.accounts.queries import organisation_for, organisations_below
from feedback.accounts.rules import ADMINISTRATORS, BRANCH, COMMITTEE, Kind, Role
from feedback.accounts.trail import record

__all__ = [
    "ADMINISTRATORS",
    "BRANCH",
    "COMMITTEE",
    "Kind",
    "Organisation",
    "Person",
    "Role",
    "check_routes",
    "may_see",
    "only",
    "organisation_for",
    "organisations_below",
    "person",
    "public",
    "record",
]

# (label, endpoint, roles that see it); create_app joins the menus of all concepts.
MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = ()


def init_app(app: Flask) -> None:
    """Register sign-in and the screens of the administrators."""
    from feedback.accounts import views  # the views use the front door above

    session.init_app(app)
    menu.init_app(app)
    app.register_blueprint(views.bp)
