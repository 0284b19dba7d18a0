"""Who may do what: the organisation tree, people and their roles, sign-in, the audit trail."""

from flask import Flask

from feedback.accounts import menu, passwords, session
from feedback.accounts.guard import check_routes, may_see, only, person, public
from feedback.accounts.models import Organisation, Person
from feedback.accounts.queries import organisation_for, organisations_below
from feedback.accounts.rules import ADMINISTRATORS, BRANCH, CANARY, COMMITTEE, Kind, Role, in_words, wait
from feedback.accounts.trail import record

__all__ = [
    "ADMINISTRATORS",
    "BRANCH",
    "CANARY",
    "COMMITTEE",
    "Kind",
    "Organisation",
    "Person",
    "Role",
    "check_routes",
    "in_words",
    "may_see",
    "only",
    "organisation_for",
    "organisations_below",
    "passwords",
    "person",
    "public",
    "record",
    "wait",
]

# (label, endpoint, roles that see it); create_app joins the menus of all concepts.
MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("组织", "accounts.organisations", (Role.SYSTEM_ADMIN,)),
    ("人员", "accounts.people", (Role.SECURITY_ADMIN,)),
    ("操作记录", "accounts.trail", (Role.AUDIT_ADMIN,)),
)


def init_app(app: Flask) -> None:
    """Register sign-in and the screens of the administrators."""
    # Imported here: the views use the front door above.
    from feedback.accounts import people_views, trail_views, tree_views, views

    session.init_app(app)
    menu.init_app(app)
    # One blueprint, however many files hang their screens on it.
    for blueprint in {views.bp, people_views.bp, tree_views.bp, trail_views.bp}:
        app.register_blueprint(blueprint)
