"""The spreadsheet and the paper hold the numbers of the frozen document, and nothing in them is computed."""

import json
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from feedback.assessment.excel import spreadsheet
from feedback.assessment.report import Report, Section, Table
from feedback.assessment.word import paper
from tests.assessment.conftest import Year
from tests.checked import CheckedClient

NASTY = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "http://example.org",
    "<b>&amp;",
    "{=1}",
    "0012",
)


def rows_of(sheet: Any) -> list[list[Any]]:
    """Return the cells of a worksheet below its head."""
    return [list(row) for row in sheet.iter_rows(min_row=5)]


def word_rows(table: Any) -> list[list[str]]:
    """Return the cells of a Word table below its head, as text."""
    return [[cell.text for cell in row.cells] for row in table.rows][1:]


@pytest.fixture
def frozen(year: Year) -> Any:
    """The frozen document of a confirmed year."""
    return json.loads(year.confirm().document)


def workbook(client: CheckedClient, address: str) -> Any:
    """Return a downloaded spreadsheet, opened."""
    return openpyxl.load_workbook(BytesIO(client.get(address).data))


def wordfile(client: CheckedClient, address: str) -> Any:
    """Return a downloaded paper, opened."""
    return Document(BytesIO(client.get(address).data))


def expected(frozen: Any) -> Iterator[list[str]]:
    """Yield the rows of the result table as the frozen document has them."""
    for row in frozen["brands"]:
        values = [line["value"] or "样本不足" for line in row["lines"]]
        yield [row["organisation"]["name"], row["name"], *values, row["total"], row["band"]]


def test_the_spreadsheet_holds_the_frozen_numbers_as_numbers(frozen: Any, mei: CheckedClient) -> None:
    rows = rows_of(workbook(mei, "/assessment/1/result.xlsx")["考核结果"])
    for cells, wanted in zip(rows, expected(frozen), strict=True):
        for cell, text in zip(cells, wanted, strict=True):
            if text.replace(".", "").isdecimal():
                assert (cell.data_type, Decimal(str(cell.value))) == ("n", Decimal(text))
                assert cell.number_format == "0." + "0" * len(text.split(".")[1])
            else:
                assert (cell.data_type, cell.value) == ("s", text)


def test_the_paper_holds_the_same_numbers(frozen: Any, mei: CheckedClient) -> None:
    table = wordfile(mei, "/assessment/1/result.docx").tables[0]
    assert word_rows(table) == list(expected(frozen))


def test_the_annex_holds_every_step_of_the_arithmetic(frozen: Any, mei: CheckedClient) -> None:
    annex = wordfile(mei, "/assessment/1/result.docx").tables[1]
    cells = rows_of(workbook(mei, "/assessment/1/result.xlsx")["计算过程"])
    lines = [(row, line) for row in frozen["brands"] for line in row["lines"]]
    for written, cell, (row, line) in zip(word_rows(annex), cells, lines, strict=True):
        steps = [line["weight"], line["value"] or "—", line["product"] or "—", line["part"] or "—"]
        assert written[:6] == [row["name"], line["name"], *steps]
        assert (line["sum"] or line["why"]) in written[6]
        assert cell[6].value == written[6]
        assert cell[4].value is None or Decimal(str(cell[4].value)) == Decimal(line["product"])


def test_a_brands_sheet_says_the_same_on_the_page_in_word_and_in_excel(
    year: Year, frozen: Any, alice: CheckedClient
) -> None:
    address, row = f"/assessment/1/brands/{year.mine.id}", frozen["brands"][0]
    page, word, book = (
        alice.get(address).text,
        wordfile(alice, address + ".docx"),
        workbook(alice, address + ".xlsx"),
    )
    assert word_rows(word.tables[0]) == [[row["total"], row["band"]]]
    assert [cell.value for cell in rows_of(book["总分和等次"])[0]] == [float(row["total"]), row["band"]]
    for line, written, cells in zip(
        row["lines"], word_rows(word.tables[1]), rows_of(book["计算过程"]), strict=True
    ):
        assert written[:5] == [line["name"], line["weight"], line["value"], line["product"], line["part"]]
        assert [Decimal(str(cell.value)) for cell in cells[1:5]] == [Decimal(text) for text in written[1:5]]
        assert line["value"] in page
        assert line["sum"] in page
    marks = word_rows(word.tables[2])
    assert marks[0] == ["政治引领", "85.0", "看过台账"]
    assert [cell.value for cell in rows_of(book["评委打分和依据"])[0]] == ["政治引领", 85, "看过台账"]
    everything = str([c.value for sheet in book for r in sheet.iter_rows() for c in r]) + str(marks)
    assert "Dora" not in everything


