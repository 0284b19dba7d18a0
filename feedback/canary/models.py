"""Where the canaries go, and when the last one was sent and counted."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Model


class CanaryState(Model):
    """One row. `sent` and `counted` are numbers of ratings; `seconds` from sending to counting, of the last one."""

    __tablename__ = "canary_state"
    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    sent: Mapped[int]
    sent_at: Mapped[datetime]
    counted: Mapped[int]
    counted_at: Mapped[datetime]
    seconds: Mapped[int | None]
