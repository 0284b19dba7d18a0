"""Which role opens which screen, and what it meets first."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.accounts import ADMINISTRATORS, Person, Role
from feedback.accounts.views import FIRST_PAGES
from feedback.db import db
from tests.accounts.conftest import NAMES
from tests.checked import CheckedClient
from tests.factories import World

EVERYBODY = (*Role,)
SYSTEM, SECURITY, AUDIT = ((role,) for role in ADMINISTRATORS)


def screens(world: World) -> dict[str, tuple[Role, ...]]:
    """Return the address of every screen of accounts, and who may open it."""
    alice = world.alice.id
    (hers,) = world.alice.memberships
    return {
        "/password": EVERYBODY,
        "/people": SECURITY,
        "/people/new": SECURITY,
        f"/people/{alice}": SECURITY,
        f"/people/{alice}/roles/new": SECURITY,
        f"/people/{alice}/roles/{hers.id}": SECURITY,
        "/organisations": SYSTEM,
        f"/organisations/{world.committee.id}/new": SYSTEM,
        f"/organisations/{world.branch.id}": SYSTEM,
        "/trail": AUDIT,
    }


def verbs(world: World) -> dict[str, tuple[Role, ...]]:
    """Return the address of every button of accounts, and who may press it."""
    alice = world.alice.id
    (hers,) = world.alice.memberships
    return {
        "/people/new": SECURITY,
        f"/people/{alice}/roles/new": SECURITY,
        f"/people/{alice}/roles/{hers.id}": SECURITY,
        f"/people/{alice}/roles/{hers.id}/end": SECURITY,
        f"/people/{alice}/password": SECURITY,
        f"/people/{alice}/close": SECURITY,
        f"/people/{alice}/open": SECURITY,
        f"/organisations/{world.committee.id}/new": SYSTEM,
        f"/organisations/{world.branch.id}": SYSTEM,
        "/trail/check": AUDIT,
    }


@pytest.mark.parametrize("role", EVERYBODY)
def test_each_role_opens_its_own_screens_and_knows_of_no_other(
    role: Role, committee: World, browser: Callable[[str], CheckedClient]
) -> None:
    client, unknown = browser(NAMES[role]), "没有找到这个页面"
    for address, roles in screens(committee).items():
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 200 if role in roles else 404)
        assert (unknown in answer.text) == (role not in roles)


@pytest.mark.parametrize("role", EVERYBODY)
def test_each_role_presses_its_own_buttons_alone(
    role: Role, committee: World, browser: Callable[[str], CheckedClient]
) -> None:
    client = browser(NAMES[role])
    for address, roles in verbs(committee).items():
        status = client.submit(address, form="/password").status_code
        assert (address, status == 404) == (address, role not in roles)


def test_the_matrix_holds_every_route_of_accounts_and_its_guard(app: Flask, committee: World) -> None:
    adapter = app.url_map.bind("127.0.0.1:8000")
    matrix = [("GET", *line) for line in screens(committee).items()]
    matrix += [("POST", *line) for line in verbs(committee).items()]
    known = {adapter.match(address, method=method)[0]: roles for method, address, roles in matrix}
    there = {r.endpoint for r in app.url_map.iter_rules() if r.endpoint.startswith("accounts.")}
    assert there - set(known) == {"accounts.login", "accounts.logout", "accounts.home"}
    assert {e: getattr(app.view_functions[e], "guard", None) for e in known} == known


def test_a_stranger_is_asked_to_sign_in_everywhere(committee: World, phone: CheckedClient) -> None:
    for address in (*screens(committee), "/"):
        assert phone.get(address).location.startswith("/login")


@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_lands_where_their_work_begins(
    role: Role, app: Flask, browser: Callable[[str], CheckedClient]
) -> None:
    client = browser(NAMES[role])
    endpoint = next(e for roles, e in FIRST_PAGES if role in roles)
    answer = client.get("/")
    if endpoint in app.view_functions:
        assert answer.location == app.url_map.bind("").build(endpoint)
        assert client.get(answer.location, follow_redirects=True).status_code == 200
    else:
        assert "您好" in answer.text


@pytest.mark.parametrize("role", EVERYBODY)
def test_the_menu_offers_only_what_opens(
    role: Role, browser: Callable[[str], CheckedClient], app: Flask
) -> None:
    client = browser(NAMES[role])
    offered = [endpoint for _, endpoint, roles in app.extensions["menu"] if role in roles]
    page = client.get("/password").text
    for endpoint in offered:
        address = app.url_map.bind("").build(endpoint)
        assert f'href="{address}"' in page
        assert client.get(address, follow_redirects=True).status_code == 200


def test_the_open_screen_is_marked_in_the_menu(sandy: CheckedClient, committee: World) -> None:
    for address in ("/people", "/people/new", f"/people/{committee.alice.id}"):
        assert '<a href="/people" aria-current="page">人员</a>' in sandy.get(address).text


@pytest.mark.parametrize("duty", ADMINISTRATORS)
def test_no_administrator_ever_sees_a_comment_or_a_score(
    duty: Role, app: Flask, committee: World, browser: Callable[[str], CheckedClient]
) -> None:
    committee.rate(committee.point, 1, "排了三个小时的长队")
    client = browser(NAMES[duty])
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", "public")
        concept = rule.endpoint.split(".")[0]
        if concept in ("dashboard", "scoring", "sentiment", "assessment", "cases"):
            assert guard == "public" or duty not in guard, rule.endpoint
        if "GET" in (rule.methods or ()) and guard != "public" and duty in guard and not rule.arguments:
            assert "长队" not in client.get(rule.rule).text


def test_the_top_line_names_person_and_unit(alice: CheckedClient) -> None:
    page = alice.get("/password").text
    assert "桂花支部</span> · Alice" in page
    assert '<a class="skip" href="#main">' in page


def test_a_person_without_any_role_left_is_told_so(world: World, alice: CheckedClient) -> None:
    who = db.session.scalars(select(Person).where(Person.username == "alice")).one()
    for membership in list(who.memberships):
        db.session.delete(membership)
    db.session.commit()
    db.session.expire_all()  # else the next request finds the roles still in this session
    assert "还没有可以办理的事项" in alice.get("/").text
