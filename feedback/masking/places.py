"""Where somebody lives: house numbers and what stands behind them. The street itself may be read."""

import re
from collections.abc import Iterator

from feedback.masking.plain import Kind, Span

N = r"(?:[0-9]{1,5}|[零〇一二三四五六七八九十百]{1,7}|[甲乙丙丁A-Z][0-9]{0,3})(?:[-之][0-9]{1,4})?"
GAP = r"[ ,，\-]?"
# A bare number is a room only where it cannot be a year, a sum or a count.
BARE = r"[0-9]{3,4}(?![0-9年元块万个人名多余平米度天次%.]|号线|户(?:居民|人|业主|邻居|都|全|没|停|家|被))"
ROOM = rf"{GAP}(?:(?:{N}[层楼]){GAP})?(?:{N}(?:室|号房|房间|房)|{BARE})"
HOUSE = rf"{GAP}{N}(?:栋|幢|号楼|座|号院)"
UNIT = rf"{GAP}{N}单元"
# 路12号口 is a crossing and 街3号线 a line; 号门口 is somebody's door.
NO_HOUSE = r"(?!线|口|窗|台|机|厅|桩|岗|柜|桌|站|车|井|灯|杆|泵|位|出口|入口|电梯|检票|文|令|通知|公告|门(?![口前外牌]))"
STREET = re.compile(
    rf"(?:(?<=[路街巷弄])|(?<=胡同)|(?<=大道)|(?<=新村)|(?<=花园)|(?<=公寓)|(?<=宿舍)|(?<=家园)|(?<=大院)|(?<=苑))"
    rf" ?(?P<lane>{N}弄)?{GAP}(?P<number>{N})号(?!楼|院){NO_HOUSE}(?P<tail>(?:{HOUSE})?(?:{UNIT})?(?:{ROOM})?)"
)
HOUSEHOLD = re.compile(rf"{N}(?:栋|幢|号楼|座|号院)(?:{UNIT}(?:{ROOM}户?)?|{ROOM}户?)|{N}单元{ROOM}户?")
LANE = re.compile(
    rf"(?<=[路街])[0-9]{{1,5}}弄|[0-9]{{1,5}}弄[0-9]{{1,4}}号(?:{HOUSE})?(?:{UNIT})?(?:{ROOM})?"
)
SHORT = re.compile(
    r"(?:(?<=[苑园村舍府寓庭区湾城])|(?<=住)|(?<=住在)) ?[0-9]{1,3}-(?:[0-9]{1,2}-)?[0-9]{3,4}(?![0-9年元块万个人名户多米-])"
)
VILLAGE = re.compile(rf"{N}(?:组|队|社){GAP}{N}号(?!线|楼|文)")
LIVING = re.compile(rf"(?<=[住家])在?{N}(?:室|号房)")
# Streets that are no names: 这条路12号修好 is a day.
NO_NAME = re.compile(r"(?:[这那条马公铁走修出半的网思线迷堵占水管回0-9]路|[这那条逛上]街|[这那条]巷)$")
DAY = re.compile(
    r"(?:之?[前后]|以[前后]|开始|[就才起到至停断封修来去晚早~]|上午|下午|中午|凌晨|那天|当天|开工|通车|完工|动工|左右)"
)


def places(text: str) -> Iterator[Span]:
    """Return the house numbers in a plain text."""
    for match in STREET.finditer(text):
        if not _is_day(text, match) and not NO_NAME.search(text[max(0, match.start() - 3) : match.start()]):
            yield Span(match.start(), match.end(), Kind.ADDRESS)
    for pattern in (HOUSEHOLD, LANE, SHORT, VILLAGE, LIVING):
        yield from (Span(m.start(), m.end(), Kind.ADDRESS) for m in pattern.finditer(text))


def _is_day(text: str, match: re.Match[str]) -> bool:
    """Return whether 路12号 means the twelfth: nothing behind the number, and a verb or a time of day follows."""
    alone = not match["tail"] and not match["lane"]
    return alone and len(match["number"]) <= 3 and DAY.match(text, match.end()) is not None
