"""What may be asked before a rating is taken: device mark, price above a soft limit, one-time codes. Never a refusal."""

from flask import Flask

from feedback.admission.device import INTERNAL, destroy_old_keys, device_mark, remember

__all__ = ["INTERNAL", "destroy_old_keys", "device_mark", "remember"]


def init_app(app: Flask) -> None:
    """Register what admission shows and asks."""
    from feedback.admission import commands

    app.cli.add_command(commands.group)
