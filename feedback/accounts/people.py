"""What a security administrator does with people. Never with himself: that takes a colleague."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from feedback.accounts import passwords, rules, session
from feedback.accounts.actions import add_person
from feedback.accounts.models import Membership, Organisation, Person
from feedback.accounts.rules import Kind, Role
from feedback.accounts.trail import record
from feedback.db import db
from feedback.pages import Refused


def add(by: Person, username: str, name: str, role: Role, organisation: Organisation) -> tuple[Person, str]:
    """Add a person; return them and the random password, which is told once and kept nowhere."""
    if not rules.is_username(rules.fold(username)):
        raise Refused("用户名用 2 到 40 个字母、数字、点或横线。", "username")
    _fitting(role, organisation)
    if db.session.scalar(select(Person.id).where(Person.username == rules.fold(username))):
        raise Refused("这个用户名已经有人用了，请换一个。", "username")
    password = passwords.random()
    try:
        who = add_person(username, name, password, role, organisation)
    except IntegrityError:
        # Two administrators took the same name at once: the other one has it.
        db.session.rollback()
        raise Refused("这个用户名已经有人用了，请换一个。", "username") from None
    record(by, "accounts.add_person", who.username, role=role.label, unit=organisation.name)
    db.session.commit()
    return who, password


def assign(by: Person, who: Person, role: Role, organisation: Organisation, old: Membership | None) -> None:
    """Give a person a role in place of an old one, or with none as one more; raise Refused for one that cannot be."""
    _not_self(by, who)
    _fitting(role, organisation)
    kept = [m for m in who.memberships if m is not old]
    if any(m.role == role and m.organisation_id == organisation.id for m in kept):
        raise Refused("这个职务已经有了。", "role")
    if reason := rules.conflict([role, *(Role(m.role) for m in kept)]):
        raise Refused(reason, "role")
    detail = {"role": role.label, "unit": organisation.name}
    if old is None:
        who.memberships.append(Membership(organisation=organisation, role=role.value))
    else:
        detail |= {"before": f"{Role(old.role).label}（{old.organisation.name}）"}
        old.role, old.organisation = role.value, organisation
    record(by, "accounts.assign", who.username, **detail)
    db.session.commit()


def unassign(by: Person, who: Person, old: Membership) -> None:
    """Take one of several roles away; raise Refused for the last (that is deactivating)."""
    _not_self(by, who)
    if len(who.memberships) < 2:
        raise Refused("这是最后一个职务。要收回账号，请用“停用”。")
    db.session.delete(old)
    record(by, "accounts.unassign", who.username, role=Role(old.role).label, unit=old.organisation.name)
    db.session.commit()


def reset_password(by: Person, who: Person) -> str:
    """Give a person a new random password and end all their sign-ins; return it, to be told once."""
    _not_self(by, who)
    password = passwords.random()
    who.password_hash = passwords.hash_of(password)
    who.failures, who.failed_at = 0, None
    session.end_all(who)
    record(by, "accounts.reset_password", who.username)
    db.session.commit()
    return password


def switch(by: Person, who: Person, active: bool) -> None:
    """Close an account and end its sign-ins, or open it again. Nobody is deleted: the trail names them."""
    _not_self(by, who)
    who.active = active
    if not active:
        session.end_all(who)
    record(by, "accounts.activate" if active else "accounts.deactivate", who.username)
    db.session.commit()


def _not_self(by: Person, who: Person) -> None:
    if by.id == who.id:
        raise Refused("不能更改自己的账号，请由另一位安全管理员办理。")


def _fitting(role: Role, organisation: Organisation) -> None:
    if role not in rules.ROLES_IN[Kind(organisation.kind)]:
        raise Refused(
            f"{Kind(organisation.kind).label}里没有“{role.label}”这个职务，请核对单位。", "organisation"
        )
