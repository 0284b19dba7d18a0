"""Who may do what: roles, duties, and the question 'is this below mine?'."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from unicodedata import category


class Role(StrEnum):
    """What a person is in one organisation; the value is stored, the label is read."""

    BRANCH_STAFF = "branch_staff"
    BRANCH_MANAGER = "branch_manager"
    REVIEWER = "reviewer"
    COMMITTEE_MANAGER = "committee_manager"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return ROLE_NAMES[self]


ROLE_NAMES = {
    Role.BRANCH_STAFF: "支部工作人员",
    Role.BRANCH_MANAGER: "支部书记",
    Role.REVIEWER: "考核组评委",
    Role.COMMITTEE_MANAGER: "考核组负责人",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
}
BRANCH = (Role.BRANCH_STAFF, Role.BRANCH_MANAGER)
COMMITTEE = (Role.REVIEWER, Role.COMMITTEE_MANAGER)
# Three duties apart: whoever runs the system does not make accounts, and neither reads away the trail.
# None of them reads comments or touches a score.
ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


class Kind(StrEnum):
    """A node of the organisation tree."""

    COMMITTEE = "committee"
    GENERAL_BRANCH = "general_branch"
    BRANCH = "branch"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return {"committee": "党委", "general_branch": "党总支", "branch": "党支部"}[self]


# The kind of the organisation in which ratings of our own are sent (I13): no node of anybody's tree.
CANARY = "canary"

# Which kind hangs below which; a branch is a leaf and owns brands.
BELOW = {
    Kind.COMMITTEE: (Kind.GENERAL_BRANCH, Kind.BRANCH),
    Kind.GENERAL_BRANCH: (Kind.BRANCH,),
    Kind.BRANCH: (),
}


def is_below(path: str, top: str) -> bool:
    """Return whether the organisation at `path` is the one at `top` or stands under it ("/1/4/" under "/1/")."""
    return path.startswith(top)


# A branch judges nobody, and a committee does no counter work; duties stand at the top, over the whole tree.
ROLES_IN = {
    Kind.COMMITTEE: (*COMMITTEE, *ADMINISTRATORS),
    Kind.GENERAL_BRANCH: (*BRANCH, *COMMITTEE),
    Kind.BRANCH: BRANCH,
}


def conflict(roles: Collection[Role]) -> str | None:
    """Return why one person may not hold these roles together, or None."""
    duties = set(roles) & set(ADMINISTRATORS)
    if len(duties) > 1:
        return "系统、安全、审计三种管理职责要由不同的人担任。"
    if duties and set(roles) - duties:
        return "管理员不能兼任支部或考核组的职务，他们看不到评语，也不参与打分。"
    return None


FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)


def failures_now(failures: int, failed_at: datetime | None, now: datetime) -> int:
    """Return how many failures still count: after a quiet day, none."""
    return failures if failed_at is not None and now - failed_at < FORGOTTEN else 0


def wait(failures: int, failed_at: datetime | None, now: datetime) -> timedelta:
    """Return how long this name must still wait: after five failures 30 s, then twice as long each time, at most 15 min."""
    if failed_at is None or failures_now(failures, failed_at, now) < FREE_TRIES:
        return timedelta(0)
    # The exponent is bounded: nobody waits the fifteen minutes of try 40 as 2^35 half-minutes.
    whole = min(FIRST_WAIT * (1 << min(failures - FREE_TRIES, 10)), LONGEST_WAIT)
    # A clock that was set back must not lock somebody out for longer than the wait itself.
    return max(timedelta(0), min(failed_at + whole - now, whole))


def in_words(span: timedelta) -> str:
    """Return a wait as it is said: "30 秒", "2 分钟", rounded up."""
    seconds = -int(-span.total_seconds() // 1)
    return f"{seconds} 秒" if seconds < 60 else f"{-(-seconds // 60)} 分钟"


def fold(username: str) -> str:
    """Return a user name as it is stored and looked up: no blanks around it, small letters."""
    return username.strip().lower()


def is_username(text: str) -> bool:
    """Return whether a folded name may be somebody's: 2–40 letters, digits, dots, hyphens."""
    return re.fullmatch(r"\w[\w.-]{1,39}", text) is not None


def tidy(text: str | None) -> str:
    """Return what somebody typed as one plain line: no control or direction characters, no double blanks."""
    # U+202E and its like would let a name be shown backwards; NUL is refused by PostgreSQL.
    kept = (
        " " if c.isspace() else c for c in text or "" if c.isspace() or category(c) not in ("Cc", "Cf", "Cs")
    )
    return " ".join("".join(kept).split())


LEAST_LENGTH = 12
COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())


def weakness(password: str, username: str) -> str | None:
    """Return why a typed password is too easy to guess, as a sentence, or None."""
    folded = "".join(password.lower().split())
    if len(password) < LEAST_LENGTH:
        return f"密码至少要 {LEAST_LENGTH} 个字符，可以用一句您记得住的话。"
    if folded in COMMON:
        return "这个密码太常见，请换一个。"
    # A name of two letters would be found in every second sentence.
    if len(username) > 3 and fold(username) in folded:
        return "密码里请不要带用户名。"
    steps = [ord(b) - ord(a) for a, b in pairwise(folded)]
    if len(set(folded)) < 5 or sum(abs(s) <= 1 for s in steps) > len(steps) / 2:
        return "这个密码太容易猜，请不要用连续或重复的字符。"
    return None


def local_address(address: str) -> str | None:
    """Return an address of this site ("/path?query"), or None for any that a browser would take elsewhere."""
    # "//host" and "/\\host" are other sites; browsers drop tabs and line ends, so "/\t/host" is one as well.
    return address if re.fullmatch(r"/(?![/\\])[^\x00-\x1f\x7f\\]*", address) else None
