"""A file of points, read line by line: every fault has its line, and nothing is half taken in."""

import csv
import io

import pytest

from feedback.brands.rules import PointWords
from feedback.brands.sheet import BYTES_MAX, COLUMNS, ROWS_MAX, Fault, read_sheet, template

SERVICES = {"代办证件": 7}
HEAD = "名称,地点,渠道,服务事项\r\n"
GOOD = HEAD + "1 号窗口,一楼,服务窗口,代办证件\r\n门口,东门,宣传栏,\r\n"
WORDS = [
    PointWords("1 号窗口", "一楼", "counter", 7),
    PointWords("门口", "东门", "board", None),
]


def faults(text: str, taken: set[str] | None = None) -> list[tuple[int, str]]:
    """Return (line, sentence) of every fault of a file."""
    sheet = read_sheet(text.encode(), SERVICES, taken or set())
    return [(f.line, f.sentence) for f in sheet.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_encoding_an_office_saves_is_read(encoding: str) -> None:
    sheet = read_sheet(GOOD.encode(encoding), SERVICES, set())
    assert (sheet.points, sheet.faults) == (WORDS, [])


def test_the_template_can_be_sent_back_as_it_is() -> None:
    raw = template()
    assert raw.startswith(b"\xef\xbb\xbf")
    sheet = read_sheet(raw, {}, set())
    assert sheet.faults == []
    assert [p.name for p in sheet.points] == ["1 号窗口", "门口宣传栏"]


def test_columns_may_stand_in_another_order_and_cells_may_be_quoted() -> None:
    text = '渠道,名称,服务事项,地点\n服务窗口,"1 号窗口",代办证件,"一楼"\n宣传栏,门口,,东门\n'
    assert read_sheet(text.encode(), SERVICES, set()).points == WORDS


def test_the_mark_at_the_head_does_not_spoil_a_quoted_header() -> None:
    text = '"名称","地点","渠道","服务事项"\n"门口","东门","宣传栏",""\n'
    assert read_sheet(text.encode("utf-8-sig"), {}, set()).points == WORDS[1:]


def test_short_lines_are_filled_and_blank_lines_left_out_but_counted() -> None:
    text = HEAD + "\n,,,\n1 号窗口,一楼,服务窗口\n  \n门口,东门,宣传\n"
    sheet = read_sheet(text.encode(), SERVICES, set())
    assert [p.name for p in sheet.points] == ["1 号窗口"]
    assert [f.line for f in sheet.faults] == [6]


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        ("名称,地点,渠道\n", "现在是“名称，地点，渠道”"),
        ("名字,地点,渠道,服务事项\n", "现在是“名字，地点，渠道，服务事项”"),
        ("名称,名称,渠道,服务事项\n", "现在是“名称，名称，渠道，服务事项”"),
        ("名称;地点;渠道;服务事项\n", "现在是“名称;地点;渠道;服务事项”"),
        ("名称,地点,渠道,服务事项,电话\n", "电话”"),
        ("", "现在是空的"),
    ],
)
def test_a_wrong_header_is_shown_beside_the_right_one(head: str, shown: str) -> None:
    ((line, sentence),) = faults(head + "1 号窗口,一楼,服务窗口,\n")[:1] if head else faults("")
    assert line == 1
    assert "第一行要写四个列名：名称，地点，渠道，服务事项" in sentence
    assert shown in sentence


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",一楼,服务窗口,", "缺少名称。"),
        ("长" * 41 + ",一楼,服务窗口,", "名称最多 40 个字，现在是 41 个。"),
        ("窗口," + "长" * 61 + ",服务窗口,", "地点最多 60 个字，现在是 61 个。"),
        ("窗口,一楼,,", "渠道没有填，请写：服务窗口、宣传栏"),
        ("窗口,一楼,电视,", "渠道“电视”不在其中"),
        ("窗口,一楼,服务窗口,理发", "这个品牌没有服务事项“理发”"),
        ("窗口,一楼,二楼,服务窗口,", "这一行多出了格子"),
        ("2 号窗口,一楼,服务窗口,", "这个品牌已经有一个评价点叫“2 号窗口”。"),
        ("门口,一楼,服务窗口,", "名称“门口”和第 3 行重复了。"),
        ('"窗口,一楼,服务窗口,', "引号没有成对"),
    ],
)
def test_every_fault_has_its_line_and_its_sentence(row: str, sentence: str) -> None:
    found = faults(GOOD + row + "\n", {"2 号窗口"})
    assert len(found) == 1
    assert found[0][0] == 4
    assert sentence in found[0][1]


def test_one_line_may_have_two_faults_and_all_lines_are_read() -> None:
    found = faults(HEAD + ",一楼,电视,\n门口,东门,宣传栏,\n门口,西门,宣传栏,\n")
    assert [line for line, _ in found] == [2, 2, 4]


def test_five_hundred_lines_are_taken_and_five_hundred_and_one_are_not() -> None:
    rows = [f"{i} 号窗口,一楼,服务窗口," for i in range(ROWS_MAX)]
    assert len(read_sheet((HEAD + "\n".join(rows)).encode(), {}, set()).points) == 500
    assert faults(HEAD + "\n".join([*rows, "多一个,一楼,服务窗口,"])) == [
        (502, "一次最多导入 500 行，请把多出的部分另存一个文件。")
    ]


def test_what_looks_like_a_formula_stays_words() -> None:
    rows = ["=1+1", "+86", "-2 层", "@家", "＝SUM(A1)"]
    sheet = read_sheet((HEAD + "".join(f"{r},一楼,服务窗口,\n" for r in rows)).encode(), {}, set())
    assert [p.name for p in sheet.points] == rows


def test_what_is_no_table_is_said_so() -> None:
    assert "Excel 工作簿" in read_sheet(b"PK\x03\x04 and more", {}, set()).faults[0].sentence
    assert "编码读不出来" in read_sheet(b"\xff\xfe\x00\x00\xff", {}, set()).faults[0].sentence
    assert "文件太大了" in read_sheet(b"x" * (BYTES_MAX + 1), {}, set()).faults[0].sentence
    assert faults(HEAD) == [(2, "表头下面还没有内容，请至少填一行。")]
    assert read_sheet(b"", {}, set()).faults[0].line == 1


def test_a_cell_with_a_line_break_is_one_line_of_the_table() -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([COLUMNS, ("一\n号", "楼\r\n上", "服务窗口", ""), ("", "", "服务窗口", "")])
    sheet = read_sheet(out.getvalue().encode(), {}, set())
    assert (sheet.points[0].name, sheet.points[0].place) == ("一 号", "楼 上")
    assert sheet.faults == [Fault(3, "缺少名称。")]


def test_no_file_breaks_the_reader() -> None:
    for raw in (
        b"\x00" * 50,
        HEAD.encode() + b'"' * 99,
        b"\xef\xbb\xbf",
        b",\n" * 700,
        b'"\n' * 60,
        b"\r\r\n\r",
    ):
        assert read_sheet(raw, {}, set()).faults
