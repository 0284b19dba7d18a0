"""The command line: `flask --app app …`."""

import click
from flask import Flask

from feedback import append_only
from feedback.brands import open_points
from feedback.db import db
from feedback.scoring import recompute
from feedback.worker import Worker


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in (points, work, recompute.command):
        app.cli.add_command(command)


@click.command("worker")
def work() -> None:
    """Work off what ratings have left to do, until stopped."""
    Worker().run()


@click.command()
def points() -> None:
    """Print one open point a line: code, brand, name, separated by tabs."""
    for point in open_points():
        click.echo(f"{point.code}\t{point.brand.name}\t{point.name}")


def refuse_unprotected() -> None:
    """Raise SystemExit when an append-only table has lost a trigger."""
    with db.engine.connect() as connection:
        if lost := append_only.missing(connection):
            raise SystemExit(
                f"数据库缺少防改触发器（{'、'.join(lost)}），请运行 flask --app app db upgrade 后再启动。"
            )
