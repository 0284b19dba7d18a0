"""How long a link to register a device is good for, and what has become of one."""

from datetime import datetime, timedelta

VALID = timedelta(minutes=30)
STATES = {"waiting": "等候登记", "lapsed": "链接已过期", "enrolled": "使用中", "revoked": "已撤销"}


def state(
    invited_at: datetime, enrolled_at: datetime | None, revoked_at: datetime | None, now: datetime
) -> str:
    """Return the state (a key of STATES) of a device or of its link."""
    if revoked_at:
        return "revoked"
    if enrolled_at:
        return "enrolled"
    # A clock that was set back must not give a link another life.
    return "waiting" if timedelta(0) <= now - invited_at < VALID else "lapsed"
