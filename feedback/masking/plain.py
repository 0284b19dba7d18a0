"""A text of the same length in which full-width, circled and other digits are plain ones: places stay places."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Kind(StrEnum):
    """What was found; the value is what a reader is told."""

    ID = "身份证号"
    MOBILE = "手机号"
    LANDLINE = "座机号"
    CARD = "银行卡号"
    PLATE = "车牌号"
    ADDRESS = "门牌号"
    EMAIL = "邮箱"
    ACCOUNT = "微信或 QQ 号"


class Span(NamedTuple):
    """Where something stands in a text, and what it is."""

    start: int
    end: int
    kind: Kind


# What people put between digits: blanks (no line ends), dashes, dots, what nobody sees, keycaps of emoji.
BETWEEN = (
    r"[ \t\u00a0\u1680\u2000-\u200f\u202a-\u202f\u205f-\u2069\u3000\ufeff\u00ad\ufe0f\u20e3"
    r"_.·•・‧/*()\-\u2010-\u2015\u2212]"
)
NUMERALS = str.maketrans("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "00012345678911234567" + "89")
# Only what an address or a number plate is known by.
SIMPLE = dict(
    zip(
        "號樓棟單層園區滬粵蘇贛閩遼魯雲貴陝瓊寧碼證話",
        "号楼栋单层园区沪粤苏赣闽辽鲁云贵陕琼宁码证话",
        strict=True,
    )
)


def plain(text: str) -> str:
    """Return a text of the same length with every kind of digit, letter and sign as the plain one."""
    return "".join(map(_one, text))


@lru_cache(maxsize=8192)
def _one(character: str) -> str:
    if character in SIMPLE:
        return SIMPLE[character]
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    normal = unicodedata.normalize("NFKC", character)
    # A full-width blank becomes a blank; what would become several characters stays.
    return normal if len(normal) == 1 else character


def counted(text: str) -> str:
    """Return a plain text in which Chinese numerals (一三八…) are digits too."""
    return text.translate(NUMERALS)


def before(text: str, start: int, words: re.Pattern[str]) -> bool:
    """Return whether one of these words ends right before a place; patterns end with `$`."""
    return words.search(text[max(0, start - 12) : start]) is not None
