"""A small believable world to look at: one street, its branches and brands, fourteen months of what residents said."""

from feedback.demo.commands import command, first_start
from feedback.demo.fill import RATINGS, fill
from feedback.demo.people import FILE, password_of
from feedback.demo.state import State, state

__all__ = ["FILE", "RATINGS", "State", "command", "fill", "first_start", "password_of", "state"]
