"""Migrations lead to exactly what the models say, and never lose what keeps ratings from being changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from feedback import append_only, create_app
from feedback.db import db
from tests.databases import let_go


@pytest.fixture
def bare(new_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without a table."""
    app = create_app(DATA_DIR=tmp_path / "data", DATABASE_URL=new_url, DEMO="0", ARGON2="quick")
    with app.app_context():
        yield app
    let_go(app)


def missing() -> list[str]:
    with db.engine.connect() as connection:
        return append_only.missing(connection)


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_there_is_one_newest_migration(bare: Flask) -> None:
    assert len(ScriptDirectory(bare.extensions["migrate"].directory).get_heads()) == 1


def test_migrations_and_models_say_the_same(bare: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_every_migration_can_be_taken_back_and_done_again(bare: Flask) -> None:
    upgrade()
    everything = tables()
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == everything == set(db.metadata.tables)
    assert missing() == []


def test_each_step_back_keeps_the_triggers_of_what_is_left(bare: Flask) -> None:
    upgrade()
    scripts = ScriptDirectory(bare.extensions["migrate"].directory)
    for revision in [script.revision for script in scripts.walk_revisions()][1:]:
        downgrade(revision=revision)
        there = [name for name in missing() if any(name.startswith(f"{t}_no") for t in tables())]
        assert there == [], revision


def test_triggers_a_rebuilt_table_has_lost_are_there_after_the_next_upgrade(bare: Flask) -> None:
    upgrade()
    with db.engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        # PostgreSQL alters in place; SQLite makes a new table and drops the old one, triggers and all.
        with operations.batch_alter_table("rating") as table:
            table.alter_column("source", existing_type=sa.String(10), type_=sa.String(11))
    assert bool(missing()) == (db.engine.dialect.name == "sqlite")
    upgrade()
    assert missing() == []
