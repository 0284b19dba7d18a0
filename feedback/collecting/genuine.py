"""Whether a stored row is the one that was kept: its seal once more, over the columns as they stand now."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app

from feedback.clock import zone
from feedback.collecting.seal import seal

UNSEALED = {"id", "seal"}


def genuine_rating(row: Mapping[str, Any]) -> bool:
    """Return whether a row of `rating`, columns by name, carries the seal made for it."""
    return _fits({name: value for name, value in row.items() if name not in UNSEALED}, row["seal"])


def genuine_change(row: Mapping[str, Any], rating_seal: str) -> bool:
    """Return whether a row of `rating_change` carries the seal made for it under that rating."""
    covered = {name: value for name, value in row.items() if name not in UNSEALED | {"rating_id"}}
    return _fits({"rating": rating_seal, **covered}, row["seal"])


def _fits(columns: dict[str, Any], found: str | None) -> bool:
    # Whoever writes rows by hand may have left anything there.
    if _same(seal(columns), found):
        return True
    # Rows of a demo world were once sealed over the time on the residents' clock, not in UTC.
    here = zone(current_app.config["TIMEZONE"])
    local = {k: v.astimezone(here).isoformat() if isinstance(v, datetime) else v for k, v in columns.items()}
    return _same(seal(local), found)


def _same(right: str, found: str | None) -> bool:
    return hmac.compare_digest(right.encode(), str(found).encode())
