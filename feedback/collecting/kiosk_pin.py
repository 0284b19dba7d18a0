"""A shared screen at a point: its PIN, the slow way to try one, and the cookie of a screen that is running.

The cookie carries no person and no right but one: to send ratings of one point as `kiosk`. It is no device mark.
"""

import hmac
import re
import unicodedata
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ForeignKey, String, update
from sqlalchemy.orm import Mapped, mapped_column

from feedback.accounts import Person, in_words, passwords, record, wait
from feedback.brands import Point
from feedback.db import Model, db
from feedback.keys import keyed
from feedback.pages import Refused
from feedback.words import _

RUNS = timedelta(hours=16)  # a working day: in the morning the PIN is asked for again


class Kiosk(Model):
    """The screen of a point: who knows its PIN starts and ends it. A new PIN ends what runs under the old one."""

    __tablename__ = "kiosk"
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    pin_hash: Mapped[str] = mapped_column(String(200))
    turn: Mapped[int]
    failures: Mapped[int]
    failed_at: Mapped[datetime | None]
    set_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


def read_pin(typed: str) -> str:
    """Return a PIN as it is kept: digits only, full-width ones too."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))[:20]


def weakness(pin: str) -> str | None:
    """Return why a PIN will not do, as a sentence, or None."""
    if not re.fullmatch(r"[0-9]{6,8}", pin):
        return "请填 6 到 8 个数字。"
    if len(set(pin)) < 3 or len({int(b) - int(a) for a, b in pairwise(pin)}) == 1:
        return "这个口令太容易猜，请不要用重复或连续的数字。"
    return None


def set_pin(who: Person, point: Point, pin: str, now: datetime) -> None:
    """Give a point's screen a PIN; raise Refused for a weak one. Screens that run under an older PIN end."""
    if sentence := weakness(pin):
        raise Refused(sentence, "pin")
    hashed = passwords.hash_of(pin)  # before anything is written: it takes a fifth of a second
    kiosk = db.session.get(Kiosk, point.id) or Kiosk(point_id=point.id, turn=int(now.timestamp()))
    kiosk.pin_hash, kiosk.turn, kiosk.failures, kiosk.failed_at = hashed, kiosk.turn + 1, 0, None
    kiosk.set_by, kiosk.set_at = who.id, now
    db.session.add(kiosk)
    record(who, "collecting.kiosk_pin", f"{point.brand.name} · {point.name}")
    db.session.commit()


def stop(who: Person, point: Point) -> None:
    """End a point's screen wherever it runs; again changes nothing."""
    if (kiosk := db.session.get(Kiosk, point.id)) is None:
        return
    db.session.delete(kiosk)
    record(who, "collecting.kiosk_stop", f"{point.brand.name} · {point.name}")
    db.session.commit()


def enter(point_id: int, typed: str, now: datetime) -> Kiosk:
    """Return the point's screen if this is its PIN; raise Refused with what to do if not."""
    kiosk = db.session.get(Kiosk, point_id)
    if kiosk is None:
        passwords.fits(typed, None)
        raise Refused(_("这个评价点没有开通平板模式，请工作人员先在后台设置口令。"), "pin")
    if (left := wait(kiosk.failures, kiosk.failed_at, now)) > timedelta(0):
        raise Refused(f"口令错了好几次，请过 {in_words(left)}再试。", "pin")
    # Counted before it is looked at, and only one at a time: fifty guesses sent together are one guess.
    mine = update(Kiosk).where(Kiosk.point_id == point_id, Kiosk.failures == kiosk.failures)
    counted = db.session.execute(
        mine.values(failures=kiosk.failures + 1, failed_at=now).returning(Kiosk.turn)
    ).all()
    db.session.commit()
    if not counted:
        raise Refused(_("刚才有人也在输入口令，请再试一次。"), "pin")
    if not passwords.fits(read_pin(typed), kiosk.pin_hash):
        raise Refused(_("口令不对，请再核对一遍。"), "pin")
    db.session.execute(update(Kiosk).where(Kiosk.point_id == point_id).values(failures=0, failed_at=None))
    db.session.commit()
    return kiosk


def cookie_of(kiosk: Kiosk, now: datetime) -> str:
    """Return the cookie of a screen that runs from now on."""
    body = f"{kiosk.point_id}.{kiosk.turn}.{int((now + RUNS).timestamp())}"
    return f"{body}.{_mac(body)}"


def runs(cookie: str, point_id: int, now: datetime) -> bool:
    """Return whether a cookie is that of a running screen of this point."""
    body, _dot, mac = cookie.rpartition(".")
    if not hmac.compare_digest(mac.encode(), _mac(body).encode()):
        return False
    point, turn, until = (int(part) for part in body.split("."))
    kiosk = db.session.get(Kiosk, point_id) if point == point_id else None
    return kiosk is not None and kiosk.turn == turn and now.timestamp() < until


def _mac(body: str) -> str:
    return keyed("session", "kiosk", body).hex()[:32]
