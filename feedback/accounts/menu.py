"""The menu of the staff pages: what each concept offers to the roles of whoever is signed in."""

from dataclasses import dataclass

from flask import Flask, current_app, request
from flask_login import current_user

from feedback.accounts.rules import Role

Entry = tuple[str, str, tuple[Role, ...]]  # label, endpoint, roles that see it


@dataclass(frozen=True)
class Item:
    """One entry as it is drawn; `here` = the page that is open belongs to it."""

    label: str
    endpoint: str
    here: bool


def init_app(app: Flask) -> None:
    """Let templates draw the menu."""
    app.jinja_env.globals["menu"] = menu


def menu() -> list[Item]:
    """Return the entries for whoever is signed in, in the order create_app joined them."""
    entries: tuple[Entry, ...] = current_app.extensions["menu"]
    mine = current_user.roles if current_user.is_authenticated else set()
    # A screen belongs to the entry whose endpoint its own begins with: "brands.points_new" to "brands.points";
    # without one, to the first entry of its concept.
    here = max((e for _, e, _ in entries if (request.endpoint or "").startswith(e)), key=len, default="")
    here = here or next((e for _, e, _ in entries if e.split(".")[0] == request.blueprint), "")
    return [
        Item(label, endpoint, endpoint == here) for label, endpoint, roles in entries if mine & set(roles)
    ]
