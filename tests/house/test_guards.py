"""House rule: every route says who may open it, and no change is taken without the form's token."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

from feedback.accounts import Role, check_routes, only, public
from tests.checked import CheckedClient

View = Callable[[], ResponseReturnValue]


def bare() -> View:
    """Return a view, new each time: a guard leaves its mark on the function."""

    def page() -> ResponseReturnValue:
        return "a page"

    return page


def throwaway(view: View) -> Flask:
    """Return a small application with one route."""
    app = Flask("throwaway")
    app.add_url_rule("/x", "x", view)
    return app


def test_every_route_declares_its_guard(app: Flask) -> None:
    check_routes(app)
    assert len(list(app.url_map.iter_rules())) > 20


@pytest.mark.parametrize("view", [public(bare()), only(Role.BRANCH_STAFF)(bare())])
def test_a_route_with_a_guard_is_taken(view: View) -> None:
    check_routes(throwaway(view))


def test_a_bare_route_stops_the_start_by_name() -> None:
    with pytest.raises(RuntimeError, match="without a guard: x"):
        check_routes(throwaway(bare()))


def test_a_guard_above_the_route_guards_nothing_and_is_found() -> None:
    app = Flask("throwaway")

    @only(Role.BRANCH_STAFF)
    @app.get("/x")
    def shown() -> ResponseReturnValue:
        return "a page"

    with pytest.raises(RuntimeError, match="without a guard: shown"):
        check_routes(app)


def changes(app: Flask) -> list[str]:
    """Return an address of every route by which somebody signed in changes something."""
    rules = [r for r in app.url_map.iter_rules() if "POST" in (r.methods or ())]
    guarded = [r for r in rules if getattr(app.view_functions[r.endpoint], "guard", "public") != "public"]
    return [re.sub(r"<[^>]+>", "1", r.rule) for r in guarded]


def test_no_change_by_somebody_signed_in_is_taken_without_the_token(app: Flask, alice: CheckedClient) -> None:
    addresses = changes(app)
    assert len(addresses) > 8
    for address in addresses:
        assert (address, alice.post(address).status_code) == (address, 400)
        forged = alice.post(address, data={"csrf_token": "forged"})
        assert (address, forged.status_code) == (address, 400)


def test_the_token_of_another_session_is_no_token(alice: CheckedClient, bob: CheckedClient) -> None:
    assert alice.post("/logout", data={"csrf_token": bob.csrf("/password")}).status_code == 400
    assert alice.submit("/logout", form="/password").status_code == 303


def test_signing_in_needs_the_token_too(world: object, phone: CheckedClient) -> None:
    assert phone.post("/login", data={"username": "alice", "password": "x"}).status_code == 400
