"""`flask --app app devices …`: the keys behind the device marks."""

import click

from feedback.admission import device


@click.group("devices")
def group() -> None:
    """The yearly keys that device marks are made with."""


@group.command("keys")
def keys() -> None:
    """Print the years of which there is a key, one a line."""
    for year in device.years():
        click.echo(year)


@group.command("destroy-key")
@click.argument("year", type=click.IntRange(2000, 2999))
def destroy(year: int) -> None:
    """Destroy the key of a year; in the running year a new one is made with the next rating, and the cap begins anew."""
    if not device.destroy_key(year):
        raise SystemExit(f"没有 {year} 年的设备标记密钥，可能已经销毁。")
    click.echo(f"{year} 年的设备标记密钥已经销毁，再也算不出那一年的标记。")
