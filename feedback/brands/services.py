"""The services of a brand, as they were typed: which stay, which are new, which go."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from feedback.brands.models import Brand, Point, Service
from feedback.db import db
from feedback.pages import Refused

TypedService = tuple[int | None, str, str]  # (id, or None for a new one; name; description)


def refuse_used(brand: Brand, typed: Sequence[TypedService]) -> None:
    """Raise Refused when a service that is to go is still that of a point."""
    for service in _gone(brand, typed):
        if used := db.session.scalar(select(func.count()).where(Point.service_id == service.id)):
            raise Refused(
                f"“{service.name}”还有 {used} 个评价点在用，请先给这些评价点换一个服务事项。", "services"
            )


def settle(brand: Brand, typed: Sequence[TypedService]) -> dict[str, Any]:
    """Make a brand's services those typed; return {"services": [names before, after]} if anything changed."""
    known = {s.id: s for s in brand.services}
    before = [(s.name, s.description) for s in brand.services]
    if before == [(name, description) for _, name, description in typed]:
        return {}
    for service in _gone(brand, typed):
        brand.services.remove(service)
        db.session.delete(service)
    # Two services may swap their names, and one may take the name of one that goes: clear the way first.
    for service in brand.services:
        service.name = f"#{service.id}"
    db.session.flush()
    for service_id, name, description in typed:
        if service_id in known:
            known[service_id].name, known[service_id].description = name, description
        else:
            brand.services.append(Service(name=name, description=description))
    return {"services": [[name for name, _ in before], [name for _, name, _ in typed]]}


def _gone(brand: Brand, typed: Sequence[TypedService]) -> list[Service]:
    kept = {service_id for service_id, _, _ in typed}
    return [s for s in brand.services if s.id not in kept]
