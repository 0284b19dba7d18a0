"""The device mark: what tells, within one branch and one year, that two ratings came from the same browser.

A phone keeps a random cookie of ours. Its mark is worked out from it when a rating is taken, with a key of the calendar
year, for one branch: nothing links a phone across branches, and once the key is destroyed nothing leads from a mark
back to a cookie. The cookie itself is written nowhere. A phone that keeps none has no mark: it is never refused.
"""

import hmac
import logging
import re
import secrets
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import Response, current_app, request

from feedback.admission.staff import COOKIE as STAFF_COOKIE
from feedback.admission.staff import is_internal
from feedback.clock import local_day
from feedback.keys import destroy_key as destroy
from feedback.keys import key_file, load_key

log = logging.getLogger(__name__)

COOKIE = "msd"
INTERNAL = "internal"  # stands in place of a mark: a device that the committee registered
LIFE = timedelta(days=400)  # no browser keeps one longer
GRACE = timedelta(days=31)  # a clock that was wrong for a while finds its year's key again
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


def remember(response: Response) -> Response:
    """Give the phone a cookie with this answer, if it sent none that we could have made."""
    if _cookie() is None:
        secure = "; Secure" if current_app.config["PUBLIC_URL"].startswith("https://") else ""
        kept = f"Max-Age={int(LIFE.total_seconds())}; Path=/r; HttpOnly; SameSite=Lax{secure}"
        response.headers.add("Set-Cookie", f"{COOKIE}={secrets.token_urlsafe(16)}; {kept}")
    return response


def device_mark(organisation_id: int, now: datetime) -> str | None:
    """Return the mark (64 hex digits) of the phone that sends this request to a branch, None if it keeps no cookie.

    INTERNAL for a device that the committee registered.
    """
    if is_internal(request.cookies.get(STAFF_COOKIE), organisation_id):
        return INTERNAL
    cookie = _cookie()
    if cookie is None:
        return None
    year = local_day(now, current_app.config["TIMEZONE"]).year
    try:
        # Read anew each time, in ten microseconds: no process goes on with a key that was destroyed.
        key = load_key(current_app.config["DATA_DIR"], _name(year))
    except OSError:
        log.warning("no device mark: the key of %s can be neither read nor made", year, exc_info=True)
        return None
    return mark(key, organisation_id, cookie)


def mark(key: bytes, organisation_id: int, cookie: str) -> str:
    """Return the mark of a cookie at a branch under a year's key."""
    return hmac.digest(key, f"device:{organisation_id}:{cookie}".encode(), "sha256").hex()


def destroy_key(year: int) -> bool:
    """Destroy the key of a year; return whether there was one. Its marks can be told apart still, but never made again."""
    return destroy(current_app.config["DATA_DIR"], _name(year))


def destroy_old_keys(now: datetime) -> list[int]:
    """Destroy the keys of years that are over for good; return those years. What was rated in them keeps its marks."""
    over = [year for year in years() if date(year + 1, 1, 1) + GRACE <= _today(now)]
    return [year for year in over if destroy_key(year)]


def years() -> list[int]:
    """Return the years of which there is a key."""
    folder: Path = key_file(current_app.config["DATA_DIR"], _name(0)).parent
    found = (re.fullmatch(r"device-(\d{4})\.key", path.name) for path in folder.glob("device-*.key"))
    return sorted(int(match[1]) for match in found if match)


def _name(year: int) -> str:
    return f"device-{year}"


def _today(now: datetime) -> date:
    return local_day(now, current_app.config["TIMEZONE"])


def _cookie() -> str | None:
    found = request.cookies.get(COOKIE)
    return found if found and WELL_FORMED.fullmatch(found) else None
