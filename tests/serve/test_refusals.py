"""What `serve` says, before anything is started, when something is not as it should be."""

import socket
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from feedback import append_only, create_app, serve
from feedback.db import db
from tests.servers import free_port


def sentence(app: Flask, command: str = "serve") -> str:
    """Return what a command ends with; it must end by itself, and badly."""
    with app.app_context():
        ended = app.test_cli_runner().invoke(args=[command])
    assert ended.exit_code not in (0, 2), ended.output
    return str(ended.exception) + ended.output


def test_a_port_in_use_is_named_with_a_free_one_beside_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setitem(app.config, "PORT", port)
        assert f"端口 {port} 用不了" in sentence(app)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_cannot_be_is_a_sentence_too(
    app: Flask, monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    monkeypatch.setitem(app.config, "PORT", port)
    assert "PORT=8001" in sentence(app)


def test_too_little_room_on_the_disk(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "ROOM_MB", 10**9)
    assert "磁盘空间不足" in sentence(app)


def test_a_data_directory_that_went_away(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path / "gone")
    assert "写不进去" in sentence(app)


def test_a_data_directory_that_cannot_be_made_stops_every_command(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit, match="写不进去"):
        create_app(DATA_DIR=tmp_path / "file" / "data")


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:{port}/none", "sqlite:////no/where.db"])
def test_a_database_that_is_not_there(tmp_path: Path, url: str) -> None:
    url = url.format(port=free_port())
    assert "连不上数据库" in sentence(create_app(DATA_DIR=tmp_path, DATABASE_URL=url), "prepare")


def test_an_address_that_is_none_is_said_when_the_application_is_made(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="DATABASE_URL"):
        create_app(DATA_DIR=tmp_path, DATABASE_URL="nonsense")


def test_the_password_of_a_database_is_never_said(tmp_path: Path) -> None:
    url = f"postgresql://nobody:verysecret@127.0.0.1:{free_port()}/none"
    said = sentence(create_app(DATA_DIR=tmp_path, DATABASE_URL=url), "prepare")
    assert "连不上数据库" in said
    assert "verysecret" not in said


def test_a_missing_trigger_is_said_and_not_mended_without_a_word(app: Flask) -> None:
    on = " ON rating" if db.engine.dialect.name == "postgresql" else ""
    with db.engine.begin() as connection:
        gone = "rating_no_change" if on else "rating_no_update"
        connection.execute(text(f"DROP TRIGGER {gone}{on}"))
    try:
        assert f"缺少防改触发器（{gone}）" in sentence(app, "prepare")
    finally:
        with db.engine.begin() as connection:
            append_only.install(connection)
