"""The command line: `flask --app app …`."""

import click
from flask import Flask

from feedback import data_map, demo, settings
from feedback.accounts.commands import accounts
from feedback.backup import backup, restore
from feedback.brands import open_points
from feedback.contacts.commands import group as contact
from feedback.ledger.commands import ledger, verify_command
from feedback.scoring import recompute
from feedback.serve import prepare, serve
from feedback.worker import Worker


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in (
        serve,
        prepare,
        work,
        points,
        recompute.command,
        accounts,
        verify_command,
        ledger,
        contact,
        backup,
        restore,
        demo.command,
        settings.command,
        data_map.command,
    ):
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
