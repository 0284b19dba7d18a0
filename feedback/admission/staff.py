"""Internal devices: how one is invited, registered, recognised when it sends a rating, and let go again.

Only single devices, each by its own cookie, and never a network: a branch that had its hall's Wi-Fi registered would
strike out its critics with it.
"""

import hmac
import re
import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from feedback import erasures
from feedback.accounts import Organisation, Person, Role, organisations_below, record
from feedback.admission.staff_models import StaffDevice
from feedback.admission.staff_rules import VALID, state
from feedback.db import db
from feedback.keys import keyed
from feedback.pages import Refused

COOKIE = "msi"
WELL_FORMED = re.compile(r"([1-9][0-9]{0,8})\.([0-9a-f]{16})\.([0-9a-f]{32})", re.ASCII)


def invite(who: Person, organisation: Organisation, name: str, now: datetime) -> tuple[StaffDevice, str]:
    """Add a device that may register within VALID; return it and the code of its link, which is nowhere kept."""
    if any(d.name == name and _state(d, now) in ("waiting", "enrolled") for d in devices_of(who)):
        raise Refused(f"已经有一台设备叫“{name}”，请换一个名字，免得分不清。", "name")
    code = secrets.token_urlsafe(16)
    device = StaffDevice(
        organisation=organisation, name=name, code_hash=_hash(code), person=who, invited_at=now
    )
    db.session.add(device)
    db.session.flush()
    record(who, "admission.invite_device", name, id=device.id, unit=organisation.name)
    db.session.commit()
    return device, code


def invited(code: str, now: datetime) -> StaffDevice | None:
    """Return the device whose link this is, as long as it is good."""
    device = db.session.scalar(select(StaffDevice).where(StaffDevice.code_hash == _hash(code)))
    return device if device and _state(device, now) == "waiting" else None


def enrol(code: str, now: datetime) -> StaffDevice | None:
    """Register the device that opened this link; None if the link is used up, too old or none of ours."""
    # One statement decides: of two that press at once, one registers.
    used = (
        update(StaffDevice)
        .where(
            StaffDevice.code_hash == _hash(code),
            StaffDevice.enrolled_at.is_(None),
            StaffDevice.revoked_at.is_(None),
            StaffDevice.invited_at > now - VALID,
            StaffDevice.invited_at <= now,
        )
        .values(enrolled_at=now)
        .returning(StaffDevice.id)
    )
    device_id = db.session.scalar(used)
    if device_id is None:
        db.session.rollback()
        return None
    device = db.session.get_one(StaffDevice, device_id, populate_existing=True)
    record(None, "admission.enrol_device", device.name, id=device.id, unit=device.organisation.name)
    db.session.commit()
    return device


def revoke(who: Person, device: StaffDevice, now: datetime) -> None:
    """Let a device go: what it sends from now on counts like any other's; what it sent stays as it was."""
    if device.revoked_at is None:
        device.revoked_at = now
        record(who, "admission.revoke_device", device.name, id=device.id)
        erasures.commit(erasures.device(device.code_hash, now))


def revoke_again(code_hash: str, at: datetime) -> None:
    """Let a device of restored data go that had been let go, in the running transaction."""
    there = StaffDevice.code_hash == code_hash, StaffDevice.revoked_at.is_(None)
    db.session.execute(update(StaffDevice).where(*there).values(revoked_at=at))


def devices_of(who: Person) -> list[StaffDevice]:
    """Return the devices registered for organisations that somebody manages for the committee, the newest first."""
    mine = [o.id for o in organisations_below(who, Role.COMMITTEE_MANAGER)]
    rows = select(StaffDevice).where(StaffDevice.organisation_id.in_(mine))
    return list(db.session.scalars(rows.order_by(StaffDevice.id.desc())))


def cookie_of(device: StaffDevice) -> str:
    """Return what a registered device keeps: its number, a part of its digest, and our signature over both."""
    begin = f"{device.id}.{device.code_hash[:16]}"
    return f"{begin}.{_signature(begin)}"


def is_internal(cookie: str | None, organisation_id: int) -> bool:
    """Return whether a device with this cookie is registered at or above an organisation.

    Costs a question to the database only where the signature is ours.
    """
    match = WELL_FORMED.fullmatch(cookie) if cookie else None
    if match is None or not hmac.compare_digest(match[3], _signature(f"{match[1]}.{match[2]}")):
        return False
    owner, here = aliased(Organisation), aliased(Organisation)
    known = (
        select(StaffDevice.id)
        .join(owner, owner.id == StaffDevice.organisation_id)
        .join(here, here.path.startswith(owner.path))
        .where(
            StaffDevice.id == int(match[1]),
            # The number alone may come again in a database that was made anew.
            StaffDevice.code_hash.startswith(match[2]),
            StaffDevice.enrolled_at.is_not(None),
            StaffDevice.revoked_at.is_(None),
            here.id == organisation_id,
        )
    )
    return db.session.scalar(known) is not None


def _state(device: StaffDevice, now: datetime) -> str:
    return state(device.invited_at, device.enrolled_at, device.revoked_at, now)


def _hash(code: str) -> str:
    return keyed("seal", "staff device link", code).hex()


def _signature(begin: str) -> str:
    return keyed("seal", "staff device", begin)[:16].hex()