def test_version_and_hash_stand_on_both(year: Year, frozen: Any, mei: CheckedClient) -> None:
    (version,) = year.versions()
    word = wordfile(mei, "/assessment/1/result.docx")
    assert any(version.sha256 in p.text for p in word.paragraphs)
    foot = word.sections[0].footer
    assert version.sha256[:16] in foot.paragraphs[1].text
    assert "PAGE" in foot._element.xml
    book = workbook(mei, "/assessment/1/result.xlsx")
    assert any(version.sha256 in str(cell.value) for (cell,) in book["说明"].iter_rows())


def test_the_paper_has_the_official_layout(frozen: Any, mei: CheckedClient) -> None:
    word = wordfile(mei, "/assessment/1/result.docx")

    def eastern(style: str) -> tuple[str, float]:
        fonts = word.styles[style].element.rPr.rFonts
        assert not [key for key in fonts.attrib if key.endswith("Theme")]
        return fonts.get(qn("w:eastAsia")), word.styles[style].font.size.pt

    assert eastern("Title") == ("方正小标宋简体", 22)
    assert eastern("Heading 1") == ("黑体", 16)
    assert eastern("Body Text") == ("仿宋_GB2312", 16)
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        "一、考核结果",
        "二、需要说明的品牌",
        "三、考核办法",
        "四、版本和校验码",
        "附件　计算过程",
    ]
    assert word.paragraphs[0].text == "街道党委2026年度品牌考核结果"


def test_a_paper_that_is_not_confirmed_says_so(year: Year, mei: CheckedClient) -> None:
    year.go("open", "marking")
    year.mark_all()
    assert (
        "预览，尚未公示" in wordfile(mei, "/assessment/1/result.docx").sections[0].footer.paragraphs[1].text
    )
    year.go("publicised")
    word = wordfile(mei, "/assessment/1/result.docx")
    assert "公示稿，尚未确认" in word.sections[0].footer.paragraphs[1].text
    assert not any("SHA-256：" in p.text for p in word.paragraphs)


def nasty_report() -> Report:
    """Return a report of which every text would like to be something else."""
    table = Table(("甲", "=乙"), (50, 50), tuple((text, Decimal("1.50")) for text in NASTY))
    return Report("=标题", ("+行",), (Section("一节", NASTY, table),), "-脚&P", wide=False)


def test_no_cell_of_a_spreadsheet_is_a_formula_or_a_link() -> None:
    book = openpyxl.load_workbook(BytesIO(spreadsheet(nasty_report())))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    texts = [row[0].value for row in rows_of(book["一节"])]
    # A carriage return is written _x000D_ in such files; Excel reads it back, openpyxl leaves it.
    assert [text.replace("_x000D_", "\r") for text in texts] == list(NASTY)


def test_texts_come_out_of_a_paper_as_they_went_in() -> None:
    word = Document(BytesIO(paper(nasty_report())))
    written = [row[0] for row in word_rows(word.tables[0])]
    assert written == [text.replace("\r", "\n") for text in NASTY]


def test_a_character_that_no_file_can_hold_does_not_break_one() -> None:
    report = Report(
        "标题\x00",
        ("\x0b",),
        (Section("一节", ("坏\ud800字",), Table(("甲",), (1,), (("\x1f坏",),))),),
        "脚\x02",
        False,
    )
    word = Document(BytesIO(paper(report)))
    assert word_rows(word.tables[0]) == [["坏"]]
    book = openpyxl.load_workbook(BytesIO(spreadsheet(report)))
    assert rows_of(book["一节"])[0][0].value == "坏"
