"""The command line: `flask --app app accounts …`."""

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import inspect

from feedback.accounts import queries, rules
from feedback.accounts.actions import add_organisation, add_person
from feedback.accounts.models import Organisation
from feedback.accounts.rules import Kind, Role
from feedback.accounts.trail import record
from feedback.db import db

DUTIES = {"system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN}


@click.group()
def accounts() -> None:
    """Who may sign in."""


@accounts.command("list")
@with_appcontext
def list_all() -> None:
    """Print user name, role, unit and (demo only) password of everybody active, separated by tabs."""
    passwords = demo_passwords()
    for who, role, unit in queries.active_memberships():
        columns = [who, role, unit, *([passwords.get(who, "")] if passwords else [])]
        click.echo("\t".join(columns))


@accounts.command()
@click.option("--duty", type=click.Choice(list(DUTIES)), default="system", help="Which of the three duties.")
@with_appcontext
def create_admin(duty: str) -> None:
    """Add an administrator; asks for a user name and, twice and unseen, a password."""
    if not inspect(db.engine).has_table(Organisation.__tablename__):
        raise SystemExit("数据库还没有建好，请先运行 flask --app app prepare。")
    top = queries.top_organisation()
    title = None if top else _asked("最上级党委的名称")
    username = rules.fold(_asked("用户名"))
    if not rules.is_username(username):
        raise SystemExit("用户名用 2 到 40 个字母、数字、点或横线。")
    if queries.person_named(username):
        raise SystemExit(f"用户名 {username} 已经有人用了，请换一个。")
    password = click.prompt("密码", hide_input=True, confirmation_prompt="再输一次密码")
    if reason := rules.weakness(password, username):
        raise SystemExit(reason)
    _create(username, password, DUTIES[duty], top, title)
    click.echo(f"已建立{DUTIES[duty].label} {username}，可以登录了。")


def _asked(question: str) -> str:
    return rules.tidy(click.prompt(question))


def _create(username: str, password: str, role: Role, top: Organisation | None, title: str | None) -> None:
    if top is None:
        top = add_organisation(title or "党委", Kind.COMMITTEE, None)
    add_person(username, role.label, password, role, top)
    record(None, "accounts.create_admin", username, role=role.label, unit=top.name)
    db.session.commit()


def demo_passwords() -> dict[str, str]:
    """Return the passwords of the demo world by user name; outside the demo, none."""
    file = Path(current_app.config["DATA_DIR"]) / "demo-accounts.json"
    if not current_app.config["DEMO"] or not file.exists():
        return {}
    known: dict[str, str] = json.loads(file.read_text())
    return known
