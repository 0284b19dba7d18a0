"""A whole installation in one file, and back: what residents took back after the backup does not return with it."""

from feedback.backup.commands import backup, restore
from feedback.backup.restoring import refuse_unfinished

__all__ = ["backup", "refuse_unfinished", "restore"]
