"""The last day that branches and committees are shown figures and comments of: the one place that decides it.

Figures that moved with every rating would tell whoever stands at the counter what the last one was; so would one that
moved when somebody replaced a rating by claim code. Outside the demo both move once a day, at midnight (P5, I6).
"""

from datetime import date, datetime, time, timedelta

from flask import current_app

from feedback.clock import local_day, zone


def figures_until(now: datetime) -> date:
    """Return the last local day that staff are shown: yesterday, or today in the demo and without BRANCH_DELAY."""
    today = local_day(now, current_app.config["TIMEZONE"])
    return today - timedelta(days=1) if _delayed() else today


def figures_move(now: datetime) -> datetime | None:
    """Return when figures of the days that are shown move next: the coming local midnight, or None for at once."""
    if not _delayed():
        return None
    return day_begins(local_day(now, current_app.config["TIMEZONE"]) + timedelta(days=1))


def day_begins(day: date) -> datetime:
    """Return the moment at which a local day begins."""
    return datetime.combine(day, time(), zone(current_app.config["TIMEZONE"]))


def _delayed() -> bool:
    return bool(current_app.config["BRANCH_DELAY"]) and not current_app.config["DEMO"]
