"""S6: does the time of a refused sign-in tell whether the name exists? Prints medians of both and their difference."""

import os
import sys
from itertools import cycle
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from flask import Flask
from flask_migrate import upgrade

from feedback import create_app
from feedback.accounts import Kind, Person, Role
from feedback.accounts.actions import add_organisation, sign_in
from feedback.accounts.models import Membership
from feedback.accounts.passwords import hash_of
from feedback.accounts.rules import FREE_TRIES
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused

MOST_MS = 10


def people(number: int) -> list[str]:
    """Make people who all have one strong hash; return their user names."""
    top = add_organisation("党委", Kind.COMMITTEE, None)
    strong = hash_of("never typed")
    names = [f"known{n}" for n in range(number)]
    for name in names:
        who = Person(username=name, name=name, password_hash=strong, created_at=now())
        who.memberships = [Membership(organisation=top, role=Role.REVIEWER)]
        db.session.add(who)
    db.session.commit()
    return names


def refused(app: Flask, username: str) -> float:
    """Return the milliseconds a wrong password took."""
    with app.test_request_context("/login"):
        begun = perf_counter()
        try:
            sign_in(username, "not the password")
        except Refused:
            return 1000 * (perf_counter() - begun)
    raise SystemExit("a wrong password was taken")


def main(tries: int) -> None:
    """Try known and unknown names in turn, each as often as costs no wait."""
    with TemporaryDirectory() as folder:
        app = create_app(
            DATA_DIR=folder, DEMO="0", ARGON2="strong", DATABASE_URL=os.environ.get("DATABASE_URL", "")
        )
        with app.app_context():
            upgrade()
            names = people(-(-tries // (FREE_TRIES - 1)))
        refused(app, "first of the process")  # makes the stand-in
        several = [name for _, name in zip(range(tries), cycle(names), strict=False)]
        pairs = [(refused(app, name), refused(app, f"un{name}")) for name in several]
    known, unknown = (sorted(times) for times in zip(*pairs, strict=True))
    difference = abs(median(known) - median(unknown))
    print(f"known {median(known):.1f} ms, unknown {median(unknown):.1f} ms, difference {difference:.1f} ms")
    print(f"of {len(known)} each; at most {MOST_MS} ms: {'met' if difference < MOST_MS else 'NOT MET'}")
    sys.exit(difference >= MOST_MS)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
