"""The tree: adding, renaming, and moving a whole subtree."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from feedback.accounts import Kind, Organisation, Role, organisations_below
from feedback.accounts import organisations as actions
from feedback.accounts.actions import add_organisation
from feedback.accounts.models import AuditEntry, Membership
from feedback.db import db
from feedback.pages import Refused
from tests.checked import CheckedClient
from tests.factories import World


def tree() -> dict[str, str]:
    """Return the path of every organisation in names, read anew."""
    db.session.expire_all()
    nodes = {o.id: o for o in db.session.scalars(select(Organisation))}
    return {
        o.name: "/".join(nodes[int(i)].name for i in o.path.strip("/").split("/")) for o in nodes.values()
    }


@pytest.fixture
def second(committee: World) -> Organisation:
    """A second general branch, beside the first."""
    made = add_organisation("园区党总支", Kind.GENERAL_BRANCH, committee.committee)
    db.session.commit()
    return made


def test_the_tree_shows_who_works_where(sam: CheckedClient, second: Organisation) -> None:
    page = sam.get("/organisations").text
    assert (
        page.index("街道党委") < page.index("社区党总支") < page.index("桂花支部") < page.index("园区党总支")
    )
    assert "2 人" in page


def test_the_eleventh_stands_behind_the_second_not_before_it(sam: CheckedClient, committee: World) -> None:
    for number in range(6, 12):
        add_organisation(f"第 {number} 党总支", Kind.GENERAL_BRANCH, committee.committee)
    db.session.commit()
    page = sam.get("/organisations").text
    places = [
        page.index(name) for name in ("社区党总支", "兰花支部", *(f"第 {n} 党总支" for n in range(6, 12)))
    ]
    assert places == sorted(places)


def test_a_new_branch_stands_below_its_general_branch(sam: CheckedClient, second: Organisation) -> None:
    answer = sam.submit(f"/organisations/{second.id}/new", name="  菊花 \u202e支部 ", kind="branch")
    assert answer.status_code == 303
    assert tree()["菊花 支部"] == "街道党委/园区党总支/菊花 支部"


def test_a_branch_is_a_leaf(sam: CheckedClient, committee: World) -> None:
    assert sam.get(f"/organisations/{committee.branch.id}/new").status_code == 404
    assert f"/organisations/{committee.branch.id}/new" not in sam.get("/organisations").text


@pytest.mark.parametrize("kind", ["committee", "general_branch", "club"])
def test_only_branches_stand_below_a_general_branch(
    sam: CheckedClient, second: Organisation, kind: str
) -> None:
    assert sam.submit(f"/organisations/{second.id}/new", name="菊花支部", kind=kind).status_code == 422
    assert "菊花支部" not in tree()


@pytest.mark.parametrize("name", ["桂花支部", "", " ", "\x00\u200b", "长" * 61])
def test_a_name_that_is_taken_or_none_is_refused_beside_its_field(
    sam: CheckedClient, second: Organisation, name: str
) -> None:
    before = tree()
    for address in (f"/organisations/{second.id}/new", f"/organisations/{second.id}"):
        answer = sam.submit(address, name=name, kind="branch", parent=second.parent_id)
        assert answer.status_code == 422
        assert 'id="name-wrong"' in answer.text
    assert tree() == before


def test_a_moved_general_branch_takes_everything_below_it_along(
    committee: World, browser: Callable[[str], CheckedClient]
) -> None:
    top = add_organisation("机关党委", Kind.COMMITTEE, None)
    sue = committee.person("sue", Role.SYSTEM_ADMIN, top)
    sue.memberships.append(Membership(organisation=committee.committee, role="system_admin"))
    db.session.commit()
    address = f"/organisations/{committee.branch.parent_id}"
    assert browser("sue").submit(address, name="社区党总支", parent=top.id).status_code == 303
    assert tree() == {
        "街道党委": "街道党委",
        "机关党委": "机关党委",
        "社区党总支": "机关党委/社区党总支",
        "桂花支部": "机关党委/社区党总支/桂花支部",
        "兰花支部": "机关党委/社区党总支/兰花支部",
    }


def test_who_sees_a_branch_follows_its_move_at_once(
    sam: CheckedClient, committee: World, second: Organisation
) -> None:
    gina = committee.person("gina", Role.REVIEWER, second)
    db.session.commit()
    sam.submit(f"/organisations/{committee.branch.id}", name="桂花支部", parent=second.id)
    assert tree()["桂花支部"] == "街道党委/园区党总支/桂花支部"
    assert [o.name for o in organisations_below(gina)] == ["园区党总支", "桂花支部"]


@pytest.mark.parametrize(
    ("what", "where"), [("桂花支部", "兰花支部"), ("社区党总支", "社区党总支"), ("社区党总支", "园区党总支")]
)
def test_nothing_moves_where_it_cannot_stand(
    sam: CheckedClient, second: Organisation, what: str, where: str
) -> None:
    ids = {o.name: o.id for o in db.session.scalars(select(Organisation))}
    before = tree()
    assert sam.submit(f"/organisations/{ids[what]}", name=what, parent=ids[where]).status_code == 422
    assert tree() == before


def test_no_caller_gets_past_what_may_stand_below_what(committee: World, second: Organisation) -> None:
    with pytest.raises(Refused, match="党总支下面不能设党委"):
        actions.add(committee.alice, "区党委", Kind.COMMITTEE, second)
    with pytest.raises(Refused, match="党支部下面不能设党支部"):
        actions.change(committee.alice, committee.branch, "桂花支部", committee.other)


def test_the_top_can_be_renamed_and_stays_the_top(sam: CheckedClient, committee: World) -> None:
    address = f"/organisations/{committee.committee.id}"
    assert sam.submit(address, name="花园街道党委", parent=0).status_code == 303
    assert tree()["花园街道党委"] == "花园街道党委"


def test_another_committees_tree_is_unknown(sam: CheckedClient, committee: World) -> None:
    district = add_organisation("机关党委", Kind.COMMITTEE, None)
    db.session.commit()
    unknown = sam.get("/organisations/9999")
    for address in (f"/organisations/{district.id}", f"/organisations/{district.id}/new"):
        assert (sam.get(address).status_code, sam.get(address).text) == (404, unknown.text)
    own = f"/organisations/{committee.branch.id}"
    assert sam.submit(own, name="桂花支部", parent=district.id).status_code == 422


def test_every_change_of_the_tree_stands_in_the_trail(
    sam: CheckedClient, committee: World, second: Organisation
) -> None:
    sam.submit(f"/organisations/{second.id}/new", name="菊花支部", kind="branch")
    sam.submit(f"/organisations/{committee.branch.id}", name="金桂支部", parent=second.id)
    sam.submit(f"/organisations/{committee.branch.id}", name="金桂支部", parent=second.id)
    entries = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))[1:]
    assert [(e.username, e.action, e.detail) for e in entries] == [
        ("sam", "accounts.add_organisation", {"kind": "党支部", "above": "园区党总支"}),
        ("sam", "accounts.move_organisation", {"above": "园区党总支"}),
        ("sam", "accounts.rename_organisation", {"before": "桂花支部"}),
    ]
