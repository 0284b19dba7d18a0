"""A notice board whose code nobody scans any more: covered, or torn off. What to ask of such a point is shown by it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feedback.collecting import Taken
from feedback.demo.places import Laid

BRAND, POINT = "红管家", "楼道公告栏"
SINCE = timedelta(days=11)


def covered(taken: Sequence[Taken], laid: Sequence[Laid], now: datetime) -> list[Taken]:
    """Return the ratings with those of the last days at one point given at its brand's first; as many as before."""
    spots = {s.plan.name: s for one in laid if one.plan.name == BRAND for s in one.spots}
    silent, instead = spots[POINT], next(iter(spots.values()))
    return [
        replace(t, point_id=instead.id, point_code=instead.code)
        if t.point_id == silent.id and t.at > now - SINCE
        else t
        for t in taken
    ]
