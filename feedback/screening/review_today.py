"""What reviews put on the list of today: for who may judge them, and for the branch concerned."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from flask import url_for

from feedback.accounts import BRANCH, Person, may_see
from feedback.brands import Brand
from feedback.screening.review_queries import may_judge, reviews_of

Item = tuple[str, str, str]  # what, note, address
Provider = Callable[[Person, Brand, date], Sequence[Item]]
TOLD = timedelta(days=30)  # a decision is told so long


def waiting(who: Person, brand: Brand, today: date) -> list[Item]:
    """Offer the reviews of a brand that wait for a person of the committee."""
    if not may_judge(who, brand):
        return []
    return [
        (
            f"复核：{review.label}" + ("，已超过期限" if review.late(today) else ""),
            f"{review.due_on.month}月{review.due_on.day}日前办完",
            url_for("screening.reviews_one", flag_id=review.flag.id),
        )
        for review in reviews_of(brand)
        if review.due_on
    ]


def own(who: Person, brand: Brand, today: date) -> list[Item]:
    """Tell a branch that ratings of its brand are being reviewed, or were decided about in the last 30 days."""
    if not may_see(who, brand.organisation, *BRANCH):
        return []
    address = url_for("screening.own", brand_id=brand.id)
    found = reviews_of(brand)
    if any(review.due_on for review in found):
        return [("考核组正在复核一部分评价", "看进展，可以写说明", address)]
    if any(review.rows and today - review.rows[-1].at.date() <= TOLD for review in found):
        return [("考核组的复核有了结果", "看结果和原因", address)]
    return []
