"""What a scheme says, read from its data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any


class SmallSample(StrEnum):
    """What happens to a brand whose mass evaluation stands on too few grades."""

    RENORMALISE = "renormalise"
    NOT_ASSESSED = "not_assessed"

    @property
    def label(self) -> str:
        """Return what the scheme then says."""
        return {
            "renormalise": "群众评议不计分，其余指标按权重折算为 100 分",
            "not_assessed": "本周期不评定等次",
        }[self]


@dataclass(frozen=True)
class Indicator:
    """One line of the scheme. `weight` > 0, of 100; `standard` is what reviewers mark against, "" if figures decide."""

    key: str
    kind: str
    name: str
    weight: Decimal
    standard: str
    params: Mapping[str, str]


@dataclass(frozen=True)
class Band:
    """A grade of the result and the total (0…100) from which it is reached."""

    name: str
    from_: Decimal


@dataclass(frozen=True)
class Body:
    """A whole scheme; bands from the best down. `veto_below` and the two `at_most` may be absent."""

    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...]
    veto_below: Decimal | None
    veto_at_most: str
    small_sample: SmallSample
    small_sample_at_most: str

    @property
    def mass(self) -> Indicator:
        """Return the mass evaluation: every scheme has it once."""
        return next(i for i in self.indicators if i.kind == "mass")

    @property
    def reviewed(self) -> tuple[Indicator, ...]:
        """Return the indicators that reviewers mark."""
        return tuple(i for i in self.indicators if i.kind == "reviewed")


def read_body(body: Mapping[str, Any]) -> Body:
    """Return a scheme's data as objects; the data must be free of `problems`."""
    veto = body.get("veto") or {}
    return Body(
        tuple(
            Indicator(
                i["key"],
                i["kind"],
                i["name"],
                Decimal(i["weight"]),
                i.get("standard", ""),
                i.get("params", {}),
            )
            for i in body["indicators"]
        ),
        tuple(Band(b["name"], Decimal(b["from"])) for b in body["bands"]),
        Decimal(veto["below"]) if veto else None,
        veto.get("at_most", ""),
        SmallSample(body["small_sample"]),
        body.get("small_sample_at_most", ""),
    )


def default_body() -> dict[str, Any]:
    """Return the data of the scheme we propose to a committee that has none."""
    shipped: dict[str, Any] = json.loads(Path(__file__).with_name("default.json").read_text())
    return shipped
