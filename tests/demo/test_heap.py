"""Somebody rated again and again at one point of the demo world, and the detectors see it, and nothing else."""

from flask import Flask
from sqlalchemy import func, select

from feedback.brands import Brand
from feedback.collecting import Rating
from feedback.db import db
from feedback.demo import fill, heap
from feedback.scoring import recompute
from feedback.screening.models import Flag, FlagRating
from tests.demo.test_fill import how_many, quietly

COUNT = 3_000


def test_one_brand_has_a_review_that_waits_for_the_committee(demo: Flask) -> None:
    fill("1", COUNT, quietly)
    assert how_many(Rating, FlagRating) == [COUNT, heap.COUNT]
    flag, name = db.session.execute(select(Flag, Brand.name).join(Brand, Brand.id == Flag.brand_id)).one()
    assert (flag.detector, name) == ("stuffed", heap.BRAND)
    assert db.session.scalar(select(func.count()).where(FlagRating.grade != 5)) == 0
    assert recompute.differences() == []
