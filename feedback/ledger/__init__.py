"""Proof that nothing was removed: every row of a rating is a leaf of a Merkle log, its heads signed and kept by others."""

from flask import Flask

from feedback.ledger.acts import FOLLOW_UP, erase_again, follow_up_of, held_states, record_act
from feedback.ledger.appending import STEP, append, catch_up, sweep
from feedback.ledger.heads import sign_head
from feedback.ledger.queries import state
from feedback.ledger.texts import ERASURE, REPLACEMENT
from feedback.ledger.tree import standing_root
from feedback.ledger.verdict import snapshot
from feedback.ledger.witnesses import tell_witnesses

__all__ = [
    "ERASURE",
    "FOLLOW_UP",
    "REPLACEMENT",
    "STEP",
    "append",
    "catch_up",
    "erase_again",
    "follow_up_of",
    "held_states",
    "record_act",
    "sign_head",
    "snapshot",
    "standing_root",
    "state",
    "sweep",
    "tell_witnesses",
]


def init_app(app: Flask) -> None:
    """Register the public pages of the log."""
    from feedback.ledger import views  # they use the front door above

    app.register_blueprint(views.bp)
