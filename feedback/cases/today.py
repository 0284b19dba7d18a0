"""今天要办: cases that wait for an answer."""

from datetime import date

from flask import current_app, url_for

from feedback.accounts import Person
from feedback.brands import Brand
from feedback.cases.queries import waiting_of
from feedback.cases.rules import late
from feedback.clock import local_day, now


def unanswered(who: Person, brand: Brand, _until: date) -> list[tuple[str, str, str]]:
    """Offer the bad ratings of a brand that nobody has answered yet."""
    count, due = waiting_of(who, brand.id)
    if due is None:
        return []
    # A deadline is about today, not about the last day that figures tell of.
    today = local_day(now(), current_app.config["TIMEZONE"])
    note = "已经超过期限，请马上答复" if late(due, today) else f"最早的要在{due.month}月{due.day}日前答复"
    return [(f"{count} 条差评还没有答复", note, url_for("cases.cases", brand=brand.id))]
