"""What a system administrator does with the tree: add, rename, move."""

from sqlalchemy import func, literal, select, update
from sqlalchemy.exc import IntegrityError

from feedback.accounts.actions import add_organisation
from feedback.accounts.models import Organisation, Person
from feedback.accounts.rules import BELOW, Kind, is_below
from feedback.accounts.trail import record
from feedback.db import db
from feedback.pages import Refused


def add(by: Person, name: str, kind: Kind, parent: Organisation) -> Organisation:
    """Add an organisation under another; raise Refused for a taken name or a kind that cannot stand there."""
    _fitting(kind, parent, "kind")
    _free(name, None)
    try:
        node = add_organisation(name, kind.value, parent)
        record(by, "accounts.add_organisation", name, kind=kind.label, above=parent.name)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        raise Refused("已经有叫这个名字的组织，请换一个。", "name") from None
    return node


def change(by: Person, node: Organisation, name: str, parent: Organisation | None) -> None:
    """Rename an organisation and move it with all below it, in one transaction; `parent` None = stays the top."""
    moved = parent is not None and parent.id != node.parent_id
    _free(name, node)
    if parent is not None:
        _fitting(Kind(node.kind), parent, "parent")
        if is_below(parent.path, node.path):
            raise Refused("不能移到自己下面，请换一个上级。", "parent")
    try:
        _apply(by, node, name, parent if moved else None)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        raise Refused("已经有叫这个名字的组织，请换一个。", "name") from None


def _apply(by: Person, node: Organisation, name: str, parent: Organisation | None) -> None:
    before, node.name = node.name, name
    if parent is not None:
        _move(node, parent)
        record(by, "accounts.move_organisation", name, above=parent.name)
    if name != before:
        record(by, "accounts.rename_organisation", name, before=before)


def _move(node: Organisation, parent: Organisation) -> None:
    before, after = node.path, f"{parent.path}{node.id}/"
    # One statement for the whole subtree: a path left behind would hide a branch from its committee.
    rest = func.substr(Organisation.path, len(before) + 1)
    db.session.execute(
        update(Organisation)
        .where(Organisation.path.startswith(before))
        .values(path=literal(after).concat(rest))
        .execution_options(synchronize_session="fetch")
    )
    node.parent_id = parent.id


def _fitting(kind: Kind, parent: Organisation, field: str) -> None:
    if kind not in BELOW[Kind(parent.kind)]:
        raise Refused(f"{parent.kind_name}下面不能设{kind.label}。", field)


def _free(name: str, node: Organisation | None) -> None:
    taken = db.session.scalar(select(Organisation.id).where(Organisation.name == name))
    if taken is not None and (node is None or taken != node.id):
        raise Refused("已经有叫这个名字的组织，请换一个。", "name")
