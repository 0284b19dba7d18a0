"""By which way ratings came in, as a page may tell it."""

from collections.abc import Mapping

from feedback.collecting import Source
from feedback.scoring.rules import PRIVATE_BELOW
from feedback.words import _

WORDS = {
    Source.SCAN: _("现场扫码"),
    Source.CODE: _("一次性码"),
    Source.KIOSK: _("共用平板"),
    Source.PAPER: _("纸质录入"),
    Source.PHONE: _("电话录入"),
}
FEW = _("少于 5")


def ways(counts: Mapping[Source, int]) -> list[tuple[str, str]]:
    """Return each way in words with its count, most ratings first; nothing where fewer answered than may be shown.

    A way that only a few took is told as "少于 5": at a counter somebody might remember who used the tablet.
    """
    if sum(counts.values()) < PRIVATE_BELOW:
        return []
    in_order = sorted(counts.items(), key=lambda one: -one[1])
    return [(WORDS[way], str(n) if n >= PRIVATE_BELOW else FEW) for way, n in in_order]
