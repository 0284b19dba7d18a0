"""What a security administrator can do with people, and cannot."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from feedback.accounts import ADMINISTRATORS, BRANCH, COMMITTEE, Kind, Person, Role
from feedback.accounts.actions import add_organisation
from feedback.accounts.models import AuditEntry, Membership
from feedback.accounts.rules import ROLES_IN, conflict
from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World


def password_on(page: str) -> str:
    """Return the password a page shows."""
    found = re.search(r"<code>([^<]+)</code>", page)
    assert found
    return found[1]


def add(client: CheckedClient, world: World, **typed: str) -> str:
    """Add Dora to 桂花支部; return the page that comes."""
    fields = {
        "name": "朵拉",
        "username": "Dora",
        "role": "branch_staff",
        "organisation": str(world.branch.id),
    }
    return client.submit("/people/new", None, **{**fields, **typed}).text


def roles_of(username: str) -> set[tuple[str, str]]:
    """Return somebody's roles and units, read anew."""
    db.session.expire_all()
    who = db.session.scalars(select(Person).where(Person.username == username)).one()
    return {(m.role, m.organisation.name) for m in who.memberships}


def test_a_new_person_signs_in_with_the_password_shown_once(
    sandy: CheckedClient, committee: World, browser: Callable[..., CheckedClient]
) -> None:
    password = password_on(add(sandy, committee))
    assert browser("dora", password).get("/").status_code in (200, 303)
    assert roles_of("dora") == {("branch_staff", "桂花支部")}
    assert password not in sandy.get("/people").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"username": "ALICE"}, "已经有人用了"),
        ({"username": "a b"}, "字母、数字"),
        ({"username": "x"}, "字母、数字"),
        ({"name": "\u202e\x00"}, "请填写姓名"),
        ({"role": "reviewer"}, "党支部里没有“考核组评委”"),
        ({"role": "security_admin"}, "党支部里没有“安全管理员”"),
        ({"role": "owner"}, "不是有效的选择"),
        ({"organisation": "999"}, "不是有效的选择"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said(
    sandy: CheckedClient, committee: World, typed: dict[str, str], sentence: str
) -> None:
    page = add(sandy, committee, **typed)
    assert "field__wrong" in page
    assert sentence in page
    assert db.session.scalar(select(Person.id).where(Person.username == "dora")) is None


def test_everybody_is_on_the_list_and_can_be_found_by_name_or_unit(sandy: CheckedClient) -> None:
    everybody = sandy.get("/people").text
    assert all(name in everybody for name in ("alice", "bob", "charlie", "sam", "sandy", "audrey"))
    found = sandy.get("/people?q=桂花").text
    assert ("alice" in found, "charlie" in found) == (True, False)
    assert "没有找到" in sandy.get("/people?q=100%").text


def test_a_changed_role_counts_from_the_next_page_on(
    sandy: CheckedClient, committee: World, browser: Callable[..., CheckedClient]
) -> None:
    alice, (old,) = browser("alice"), committee.alice.memberships
    address = f"/people/{committee.alice.id}/roles/{old.id}"
    assert alice.get("/trail").status_code == 404
    sandy.submit(address, role="audit_admin", organisation=committee.committee.id)
    assert roles_of("alice") == {("audit_admin", "街道党委")}
    assert alice.get("/trail").status_code == 200


def test_a_person_may_work_in_two_branches_and_leave_one(sandy: CheckedClient, committee: World) -> None:
    page = f"/people/{committee.bob.id}"
    sandy.submit(f"{page}/roles/new", role="branch_staff", organisation=committee.other.id)
    assert roles_of("bob") == {("branch_staff", "桂花支部"), ("branch_staff", "兰花支部")}
    first, second = (
        m.id for m in db.session.scalars(select(Membership).where(Membership.person_id == committee.bob.id))
    )
    sandy.submit(f"{page}/roles/{first}/end", form=page)
    assert roles_of("bob") == {("branch_staff", "兰花支部")}
    sandy.submit(f"{page}/roles/{second}/end", form=page)
    assert roles_of("bob") == {("branch_staff", "兰花支部")}
    assert "这是最后一个职务" in sandy.get(page).text


def test_nobody_holds_two_duties_or_a_duty_beside_other_work(sandy: CheckedClient, committee: World) -> None:
    sam = db.session.scalars(select(Person).where(Person.username == "sam")).one()
    for role, sentence in (("audit_admin", "不同的人"), ("committee_manager", "不能兼任")):
        page = sandy.submit(f"/people/{sam.id}/roles/new", role=role, organisation=committee.committee.id)
        assert sentence in page.text
    assert roles_of("sam") == {("system_admin", "街道党委")}


def test_the_rule_of_the_three_duties() -> None:
    for duty in ADMINISTRATORS:
        assert conflict([duty]) is None
        assert all(conflict([duty, other]) for other in Role if other is not duty)
    assert conflict([*BRANCH, *COMMITTEE]) is None


def test_duties_stand_only_at_the_top_of_the_tree() -> None:
    assert [kind for kind in Kind if set(ROLES_IN[kind]) & set(ADMINISTRATORS)] == [Kind.COMMITTEE]


def test_a_reset_password_replaces_the_old_one_and_ends_every_sign_in(
    sandy: CheckedClient, committee: World, browser: Callable[..., CheckedClient]
) -> None:
    alice, page = browser("alice"), f"/people/{committee.alice.id}"
    password = password_on(sandy.submit(f"{page}/password", form=page).text)
    assert alice.get("/password").status_code == 303
    assert alice.submit("/login", username="alice", password=PASSWORD).status_code == 422
    browser("alice", password)


def test_a_closed_account_is_signed_out_at_once_and_can_be_opened_again(
    sandy: CheckedClient, committee: World, browser: Callable[..., CheckedClient]
) -> None:
    alice, page = browser("alice"), f"/people/{committee.alice.id}"
    sandy.submit(f"{page}/close", form=page)
    assert alice.get("/password").status_code == 303
    assert alice.submit("/login", username="alice", password=PASSWORD).status_code == 422
    sandy.submit(f"{page}/open", form=page)
    browser("alice")


def test_nobody_acts_on_oneself(sandy: CheckedClient, committee: World) -> None:
    me = db.session.scalars(select(Person).where(Person.username == "sandy")).one()
    page, (mine,) = f"/people/{me.id}", me.memberships
    for step in ("password", "close", "open", f"roles/{mine.id}/end"):
        answer = sandy.submit(f"{page}/{step}", form="/people/new")
        assert answer.status_code == 303
        assert "不能更改自己的账号" in sandy.get(page).text
    role = sandy.submit(f"{page}/roles/{mine.id}", role="audit_admin", organisation=committee.committee.id)
    assert "不能更改自己的账号" in role.text
    assert roles_of("sandy") == {("security_admin", "街道党委")}
    assert me.active


def test_somebody_with_a_role_above_or_elsewhere_cannot_be_touched(
    committee: World, browser: Callable[..., CheckedClient]
) -> None:
    district = add_organisation("另一个党委", Kind.COMMITTEE, None)
    committee.person("erin", Role.SECURITY_ADMIN, district)
    visitor = committee.person("vera", Role.REVIEWER, committee.committee)
    visitor.memberships.append(Membership(organisation=district, role="reviewer"))
    db.session.commit()
    erin = browser("erin")
    assert "alice" not in erin.get("/people").text
    assert "vera" in erin.get("/people").text
    unknown = erin.get("/people/9999")
    for somebody in (committee.alice, visitor):
        forbidden = erin.get(f"/people/{somebody.id}")
        assert (forbidden.status_code, forbidden.text) == (404, unknown.text)
        assert erin.submit(f"/people/{somebody.id}/close", form="/people/new").status_code == 404
    db.session.expire_all()
    assert committee.alice.active
    assert visitor.active


def test_another_persons_role_is_not_reached_through_ones_own_page(
    sandy: CheckedClient, committee: World
) -> None:
    (hers,) = committee.alice.memberships
    page = f"/people/{committee.bob.id}/roles/{hers.id}"
    assert sandy.get(page).status_code == 404
    assert sandy.submit(f"{page}/end", form="/people/new").status_code == 404


def test_every_change_stands_in_the_trail_and_no_password_does(
    sandy: CheckedClient, committee: World
) -> None:
    page = f"/people/{committee.bob.id}"
    shown = password_on(add(sandy, committee))
    sandy.submit(f"{page}/roles/new", role="branch_manager", organisation=committee.branch.id)
    again = password_on(sandy.submit(f"{page}/password", form=page).text)
    sandy.submit(f"{page}/close", form=page)
    entries = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))[1:]
    assert [(e.username, e.action, e.subject) for e in entries] == [
        ("sandy", "accounts.add_person", "dora"),
        ("sandy", "accounts.assign", "bob"),
        ("sandy", "accounts.reset_password", "bob"),
        ("sandy", "accounts.deactivate", "bob"),
    ]
    assert not any(p in str(e.detail) for e in entries for p in (shown, again))
