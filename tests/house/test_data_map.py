"""Every column of the database is declared: what for, who sees it, how long it stays (P2)."""

import pytest
from flask import Flask
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

from feedback import data_map
from feedback.data_map import Declared, declared, problems
from feedback.db import db
from tests.house import TOP

# Names under which software keeps what leads to a person or a phone.
TELLING = (
    "ip",
    "openid",
    "unionid",
    "agent",
    "imei",
    "cookie",
    "fingerprint",
    "phone",
    "mobile",
    "device_id",
)


def test_every_column_is_declared_and_every_declaration_has_its_column(app: Flask) -> None:
    found = problems(db.metadata, declared())
    assert found == [], "\n".join(["", *found])


def test_the_page_is_what_the_command_writes(app: Flask) -> None:
    written = app.test_cli_runner().invoke(args=["data-map"]).output
    assert (TOP / "docs" / "data-map.md").read_text() == written, (
        "flask --app app data-map > docs/data-map.md"
    )


@pytest.fixture
def schema() -> MetaData:
    """A rating, what hangs on it, and a table of nobody."""
    schema = MetaData()
    Table("rating", schema, Column("id", Integer, primary_key=True))
    Table("note", schema, Column("rating_id", Integer, ForeignKey("rating.id"), primary_key=True))
    Table("place", schema, Column("id", Integer, primary_key=True), Column("name", Integer))
    return schema


def lines(*columns: str, whose: str = "—") -> dict[str, Declared]:
    return {c: Declared(c, whose, "用途", "依据", "谁", "多久") for c in columns}


def test_an_undeclared_a_stale_and_a_lump_declaration_are_found(schema: MetaData) -> None:
    good = lines("rating.id", "note.rating_id", "place.*")
    assert problems(schema, good) == []
    assert "place.id" in problems(schema, lines("rating.id", "note.rating_id", "place.name"))[0]
    assert problems(schema, {**good, **lines("place.gone")}) == ["no such column any more: place.gone"]
    assert "note.rating_id" in problems(schema, lines("rating.id", "note.*", "place.*"))[0]
    ours = {**good, **lines("place.name", whose="居民")}
    assert "place.id" in problems(schema, ours)[0], "a resident's table is declared column by column"
    assert problems(schema, {**good, **lines("place.name", whose="somebody")}) == [
        "whose is place.name: somebody?"
    ]


def test_no_column_is_made_for_what_leads_to_a_person_or_a_phone(app: Flask) -> None:
    residents = data_map._of_residents(db.metadata, declared())
    assert {"rating", "rating_change", "comment", "outbox"} <= residents
    columns = [
        f"{t.name}.{c.name}" for t in db.metadata.sorted_tables if t.name in residents for c in t.columns
    ]
    assert [c for c in columns if set(c.partition(".")[2].split("_")) & set(TELLING)] == []
