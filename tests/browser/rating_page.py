"""The rating page in a browser, and what the database holds after it."""

from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from feedback.collecting import Comment, Rating, RatingChange
from feedback.db import db
from tests import chromium
from tests.site import Site

State = tuple[int | None, list[str], str | None, bool, str]


def open_page(site: Site, browser: Browser, query: str = "", **how: object) -> Page:
    """Open the page of the small world's point on a new phone."""
    page = chromium.phone(browser, **how).new_page()
    page.goto(f"{site.address}/r/{site.world.point.code}{query}")
    return page


def ratings(site: Site) -> int:
    """Return how many ratings there are."""
    with site.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Rating)) or 0


def states(site: Site) -> list[State]:
    """Return the states of the newest rating, oldest first: grade, tags, awareness, only-for-above, text."""
    with site.app.app_context():
        newest = select(func.max(Rating.id)).scalar_subquery()
        rows = db.session.execute(
            select(RatingChange, func.coalesce(Comment.text, ""))
            .outerjoin(Comment, Comment.change_id == RatingChange.id)
            .where(RatingChange.rating_id == newest)
            .order_by(RatingChange.number)
        ).all()
        return [(state.grade, state.tags, state.awareness, state.above, text) for state, text in rows]


def last(site: Site) -> State:
    """Return the state of the newest rating that counts."""
    return states(site)[-1]
