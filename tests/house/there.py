"""What is really there to be opened: a case, a comment to label, a contact, an original, each by the words of its address."""

from datetime import timedelta

from sqlalchemy import select, update

from feedback import cases, clock, contacts, pipeline
from feedback.cases.models import Case
from feedback.clock import now
from feedback.collecting import CHANGE_WINDOW, Comment, Rating
from feedback.contacts.queries import wishes
from feedback.dashboard.original import mark
from feedback.db import db
from feedback.sentiment.marks import mark_of
from feedback.sentiment.models import Analysis
from tests.factories import World

TOLD = "等了两个小时没人管，请打13812345678"


def there(world: World) -> dict[str, dict[str, str]]:
    """Rate badly, with words and a way to be reached; return by endpoint what stands in the address for it."""
    rating_id = world.rate(world.point, 1, TOLD)
    rating = db.session.get_one(Rating, rating_id)
    contacts.keep(rating, "微信 liuyan", False, now())
    pipeline.drain()
    later = now() + CHANGE_WINDOW + timedelta(minutes=1)
    with clock.at(lambda: later):
        while cases.look(later):
            pass
    db.session.execute(update(Analysis).values(worth="sample"))
    db.session.commit()
    change = db.session.scalars(select(Comment.change_id).where(Comment.rating_id == rating_id)).one()
    (wish,) = wishes(world.brand, True)
    day = rating.day.isoformat()
    return {
        "cases.case": {
            "code": db.session.scalars(select(Case.code).where(Case.rating_id == rating_id)).one()
        },
        "sentiment.labels_one": {"mark": mark_of(change)},
        "contacts.contact": {"day": day, "mark": wish.mark},
        "contacts.contact_end": {"day": day, "mark": wish.mark},
        "dashboard.original_comment": {"day": day, "mark": mark(rating.seal)},
    }
