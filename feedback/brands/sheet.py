"""A file of points as an office sends it: comma-separated, first line the names of the columns.

Cells are words and stay words: "=1+1" is the name "=1+1", here and everywhere after.
"""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from feedback.brands.rules import (
    CHANNEL_NAMES,
    NAME_MAX,
    PLACE_MAX,
    Channel,
    PointWords,
    channel_named,
    one_line,
)

COLUMNS = ("名称", "地点", "渠道", "服务事项")
ROWS_MAX = 500
BYTES_MAX = 256 * 1024
EXAMPLE = (
    ("1 号窗口", "党群服务中心一楼", Channel.COUNTER.label, ""),
    ("门口宣传栏", "党群服务中心东门", Channel.BOARD.label, ""),
)


@dataclass(frozen=True)
class Fault:
    """What is wrong in one line of the file, counted as a spreadsheet counts: the header is line 1."""

    line: int
    sentence: str


@dataclass
class Sheet:
    """What a file holds; it may be taken in only if there are no faults."""

    points: list[PointWords] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def template() -> bytes:
    """Return a file to fill in, with a mark at its head by which Excel knows it is UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([COLUMNS, *EXAMPLE])
    return out.getvalue().encode("utf-8-sig")


def read_sheet(raw: bytes, services: Mapping[str, int], taken: Collection[str]) -> Sheet:
    """Read a file; `services` are ids by name, `taken` the names that open points of the brand have."""
    sheet = Sheet()
    text = _decoded(raw)
    if isinstance(text, Fault):
        sheet.faults.append(text)
        return sheet
    rows = _rows(text, sheet)
    if not (columns := _header(next(rows, (1, [])), sheet)):
        return sheet
    seen: dict[str, int] = {}
    for line, cells in rows:
        if not any(cells):
            continue
        if len(sheet.points) + len(sheet.faults) >= ROWS_MAX:
            sheet.faults.append(Fault(line, f"一次最多导入 {ROWS_MAX} 行，请把多出的部分另存一个文件。"))
            break
        if len(cells) > len(columns):
            sheet.faults.append(Fault(line, "这一行多出了格子。内容里有逗号时，请给这一格加上英文双引号。"))
            continue
        row = dict.fromkeys(columns, "") | dict(zip(columns, cells, strict=False))
        if wrong := _wrong(row, services, taken, seen):
            sheet.faults += [Fault(line, sentence) for sentence in wrong]
        else:
            sheet.points.append(_words(row, services))
        seen.setdefault(row["名称"], line)
    if not sheet.points and not sheet.faults:
        sheet.faults.append(Fault(2, "表头下面还没有内容，请至少填一行。"))
    return sheet


def _decoded(raw: bytes) -> str | Fault:
    if len(raw) > BYTES_MAX:
        return Fault(1, f"文件太大了，最多 {BYTES_MAX // 1024} KB，请分成几个文件。")
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Fault(1, "这是 Excel 工作簿，请在 Excel 里另存为“CSV（逗号分隔）”再上传。")
    # Excel in China saves GB 18030, with a mark at the head UTF-8; what is neither is no table of ours.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return Fault(1, "文件的编码读不出来，请另存为“CSV UTF-8（逗号分隔）”再上传。")


def _rows(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Give (line, cells) until the end, or until a line that is no CSV, which is a fault."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 0
    while True:
        line += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            sheet.faults.append(Fault(line, "这一行的引号没有成对，后面的内容读不出来。"))
            return
        yield line, [one_line(cell) for cell in cells]


def _header(first: tuple[int, list[str]], sheet: Sheet) -> list[str]:
    """Return the names of the columns in the order of the file; nothing, and a fault, if they are not ours."""
    cells = first[1]
    while cells and not cells[-1]:
        cells.pop()
    if sorted(cells) == sorted(COLUMNS):
        return cells
    found = f"现在是“{'，'.join(cells)[:60]}”" if cells else "现在是空的"
    sheet.faults.append(Fault(1, f"第一行要写四个列名：{'，'.join(COLUMNS)}；{found}。"))
    return []


def _wrong(
    row: Mapping[str, str], services: Mapping[str, int], taken: Collection[str], seen: Mapping[str, int]
) -> list[str]:
    """Return a sentence for every fault of one row."""
    found = []
    name, place, channel, service = (row[column] for column in COLUMNS)
    if not name:
        found.append("缺少名称。")
    elif len(name) > NAME_MAX:
        found.append(f"名称最多 {NAME_MAX} 个字，现在是 {len(name)} 个。")
    elif name in seen:
        found.append(f"名称“{name}”和第 {seen[name]} 行重复了。")
    elif name in taken:
        found.append(f"这个品牌已经有一个评价点叫“{name}”。")
    if len(place) > PLACE_MAX:
        found.append(f"地点最多 {PLACE_MAX} 个字，现在是 {len(place)} 个。")
    if channel_named(channel) is None:
        known = "、".join(CHANNEL_NAMES.values())
        found.append(f"渠道{f'“{channel[:20]}”不在其中' if channel else '没有填'}，请写：{known}。")
    if service and service not in services:
        found.append(f"这个品牌没有服务事项“{service[:20]}”，请先在品牌资料里添加，或者留空。")
    return found


def _words(row: Mapping[str, str], services: Mapping[str, int]) -> PointWords:
    name, place, label, service = (row[column] for column in COLUMNS)
    channel = channel_named(label)
    assert channel is not None
    return PointWords(name, place, channel.value, services.get(service))
