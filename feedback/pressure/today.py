"""今天要办, one level up: residents of a branch say that somebody asked them for a good grade."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import url_for

from feedback.accounts import Person
from feedback.brands import Brand
from feedback.pressure.queries import below, report

RECENT = timedelta(days=92)


def reported(who: Person, brand: Brand, today: date) -> Sequence[tuple[str, str, str]]:
    """Name it to those above while it is recent, never to the branch itself."""
    if brand.organisation_id not in {o.id for o in below(who)}:
        return []
    recent = [
        span
        for _, shown in report([brand.organisation], today).branches
        for span in shown
        if span.yes and today - span.end < RECENT
    ]
    if not recent:
        return []
    return [("有居民说，有人要求打好评", "看看是怎么回事", url_for("pressure.pressure"))]
