"""How ratings stand that do not count."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.collecting.models import Sequence
from feedback.db import Model


class Standing(Model):
    """A rating that is kept, shown and not counted, and why; one that counts has no row.

    Worked out anew from the ratings and the reviews whenever one of them changes: nothing is lost by losing it.
    """

    __tablename__ = "standing"
    rating_id: Mapped[int] = mapped_column(
        Sequence, ForeignKey("rating.id"), primary_key=True, autoincrement=False
    )
    reason: Mapped[str] = mapped_column(String(10))
