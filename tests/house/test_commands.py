"""Every command explains itself."""

from collections.abc import Iterator

import click
from flask import Flask

from tests.factories import World

# What DESIGN promises to scripts and to operators, as far as it is built.
PROMISED = {
    "accounts",
    "backup",
    "demo",
    "devices",
    "ledger",
    "points",
    "prepare",
    "recompute",
    "restore",
    "sentiment",
    "serve",
    "settings",
    "verify",
    "worker",
}


def commands(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command of ours with the words that lead to it."""
    for name, command in group.commands.items():
        if (*path, name)[0] == "db":
            continue
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_every_command_has_a_sentence_of_help(app: Flask) -> None:
    ours = dict(commands(app.cli))
    assert {path[0] for path in ours} >= PROMISED
    assert [path for path, command in ours.items() if not (command.help or "").strip()] == []


def test_every_help_can_be_asked_for(app: Flask) -> None:
    for path, _ in commands(app.cli):
        assert app.test_cli_runner().invoke(args=[*path, "--help"]).exit_code == 0, path


def test_every_option_has_a_sentence_of_help(app: Flask) -> None:
    silent = [
        (path, option.name)
        for path, command in commands(app.cli)
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


def test_points_are_printed_with_tabs(world: World, app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["points"]).output
    assert printed == f"{world.point.code}\t红色代办\t2 号窗口\n"
