"""The demo's accounts, and the file that tells their passwords."""

import json
import os
from pathlib import Path

from feedback.accounts import Organisation, Role
from feedback.accounts.actions import add_person
from feedback.demo.plan import world

FILE = "demo-accounts.json"


def password_of(username: str) -> str:
    """Return the password of a demo account: known to everybody, so only ever given while DEMO is on."""
    return f"demo-{username}-2026"


def add_people(units: dict[str, Organisation]) -> None:
    """Add the demo's people to the running transaction; `units` are the organisations by name."""
    for who in world()["people"]:
        name = who["username"]
        add_person(name, who["name"], password_of(name), Role(who["role"]), units[who["organisation"]])


def write_accounts(folder: Path) -> None:
    """Write who may sign in with what, for the owner's eyes only (mode 0600)."""
    names = [who["username"] for who in world()["people"]]
    path = folder / FILE
    path.unlink(missing_ok=True)
    # The mode at the making: a chmod afterwards would leave a moment in which everybody may read.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({name: password_of(name) for name in names}, file, indent=1)
