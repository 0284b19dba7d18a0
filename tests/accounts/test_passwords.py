"""Passwords and the processes that serve pages."""

import subprocess
import sys

from feedback.accounts import passwords
from feedback.settings import TOP

TICKING = """
from gevent import monkey; monkey.patch_all()
import time, gevent
from flask import Flask
from feedback.accounts import passwords
app = Flask("throwaway"); app.config["ARGON2"] = "strong"
ticks = []
def tick():
    while True:
        ticks.append(time.perf_counter()); gevent.sleep(0.005)
with app.app_context():
    stored = passwords.hash_of("right")
    ticking = gevent.spawn(tick); gevent.sleep(0.02)
    before = len(ticks)
    assert (passwords.fits("right", stored), passwords.fits("wrong", stored), passwords.fits("x", None)) == (True, False, False)
    print(len(ticks) - before)
"""


def test_a_sign_in_does_not_hold_up_the_pages_of_others() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TICKING], cwd=TOP, capture_output=True, text=True, check=True, timeout=60
    )
    assert int(done.stdout) >= 10


def test_random_passwords_are_long_readable_and_never_twice() -> None:
    made = {passwords.random() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(p) == 19 and set(p) <= {*passwords.LETTERS, "-"} for p in made)
