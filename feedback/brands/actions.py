"""What is done to brands; every verb is one commit and stands in the audit trail."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from feedback.accounts import Organisation, Person, record
from feedback.brands import queries, services
from feedback.brands.models import Brand
from feedback.brands.rules import BrandWords, new_code
from feedback.brands.services import TypedService
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused


def add_brand(
    who: Person, organisation: Organisation, words: BrandWords, typed: Sequence[TypedService]
) -> Brand:
    """Add a brand of an organisation, on the first questionnaire; raise Refused for a name that is taken."""
    _free(words.name, None)
    brand = Brand(
        code=new_code(),
        organisation=organisation,
        questionnaire_id=_first_questionnaire(),
        created_at=now(),
        changed_at=now(),
        **asdict(words),
    )
    db.session.add(brand)
    named = services.settle(brand, typed)
    _commit(who, "brands.add", brand, unit=organisation.name, **asdict(words), **named)
    return brand


def edit_brand(who: Person, brand: Brand, words: BrandWords, typed: Sequence[TypedService]) -> None:
    """Change what is said of a brand; raise Refused for a taken name or a service that points still use."""
    _free(words.name, brand)
    services.refuse_used(brand, typed)
    changes = apply(brand, asdict(words))
    _commit(who, "brands.edit", brand, **changes, **services.settle(brand, typed))


def retire_brand(who: Person, brand: Brand) -> None:
    """Close a brand: none of its points takes ratings any more, what was rated stays. Again changes nothing."""
    if brand.retired_at is None:
        brand.retired_at = brand.changed_at = now()
        _commit(who, "brands.retire", brand)


def reopen_brand(who: Person, brand: Brand) -> None:
    """Open a closed brand again, with the points that were open. Again changes nothing."""
    if brand.retired_at is not None:
        brand.retired_at, brand.changed_at = None, now()
        _commit(who, "brands.reopen", brand)


def move_brand(who: Person, brand: Brand, organisation: Organisation) -> None:
    """Give a brand, with its points and all its ratings, to another organisation."""
    before = brand.organisation.name
    brand.organisation = organisation
    brand.changed_at = now()
    _commit(who, "brands.move", brand, unit=[before, organisation.name])


def apply(thing: Any, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Set attributes and return {name: [before, after]} of those that were different."""
    changes = {k: [getattr(thing, k), v] for k, v in values.items() if getattr(thing, k) != v}
    for name, (_, after) in changes.items():
        setattr(thing, name, after)
    if changes:
        thing.changed_at = now()
    return changes


def _free(name: str, brand: Brand | None) -> None:
    holder = queries.brand_named(name)
    if holder is not None and holder is not brand:
        raise Refused(f"已经有一个品牌叫“{name}”，请换一个名称。", "name")


def _first_questionnaire() -> int | None:
    # Questionnaires stand above brands on the ladder: only the column a brand points to is known here.
    (key,) = Brand.__table__.c.questionnaire_id.foreign_keys
    first: int | None = db.session.scalar(select(func.min(key.column)))
    return first


def _commit(who: Person, verb: str, brand: Brand, **detail: Any) -> None:
    try:
        db.session.flush()
        record(who, verb, f"{brand.name}（{brand.code}）", **detail)
        db.session.commit()
    except IntegrityError:
        # Somebody else took the name between our look and our write.
        db.session.rollback()
        raise Refused("刚才有人用了同样的名称，请换一个再保存。", "name") from None
