"""Every route says who may open it: `@public`, or `@only(role, …)`. One that says nothing stops the start."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from feedback.accounts.models import Organisation, Person
from feedback.accounts.rules import Role, is_below

P = ParamSpec("P")
R = TypeVar("R", bound=ResponseReturnValue)


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that anybody may open this route."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def only(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, ResponseReturnValue]]:
    """Declare that only people with one of these roles, in any organisation, may open this route.

    Which organisations they may see is asked of each object: `may_see`, `organisations_below`.
    """

    def declare(view: Callable[P, R]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return redirect(url_for("accounts.login", next=_here()), code=303)
            # Unknown and forbidden answer alike: a 403 would tell what exists.
            if not person().roles & set(roles):
                abort(404)
            return view(*args, **kwargs)

        guarded.guard = roles  # type: ignore[attr-defined]
        return guarded

    return declare


def _here() -> str:
    # Only a GET is worth coming back to, and only its path: a full address would be an open redirect.
    return request.full_path.rstrip("?") if request.method == "GET" else ""


def person() -> Person:
    """Return who is signed in; only for routes under `@only`."""
    return cast(Person, current_user._get_current_object())


def may_see(who: Person, organisation: Organisation, *roles: Role) -> bool:
    """Return whether somebody holds one of these roles (any, if none is named) at or above an organisation."""
    return any(
        is_below(organisation.path, m.organisation.path)
        for m in who.memberships
        if not roles or Role(m.role) in roles
    )


def check_routes(app: Flask) -> None:
    """Raise RuntimeError naming every route without a guard."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()} - {"static"}
    if bare := sorted(e for e in endpoints if not hasattr(app.view_functions[e], "guard")):
        raise RuntimeError(f"routes without a guard: {', '.join(bare)}")
