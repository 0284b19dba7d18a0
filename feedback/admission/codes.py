"""One-time codes: how they look, how a typed one is read, what a batch of them may be.

A code is the four letters of its batch and fourteen of its own, 70 bits: the batch's letters let a code that is
used up, and of which nothing is left, still lead to its point.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from feedback.brands import ALPHABET, read_code

TAG, SECRET, GROUP = 4, 14, 6
LENGTH = TAG + SECRET
# Of a handful of slips somebody remembers who got one.
LEAST, MOST = 10, 200
LONGEST = timedelta(days=180)
SHOWN_AGAIN = timedelta(
    minutes=15
)  # so long a reload of the page, or a second click, shows a new batch again
STEP = 5  # how many were used is told in fives: whoever watches the count must not see one resident's turn


class Occasion(StrEnum):
    """What a batch was made for."""

    MEETING = "meeting"
    LETTER = "letter"
    TICKET = "ticket"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return OCCASIONS[self]


OCCASIONS = {Occasion.MEETING: "会议现场发放", Occasion.LETTER: "入户信", Occasion.TICKET: "排队号"}


class State(StrEnum):
    """What a code, or its batch, is good for."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    VOID = "void"


@dataclass(frozen=True)
class Wanted:
    """What somebody asked a batch to be; `last_day` is the last local day on which its codes open anything."""

    occasion: Occasion
    name: str
    count: int
    last_day: date


def letters(raw: bytes, count: int) -> str:
    """Return `count` letters of the alphabet out of some random bytes, 5 bits each; there must be enough of them."""
    number = int.from_bytes(raw)
    assert 8 * len(raw) >= 5 * count
    return "".join(ALPHABET[(number >> (5 * i)) & 31] for i in range(count))


def read_typed(typed: str) -> str:
    """Return a code as it is kept: blanks and hyphens go, o, i, l are 0, 1, 1; "" for what no code can be."""
    read = read_code("".join(c for c in typed if not c.isspace() and c not in "-－—·"))
    return read if len(read) == LENGTH else ""


def spaced(code: str) -> str:
    """Return a code as it is printed: three groups of six. With blanks, no table takes it for a number."""
    return " ".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def state_of(voided: bool, last_day: date, today: date) -> State:
    """Return what the codes of a batch that are not used yet are good for."""
    if voided:
        return State.VOID
    return State.EXPIRED if today > last_day else State.OPEN


def used_in_words(used: int) -> str:
    """Return how many codes of a batch were used, in fives, rounded down."""
    return f"至少 {used // STEP * STEP} 张" if used >= STEP else f"不到 {STEP} 张"


def problems(wanted: Wanted, today: date) -> dict[str, str]:
    """Return what is wrong with a batch somebody asks for, as sentences by field; empty = it can be made."""
    found = {}
    if not LEAST <= wanted.count <= MOST:
        found["count"] = f"一批请做 {LEAST} 到 {MOST} 张：太少容易猜出谁拿了哪一张，更多的请分几批。"
    if wanted.last_day < today:
        found["last_day"] = "这一天已经过去，请选今天或以后的日期。"
    elif wanted.last_day - today > LONGEST:
        found["last_day"] = f"有效期最长 {LONGEST.days} 天，请选早一些的日期。"
    return found


def in_sheets(codes: Iterable[str], a_sheet: int) -> list[list[str]]:
    """Return codes as they fill sheets of paper."""
    every = list(codes)
    return [every[i : i + a_sheet] for i in range(0, len(every), a_sheet)]
