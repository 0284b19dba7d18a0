"""`flask accounts list` and `flask accounts create-admin`."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from feedback import create_app
from feedback.accounts import Organisation, Person
from feedback.accounts.models import AuditEntry
from feedback.db import db
from tests.checked import CheckedClient
from tests.databases import let_go
from tests.factories import World

GOOD = "桂花开了 everybody smiles"


@pytest.fixture
def demo(app: Flask) -> Iterator[Path]:
    """The file of a demo world's passwords, with the demo switched on."""
    file = Path(app.config["DATA_DIR"]) / "demo-accounts.json"
    file.write_text(json.dumps({"alice": "see you at the counter", "bob": "see you in the hall"}))
    app.config["DEMO"] = True
    yield file
    app.config["DEMO"] = False
    file.unlink()


def run(app: Flask, *words: str, typed: str = "") -> Result:
    """Run a command as in a shell."""
    return app.test_cli_runner().invoke(args=["accounts", *words], input=typed)


def create(app: Flask, typed: str, *words: str) -> Result:
    """Run create-admin, typing these lines."""
    return run(app, "create-admin", *words, typed=typed)


def test_the_list_names_everybody_once_for_each_role(app: Flask, committee: World) -> None:
    assert run(app, "list").output.splitlines() == [
        "alice\tbranch_manager\t桂花支部",
        "bob\tbranch_staff\t桂花支部",
        "charlie\tbranch_manager\t兰花支部",
        "sam\tsystem_admin\t街道党委",
        "sandy\tsecurity_admin\t街道党委",
        "audrey\taudit_admin\t街道党委",
        "rita\treviewer\t街道党委",
        "cora\tcommittee_manager\t街道党委",
    ]


def test_the_list_leaves_out_who_cannot_sign_in(app: Flask, world: World) -> None:
    world.alice.active = False
    db.session.commit()
    assert "alice" not in run(app, "list").output


def test_the_demo_tells_its_passwords(app: Flask, world: World, demo: Path) -> None:
    lines = run(app, "list").output.splitlines()
    assert lines[0] == "alice\tbranch_manager\t桂花支部\tsee you at the counter"
    assert lines[2].split("\t") == ["charlie", "branch_manager", "兰花支部", ""]


def test_outside_the_demo_no_password_is_told(app: Flask, world: World, demo: Path) -> None:
    app.config["DEMO"] = False
    assert "see you" not in run(app, "list").output


def test_the_first_administrator_plants_the_tree(app: Flask, phone: CheckedClient) -> None:
    answer = create(app, f"花园街道党委\nSam\n{GOOD}\n{GOOD}\n")
    assert answer.exit_code == 0
    assert GOOD not in answer.output
    who = db.session.scalars(select(Person)).one()
    assert [(m.role, m.organisation.name, m.organisation.path) for m in who.memberships] == [
        ("system_admin", "花园街道党委", "/1/")
    ]
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.username, entry.action, entry.subject) == ("system", "accounts.create_admin", "sam")


@pytest.mark.parametrize("duty", ["system", "security", "audit"])
def test_each_duty_can_be_made_and_signs_in(
    app: Flask, world: World, duty: str, browser: Callable[..., CheckedClient]
) -> None:
    assert create(app, f"newcomer\n{GOOD}\n{GOOD}\n", "--duty", duty).exit_code == 0
    assert f"newcomer\t{duty}_admin\t街道党委" in run(app, "list").output
    assert browser("newcomer", GOOD).get("/").status_code == 303
    assert len(db.session.scalars(select(Organisation)).all()) == 4


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("newcomer\nwoaini1314520\nwoaini1314520\n", "这个密码太常见"),
        ("newcomer\nshort\nshort\n", "12 个字符"),
        ("alice\n", "已经有人用了"),
        ("a b\n", "字母、数字"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(
    app: Flask, world: World, typed: str, sentence: str
) -> None:
    answer = create(app, typed)
    assert answer.exit_code != 0
    assert sentence in answer.output
    assert len(db.session.scalars(select(Person)).all()) == 3


def test_before_the_first_start_one_is_told_what_to_run(new_url: str, tmp_path: Path) -> None:
    app = create_app(DATA_DIR=tmp_path, DATABASE_URL=new_url, DEMO="0")
    answer = create(app, "")
    let_go(app)
    assert answer.exit_code != 0
    assert "flask --app app prepare" in answer.output


def test_every_command_explains_itself(app: Flask) -> None:
    for words in ((), ("list",), ("create-admin",)):
        answer = run(app, *words, "--help")
        assert answer.exit_code == 0
        assert "Usage" in answer.output
