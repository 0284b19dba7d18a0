"""Nobody changes or deletes a rating, not even with the database open in front of them."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from feedback import append_only
from feedback.collecting import Rating, RatingChange
from feedback.collecting.seal import seal
from feedback.db import db
from tests.factories import World


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rating SET grade = 5",
        "DELETE FROM rating",
        "UPDATE rating_change SET grade = 5, tags = '[]'",
        "DELETE FROM rating_change",
    ],
)
def test_the_database_refuses(world: World, statement: str) -> None:
    world.rate(world.point, 1)
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert db.session.scalars(select(Rating.grade)).one() == 1


def test_a_row_cannot_be_replaced_by_inserting_it_again(world: World) -> None:
    world.rate(world.point, 1)
    columns = "point_id, version_id, grade, source, taken_at, day, key_hash, claim, seal"
    values = columns.replace("grade", "5")
    word = "INSERT OR REPLACE" if db.engine.dialect.name == "sqlite" else "INSERT"
    for key in ("id, ", ""):
        with pytest.raises(DBAPIError):
            db.session.execute(text(f"{word} INTO rating ({key}{columns}) SELECT {key}{values} FROM rating"))
        db.session.rollback()
    assert db.session.scalars(select(Rating.grade)).one() == 1


def test_the_start_refuses_when_a_trigger_is_gone(world: World) -> None:
    with db.engine.connect() as connection:
        assert append_only.missing(connection) == []
        name = append_only.names(connection, "rating")[0]
        on = " ON rating" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
        assert append_only.missing(connection) == [name]
        connection.rollback()


def test_the_seal_covers_every_column_but_the_number(world: World) -> None:
    world.rate(world.point, 2, "等了很久")
    rating = db.session.scalars(select(Rating)).one()
    columns = {
        c.name: getattr(rating, c.name) for c in Rating.__table__.columns if c.name not in ("id", "seal")
    }
    assert seal(columns) == rating.seal
    assert seal({**columns, "grade": 5}) != rating.seal
    change = db.session.scalars(select(RatingChange)).one()
    state = {
        c.name: getattr(change, c.name)
        for c in RatingChange.__table__.columns
        if c.name not in ("id", "seal", "rating_id")
    }
    assert seal({"rating": rating.seal, **state}) == change.seal
