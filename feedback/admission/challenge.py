"""The price itself: a challenge that is answered by a second of computing, or by waiting a little longer.

ALTCHA's challenges, version 2, "SHA-256" at cost 1 with a number hidden below the price: how long it takes at most is
known, also on a slow phone. It goes to the phone as an answer without a solution: sent back as it is, it pays by waiting.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

import altcha

from feedback.admission.rules import current, still_to_wait
from feedback.keys import keyed
from feedback.pages import Refused

LONGEST = 2000  # characters; ours has some 700


class Unpaid(Refused):
    """A rating that costs something and does not bring it: what to send along, and in how many seconds it is enough."""

    def __init__(self, slip: str, seconds: int) -> None:
        super().__init__("unpaid")  # nobody reads it: the page that asks has its own words
        self.slip = slip
        self.seconds = seconds


@dataclass(frozen=True)
class Payment:
    """A genuine challenge that came back in time; it pays when nothing is left to wait."""

    nonce: str
    made: datetime
    left: int


def new_slip(code: str, tries: int, seconds: int, now: datetime) -> str:
    """Return a fresh challenge for a point, to be filled in: base64, for one rating."""
    challenge = altcha.create_challenge(
        "SHA-256",
        1,
        counter=secrets.randbelow(tries),
        key_prefix_length=16,
        # Not their own time limit: they look at the machine's clock, we at ours, and it must not be in the future.
        data={"point": code, "made": int(now.timestamp()), "wait": seconds},
        hmac_secret=_secret(),
    )
    return altcha.Payload(challenge, altcha.Solution(0, "")).to_base64()


def read(slip: str | None, code: str, now: datetime) -> Payment | None:
    """Return what a slip that came back is worth at a point; None = nothing: forged, too old, of another point."""
    if not slip or len(slip) > LONGEST:
        return None
    try:
        payload = altcha.Payload.from_base64(slip)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    checked = altcha.verify_solution(payload, _secret())
    told = payload.challenge.parameters.data
    # From here on it is our own, word for word.
    if checked.invalid_signature is not False or not told or told["point"] != code:
        return None
    made = datetime.fromtimestamp(told["made"], UTC)
    if not current(made, now):
        return None
    left = 0 if checked.verified else still_to_wait(made, told["wait"], now)
    return Payment(payload.challenge.parameters.nonce, made, left)


def _secret() -> bytes:
    return keyed("session", "challenge")
