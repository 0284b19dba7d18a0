"""Channels, codes that nobody can guess, names that can be printed."""

import secrets
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

# Crockford's alphabet: no I, L, O or U, so a code read from a wall cannot be misread.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_MEANT, _LETTERS = str.maketrans("oil", "011"), frozenset(ALPHABET)
CODE_LENGTH = 10  # 50 bits

NAME_MAX = 40
PLACE_MAX = 60
POSITIONING_MAX = 200
DESCRIPTION_MAX = 100
SERVICES_MAX = 30


class Channel(StrEnum):
    """宣传渠道: by which way a resident met the code."""

    COUNTER = "counter"
    BOARD = "board"
    WECHAT = "wechat"
    EVENT = "event"
    VISIT = "visit"
    HALL = "hall"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return CHANNEL_NAMES[self]


CHANNEL_NAMES = {
    Channel.COUNTER: "服务窗口",
    Channel.BOARD: "宣传栏",
    Channel.WECHAT: "微信公众号",
    Channel.EVENT: "活动现场",
    Channel.VISIT: "上门走访",
    Channel.HALL: "服务大厅",
}


@dataclass(frozen=True)
class BrandWords:
    """What a person says about a brand."""

    name: str
    mark: str
    positioning: str
    responsible: str


@dataclass(frozen=True)
class PointWords:
    """What a person says about a point; `channel` is a Channel's value."""

    name: str
    place: str
    channel: str
    service_id: int | None


def channel_named(label: str) -> Channel | None:
    """Return the channel with this Chinese name."""
    return next((c for c, name in CHANNEL_NAMES.items() if name == label), None)


def new_code() -> str:
    """Return a fresh public code: 10 letters of Crockford's alphabet, 50 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """Return a code as it is stored: people type capitals, and o, i, l for 0, 1, 1; "" for what no code can be."""
    read = typed.strip().lower().translate(_MEANT)
    # A NUL in an address: PostgreSQL would not even look for it.
    return read if _LETTERS.issuperset(read) else ""


def one_line(text: str | None) -> str:
    """Return typed words as one line that can be printed: blanks single, nothing invisible.

    What turns the reading direction round, zero-width signs and control characters come in by pasting; on a
    poster or in a list they would make one name look like another. PostgreSQL cannot keep a NUL either.
    """
    shown = "".join(c if c.isspace() or unicodedata.category(c)[0] != "C" else "" for c in text or "")
    return " ".join(unicodedata.normalize("NFC", shown).split())


def lines(text: str | None) -> str:
    """Return typed words of several lines, each as `one_line` leaves it; blank lines at the ends go."""
    return "\n".join(one_line(line) for line in (text or "").splitlines()).strip()
