"""Making a batch of one-time codes, and voiding one."""

import hashlib
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from feedback import erasures
from feedback.accounts import Person, record
from feedback.admission.code_models import CodeBatch, OneTimeCode
from feedback.admission.codes import SECRET, SHOWN_AGAIN, TAG, Wanted, letters, problems
from feedback.admission.spending import digest
from feedback.brands import Point
from feedback.db import db
from feedback.keys import keyed
from feedback.pages import Refused


def make_batch(
    who: Person, point: Point, wanted: Wanted, seed: str, today: date, now: datetime
) -> tuple[CodeBatch, list[str]]:
    """Make a batch and return its codes in the order they are printed; raise Refused with the field to blame.

    The codes follow from `seed`, which only the page with the form holds: sent twice, or loaded again within a
    quarter of an hour, it shows the same batch; once that page is closed nobody can name the codes again.
    """
    if again := _made_before(who, point, seed, now):
        return again, codes_from(again.tag, seed, again.size)
    for field, sentence in problems(wanted, today).items():
        raise Refused(sentence, field)
    if point.retired_at or point.brand.retired_at:
        raise Refused("这个评价点已经停用，恢复以后才能制作一次性码。")
    tag = _free_tag(seed)
    codes = codes_from(tag, seed, wanted.count)
    batch = CodeBatch(
        point=point,
        tag=tag,
        made_from=_made_from(seed),
        occasion=wanted.occasion.value,
        name=wanted.name,
        size=wanted.count,
        last_day=wanted.last_day,
        maker=who,
        made_at=now,
    )
    try:
        _add(who, batch, codes)
    except IntegrityError:
        # A second click raced with the first, which won.
        db.session.rollback()
        if (won := _made_before(who, point, seed, now)) is None:
            raise Refused("这一批没有做成，请再点一次。") from None
        return won, codes_from(won.tag, seed, won.size)
    return batch, codes


def _add(who: Person, batch: CodeBatch, codes: list[str]) -> None:
    db.session.add(batch)
    db.session.flush()
    # In the order of the digests: where a row stands says nothing about where its slip stood on the paper.
    rows = [{"code_hash": kept, "batch_id": batch.id} for kept in sorted(map(digest, codes))]
    db.session.execute(insert(OneTimeCode), rows)
    detail = {"occasion": batch.occasion_name, "count": batch.size, "until": batch.last_day.isoformat()}
    record(who, "admission.make_codes", _subject(batch), **detail)
    db.session.commit()


def void_batch(who: Person, batch: CodeBatch, now: datetime) -> None:
    """Void what is left of a batch; ratings that came by its codes stay. Again changes nothing."""
    if batch.voided_at is not None:
        return
    left = unused(batch)
    _void(batch, now)
    record(who, "admission.void_codes", _subject(batch), left=left)
    erasures.commit(erasures.batch(batch.tag, now))


def void_again(tag: str, at: datetime) -> None:
    """Void a batch of restored data that had been voided, in the running transaction; one that is not there is none."""
    batch = db.session.scalar(select(CodeBatch).where(CodeBatch.tag == tag))
    if batch is not None and batch.voided_at is None:
        _void(batch, at)


def _void(batch: CodeBatch, at: datetime) -> None:
    batch.voided_at = at
    db.session.execute(delete(OneTimeCode).where(OneTimeCode.batch_id == batch.id))


def unused(batch: CodeBatch) -> int:
    """Return how many codes of a batch are left."""
    left = select(func.count()).select_from(OneTimeCode).where(OneTimeCode.batch_id == batch.id)
    return db.session.scalar(left) or 0


def codes_from(tag: str, seed: str, count: int) -> list[str]:
    """Return the codes that follow from a seed (16 letters or more): 70 bits each, no two alike."""
    every: dict[str, None] = {}
    turn = 0
    while len(every) < count:
        every[tag + letters(keyed("claim", "one-time code", seed, str(turn)), SECRET)] = None
        turn += 1
    return list(every)


def _free_tag(seed: str) -> str:
    turn = 0
    while True:
        tag = letters(keyed("claim", "one-time tag", seed, str(turn)), TAG)
        if db.session.scalar(select(CodeBatch.id).where(CodeBatch.tag == tag)) is None:
            return tag
        turn += 1


def _made_before(who: Person, point: Point, seed: str, now: datetime) -> CodeBatch | None:
    """Return the batch made from a seed just now by the same person; raise Refused once that is too long ago."""
    batch = db.session.scalar(select(CodeBatch).where(CodeBatch.made_from == _made_from(seed)))
    if batch is None:
        return None
    mine = (batch.made_by, batch.point_id) == (who.id, point.id)
    if not mine or batch.voided_at is not None or abs(now - batch.made_at) > SHOWN_AGAIN:
        raise Refused("这一批已经做好，码只显示一次。没有打印成功的话，请作废这一批，重新制作。")
    return batch


def _made_from(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()


def _subject(batch: CodeBatch) -> str:
    return f"{batch.point.brand.name} · {batch.point.name} · {batch.name}（第 {batch.id} 批）"
