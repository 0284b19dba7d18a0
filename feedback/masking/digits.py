"""Numbers of people: ID cards, mobiles, bank cards, landlines, however their digits are set apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from feedback.masking.plain import BETWEEN, Kind, Span, before, counted

# No digit is a separator: the pattern can be matched in one way only, and takes time in proportion to the text.
RUN = re.compile(rf"[0-9](?:{BETWEEN}{{0,4}}[0-9])*(?:{BETWEEN}{{0,4}}[XxХх×✕✖])?")
LONGEST = 19
# 138 0013 8000 is one number, 13 14 15 16 17 1 is not; single digits may be as many as they are.
MOST_GROUPS = 5
STATED_ID = re.compile(r"身份证(?:号码?|号)?[^0-9]{0,4}$")
# What stands before a number that is no person's, and after one that counts something.
OTHERWISE = re.compile(
    r"(?:单号|订单|编号|工单|流水|受理号|运单|批次|发票|条码|单据|合同号?|案号|序号|货号|型号|票号|SF|YT|JD|ZT|NO|№)"
    r"[号码#:：是为.\s]{0,4}$",
    re.IGNORECASE,
)
AMOUNT = re.compile(r"[0-9.,]{0,6}\s?(?:元|块|万|亿|平|㎡|度|公里|千米|米|吨|斤|人次|次|票|步|%|字)")
# The first two digits of a place; 81 to 83 are residence permits, 91 one for foreigners.
PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
MOBILE = re.compile(r"(?:0086|086|86)?1[3-9][0-9]{9}")
# The first digits of cards in use: an order number that happens to satisfy Luhn begins with a year more often.
CARD = re.compile(r"(?:62|4|5|6[03-9]|3[05689]|9[0458]|2[2-7]|10[0-9])")
STATED_CARD = re.compile(r"(?:卡号|银行卡|储蓄卡|信用卡|借记卡|账号|帐号|账户|帐户|[工建农中]行)[^0-9]{0,6}$")
AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
LANDLINE = re.compile(
    rf"(?<![0-9])(?:\(?0{AREA}\)?|\(?\+?86\)?{BETWEEN}{{1,2}}\(?0?{AREA}\)?){BETWEEN}{{0,3}}"
    rf"[2-8][0-9]{{2,3}}{BETWEEN}{{0,3}}[0-9]{{4}}(?![0-9])(?:(?:转|-)[0-9]{{1,5}}(?![0-9]))?"
)


@dataclass(frozen=True)
class Run:
    """Digits with what stands between them: the digits alone, where each stands, where groups begin."""

    digits: str
    places: list[int]
    begins: list[int]

    @classmethod
    def of(cls, match: re.Match[str]) -> "Run":
        """Take a run apart."""
        whole = match[0]
        at = [i for i, c in enumerate(whole) if c.isdigit() or i == len(whole) - 1]
        begins = [n for n, i in enumerate(at) if n == 0 or at[n - 1] != i - 1]
        digits = "".join(c if c.isdigit() else "X" for c in (whole[i] for i in at))
        return cls(digits, [match.start() + i for i in at], begins)


def numbers(text: str) -> Iterator[Span]:
    """Return the numbers of people in a plain text; Chinese numerals are read in a second look."""
    for match in RUN.finditer(text):
        yield from _inside(text, Run.of(match))
    yield from (
        Span(m.start(), m.end(), Kind.LANDLINE)
        for m in LANDLINE.finditer(text)
        if not before(text, m.start(), OTHERWISE)
    )
    if (spoken := counted(text)) != text:
        for match in RUN.finditer(spoken):
            if text[match.start() : match.end()] != match[0]:
                yield from _inside(spoken, Run.of(match))


def _inside(text: str, run: Run) -> Iterator[Span]:
    """Return the numbers in a run: from a group's first digit to a group's last, the longest first."""
    ends = [*run.begins[1:], len(run.digits)]
    free = 0
    for number, begin in enumerate(run.begins):
        if begin < free:
            continue
        groups = [end for end in ends[number : number + LONGEST] if 11 <= end - begin <= LONGEST]
        for end in reversed(groups):
            many = ends.index(end, number) - number + 1
            start, stop = run.places[begin], run.places[end - 1] + 1
            if kind := _kind(text, run.digits[begin:end], start, stop, many):
                yield Span(start - (text[start - 1 : start] == "+"), stop, kind)
                free = end
                break


def _kind(text: str, digits: str, start: int, stop: int, groups: int) -> Kind | None:
    """Return what some digits are, standing where they stand, in so many groups."""
    if len(digits) in (15, 18) and (is_id(digits) or before(text, start, STATED_ID)):
        return Kind.ID
    if "X" in digits or before(text, start, OTHERWISE) or AMOUNT.match(text, stop):
        return None
    if MOBILE.fullmatch(digits):
        return Kind.MOBILE if _as_spoken(text[start:stop], len(digits), groups) else None
    known = CARD.match(digits) or before(text, start, STATED_CARD)
    return Kind.CARD if len(digits) >= 16 and known and luhn(digits) else None


def _as_spoken(written: str, digits: int, groups: int) -> bool:
    """Return whether digits are set apart as in one number: not 192.168.10.100, not 13 14 15 16 17 18 1."""
    return groups == digits or groups <= (3 if "." in written else MOST_GROUPS)


def is_id(digits: str) -> bool:
    """Return whether 18 digits (the last may be X) or 15 are an ID number: place, birthday, check digit."""
    birthday = digits[6:14] if len(digits) == 18 else f"19{digits[6:12]}"
    if not PROVINCES.match(digits) or not "1900" <= birthday[:4] <= "2099" or not digits[:-1].isdigit():
        return False
    try:
        date(int(birthday[:4]), int(birthday[4:6]), int(birthday[6:]))
    except ValueError:
        return False
    if len(digits) == 15:
        return digits.isdigit()
    total = sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == digits[-1]


def luhn(digits: str) -> bool:
    """Return whether the last digit of a card's number follows from the others."""
    doubled = [int(d) * 2 for d in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0
