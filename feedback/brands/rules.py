"""Channels, and codes that nobody can guess."""

import secrets
from enum import StrEnum

# Crockford's alphabet: no I, L, O or U, so a code read from a wall cannot be misread.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_LENGTH = 10  # 50 bits


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


def new_code() -> str:
    """Return a fresh public code: 10 letters of Crockford's alphabet, 50 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """Return a code as it is stored: people type capitals, and o, i, l for 0, 1, 1."""
    return typed.strip().lower().translate(str.maketrans("oil", "011"))
