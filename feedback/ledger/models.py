"""The log: its leaves, the complete subtrees over them, signed heads, keys, and what a claim code was used for.

All append-only but `LedgerDelivery`, which only remembers who was told.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.collecting.models import Sequence
from feedback.db import Model


class Leaf(Model):
    """One entry of the log: which row it is about, and its hash; `index` counts from 0 without a gap.

    `salt` keeps anybody from guessing the row out of the hash; `docs/integrity.md` says what is hashed.
    """

    __tablename__ = "ledger_leaf"
    __table_args__ = (UniqueConstraint("kind", "row_id"),)
    index: Mapped[int] = mapped_column("id", Sequence, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    row_id: Mapped[int] = mapped_column(BigInteger)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class Node(Model):
    """The hash over a complete subtree of two leaves or more; `number` is its place (`merkle.place`)."""

    __tablename__ = "ledger_node"
    number: Mapped[int] = mapped_column("id", Sequence, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class Act(Model):
    """What a resident did with the claim code: took the text back (`erasure`), gave another state (`replacement`),
    or said how good the answer is (`follow_up_5` … `follow_up_1`).

    `change_id` is the state that was given, whose text was taken back, or that stood then. `preimage` is what only the holder of the code can name: its SHA-256 is the preimage of the act before, or the
    `claim` of the rating.
    """

    __tablename__ = "ledger_act"
    __table_args__ = (
        UniqueConstraint("rating_id", "number"),
        UniqueConstraint("change_id", "kind"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    change_id: Mapped[int] = mapped_column(ForeignKey("rating_change.id"))
    preimage: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    seal: Mapped[str] = mapped_column(String(64))


class SigningKey(Model):
    """A public Ed25519 key that signs heads, vouched for by the one before; the first, or one after a loss, by itself."""

    __tablename__ = "ledger_key"
    number: Mapped[int] = mapped_column("id", primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    public: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    signed_by: Mapped[str] = mapped_column(String(16))
    signature: Mapped[str] = mapped_column(String(88))


class Head(Model):
    """What the log was at a moment: size and root, signed. `day` marks the one head that stands for a local day."""

    __tablename__ = "ledger_head"
    __table_args__ = (UniqueConstraint("day"),)
    number: Mapped[int] = mapped_column("id", primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger, index=True)
    root: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    day: Mapped[date | None]
    key: Mapped[str] = mapped_column(String(16))
    signature: Mapped[str] = mapped_column(String(88))


class LedgerDelivery(Model):
    """One daily head on its way to one witness's address; mutable, for it proves nothing."""

    __tablename__ = "ledger_delivery"
    head: Mapped[int] = mapped_column(ForeignKey("ledger_head.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(300), primary_key=True)
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    error: Mapped[str | None] = mapped_column(String(200))
