"""`flask --app app contact …`: the key behind residents' contacts."""

import click

from feedback.contacts import rotation


@click.group("contact")
def group() -> None:
    """The key that residents' contacts are encrypted with."""


@group.command("rotate")
def rotate() -> None:
    """Make a new key and encrypt every contact with it; one that was cut short is finished. The worker destroys the old key."""
    number, again, lost = rotation.rotate()
    click.echo(f"现在用第 {number} 把密钥，重新加密了 {again} 条联系方式。")
    if lost:
        click.echo(f"有 {lost} 条读不出来（旧密钥不在了，或内容被动过），没有改动。")
    click.echo("旧密钥不再有联系方式使用时，由后台进程在一小时后销毁。")
