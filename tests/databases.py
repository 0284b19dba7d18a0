"""A migrated database of each kind, and how it is put back to the empty start between tests."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from feedback import create_app, defaults
from feedback.db import db
from tests.checked import CheckedClient

# Every row but those of a new installation goes, and every sequence goes back: 3 ms, where
# CREATE DATABASE … TEMPLATE takes 30 and a new connection. The copies of a new installation's rows stand in the schema `empty`.
REMEMBER = """
DO $$ DECLARE t text; BEGIN
  CREATE SCHEMA empty;
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE empty.%1$I AS TABLE public.%1$I', t);
  END LOOP;
  CREATE TABLE empty.sequences AS SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public';
END $$"""
RESTORE = """
DO $$ DECLARE t text; filled boolean; s record; BEGIN
  SET LOCAL session_replication_role = replica;
  SET LOCAL lock_timeout = '10s';
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (TABLE public.%I)', t) INTO filled;
    IF filled THEN
      EXECUTE format('DELETE FROM public.%I', t);
      EXECUTE format('INSERT INTO public.%1$I TABLE empty.%1$I', t);
    END IF;
  END LOOP;
  FOR s IN SELECT * FROM empty.sequences LOOP
    PERFORM setval(format('public.%I', s.sequencename), coalesce(s.last_value, 1), s.last_value IS NOT NULL);
  END LOOP;
END $$"""


# What SnowNLP's models are turned into at first use takes ten seconds to make: once for all test runs.
MODELS = Path(__file__).parents[1] / ".cache" / "models"


def lend_models(folder: Path) -> None:
    """Let an application whose data stand in a folder use the models that are made already."""
    MODELS.mkdir(parents=True, exist_ok=True)
    (folder / "models").symlink_to(MODELS)


def application(folder: Path, url: str = "", **settings: str) -> Flask:
    """Return a migrated application that keeps its data in a folder and at `url` (SQLite when empty)."""
    quick = {
        "DEMO": "0",
        "CANARY_AN_HOUR": "0",
        "BRANCH_DELAY": "0",
        "ARGON2": "quick",
        "PUBLIC_URL": "http://127.0.0.1:8000",
    }
    # All phones of all tests are one address, and the first point of every test is number 1.
    free = {"LIMIT_ADDRESS": "0", "LIMIT_POINT": "0"}
    lend_models(folder)
    app = create_app(DATA_DIR=folder, DATABASE_URL=url, REDIS_URL="", **{**quick, **free, **settings})
    app.testing = True
    app.test_client_class = CheckedClient
    with app.app_context():
        upgrade()
        defaults.ensure()
    let_go(app)
    return app


def let_go(app: Flask) -> None:
    """Close every connection of an application."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def kept_on_sqlite(folder: Path) -> Iterator[tuple[Flask, Callable[[], None]]]:
    """An application on SQLite, and what puts its database back."""
    app = application(folder)
    shutil.copy(folder / "feedback.db", folder / "empty.db")
    with app.app_context():
        engine = db.engine

    def restore() -> None:
        engine.dispose()
        for old in folder.glob("feedback.db*"):
            old.unlink()
        shutil.copy(folder / "empty.db", folder / "feedback.db")

    yield app, restore


@contextmanager
def kept_on_postgresql(folder: Path, server: str) -> Iterator[tuple[Flask, Callable[[], None]]]:
    """An application on PostgreSQL, and what puts its database back."""
    app = application(folder, new_database(server))
    with app.app_context():
        engine = db.engine
    with engine.begin() as connection:
        connection.execute(text(REMEMBER))

    def restore() -> None:
        with engine.begin() as connection:
            connection.execute(text(RESTORE))

    yield app, restore
    engine.dispose()


def new_database(server: str) -> str:
    """Return the address of a new, empty database of a PostgreSQL server."""
    with psycopg.connect(f"{server}postgres", autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM pg_database").fetchone()
        name = f"test{row[0] if row else 0}"
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return server + name
