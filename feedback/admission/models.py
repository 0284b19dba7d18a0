"""Challenges that have paid for a rating: nothing here leads to it, or to whoever solved them."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Model


class SpentChallenge(Model):
    """A challenge that has paid once; the row goes when it is long too old to be answered again."""

    __tablename__ = "spent_challenge"
    nonce: Mapped[str] = mapped_column(String(32), primary_key=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
