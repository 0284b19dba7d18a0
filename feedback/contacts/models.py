"""The one table beside `comment` from which rows are erased."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from feedback.collecting.models import Sequence
from feedback.db import Model


class Contact(Model):
    """联系方式 of one rating's resident; `sealed` is AES-GCM (12 bytes nonce first) under the key file `key_id`.

    `above`: not for the branch itself. Days only: the moment is nobody's business.
    """

    __tablename__ = "contact"
    rating_id: Mapped[int] = mapped_column(
        Sequence, ForeignKey("rating.id"), primary_key=True, autoincrement=False
    )
    key_id: Mapped[int] = mapped_column(index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    above: Mapped[bool]
    given_on: Mapped[date]
    ended_on: Mapped[date | None]
