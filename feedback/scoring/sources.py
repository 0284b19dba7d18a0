"""By which way ratings came in, as a page may tell it."""

from collections.abc import Mapping

from feedback.collecting import Source
from feedback.scoring.rules import PRIVATE_BELOW

WORDS = {
    Source.SCAN: "现场扫码",
    Source.CODE: "一次性码",
    Source.KIOSK: "共用平板",
    Source.PAPER: "纸质录入",
    Source.PHONE: "电话录入",
}


def ways(counts: Mapping[Source, int]) -> list[tuple[str, str]]:
    """Return each way in words with its count, most ratings first; nothing where fewer answered than may be shown.

    A way that only a few took is told as "少于 5": at a counter somebody might remember who used the tablet.
    """
    if sum(counts.values()) < PRIVATE_BELOW:
        return []
    in_order = sorted(counts.items(), key=lambda one: -one[1])
    return [(WORDS[way], str(n) if n >= PRIVATE_BELOW else f"少于 {PRIVATE_BELOW}") for way, n in in_order]
