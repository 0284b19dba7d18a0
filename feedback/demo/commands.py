"""`flask --app app demo`, and what the first start does of it."""

import time
from typing import Any

import click
from flask import current_app
from flask_migrate import upgrade

from feedback import defaults
from feedback.demo.fill import RATINGS, fill
from feedback.demo.people import FILE
from feedback.demo.state import State, alone, state, wipe

SEED = "1"


@click.command("demo")
@click.option("--seed", default=SEED, show_default=True, help="同一个种子，同一份演示数据。")
@click.option("--ratings", default=RATINGS, show_default=True, type=click.IntRange(30), help="填多少条评价。")
@click.option("--force", is_flag=True, help="清空已有的演示数据，重新填写。真实数据从不清空。")
def command(seed: str, ratings: int, force: bool) -> None:
    """Fill the demo world into an empty database."""
    if not current_app.config["DEMO"]:
        raise SystemExit("DEMO=0 时不填演示数据。要看演示，请去掉这项设置，并用 DATA_DIR 换一个空目录。")
    upgrade()
    defaults.ensure()
    with alone():
        match state():
            case State.OTHERS:
                raise SystemExit(
                    "数据库里已有不属于演示的数据，不会改动。要看演示，请用 DATA_DIR 换一个空目录。"
                )
            case State.WHOLE if not force:
                raise SystemExit("演示数据已经填好。要清空重填，请加 --force。")
            case State.WHOLE:
                click.echo("清空已有的演示数据。")
                wipe()
            case State.HALF:
                _again()
        _fill(seed, ratings)


def first_start() -> None:
    """Fill the demo world if nothing stands in the database yet, or only half of one; anything else stays."""
    if not current_app.config["DEMO"]:
        return
    with alone():
        found = state()
        if found is State.HALF:
            _again()
        if found in (State.EMPTY, State.HALF):
            _fill(SEED, RATINGS)


def _again() -> None:
    click.echo("上一次填写演示数据没有做完，现在清空重填。")
    wipe()


def _fill(seed: str, ratings: int) -> None:
    began = time.monotonic()
    click.echo(f"填写演示数据：{ratings:,} 条评价，大约一分钟。")
    fill(seed, ratings, Shown())
    folder: Any = current_app.config["DATA_DIR"]
    click.echo(f"演示数据填好了，用时 {time.monotonic() - began:.0f} 秒。演示账号在 {folder / FILE}。")


class Shown:
    """Progress in tenths, a line each: readable on a terminal and in a log."""

    def __init__(self) -> None:
        self.last: tuple[str, int] = ("", -1)

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show how much of something is done, if that is a tenth more than shown before."""
        now = (what, 10 * done // max(total, 1))
        if now != self.last:
            click.echo(f"  {what} …… {10 * now[1]}%")
        self.last = now
