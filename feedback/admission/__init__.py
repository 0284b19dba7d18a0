"""What may be asked before a rating is taken: device mark, price above a soft limit, one-time codes. Never a refusal."""

from flask import Flask

from feedback.accounts import Role
from feedback.admission.actions import forget_spent
from feedback.admission.challenge import Unpaid
from feedback.admission.code_actions import void_again
from feedback.admission.code_models import CodeBatch, OneTimeCode
from feedback.admission.codes import LENGTH, Occasion, State, Wanted
from feedback.admission.device import INTERNAL, destroy_old_keys, device_mark, remember
from feedback.admission.gate import admit, waiting_page
from feedback.admission.limit import Taken, count, counting
from feedback.admission.spending import Code, code_typed, spend
from feedback.admission.staff import revoke_again

__all__ = [
    "INTERNAL",
    "LENGTH",
    "Code",
    "CodeBatch",
    "Occasion",
    "OneTimeCode",
    "State",
    "Unpaid",
    "Wanted",
    "admit",
    "code_typed",
    "count",
    "counting",
    "destroy_old_keys",
    "device_mark",
    "forget_spent",
    "remember",
    "revoke_again",
    "spend",
    "void_again",
    "waiting_page",
]

MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("内部设备", "admission.devices", (Role.COMMITTEE_MANAGER,)),
)


def init_app(app: Flask) -> None:
    """Register what admission shows and asks."""
    from feedback.admission import commands, views  # the views use the front door above

    app.register_blueprint(views.bp)
    app.cli.add_command(commands.group)
    app.extensions["taken"] = Taken()
