"""By which way ratings came in, as a page may tell it."""

from collections.abc import Mapping

from feedback.collecting import Source
from feedback.scoring.periods import hidden
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
VEILED = _("不单列")


def ways(counts: Mapping[Source, int]) -> list[tuple[str, str]]:
    """Return each way in words with its count, most ratings first; nothing where fewer answered than may be shown.

    A way that only a few took is told as "少于 5": at a counter somebody might remember who used the tablet. The sum
    stands on the same page, so another way is veiled with it where it would be what is left of the sum.
    """
    if sum(counts.values()) < PRIVATE_BELOW:
        return []
    in_order = sorted(counts.items(), key=lambda one: -one[1])
    veiled = hidden([n for _, n in in_order], PRIVATE_BELOW)
    return [
        (WORDS[way], FEW if n < PRIVATE_BELOW else VEILED if i in veiled else str(n))
        for i, (way, n) in enumerate(in_order)
    ]
