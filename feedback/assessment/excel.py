"""A report as a spreadsheet: numbers are numbers, and text is text whatever it begins with."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from feedback.assessment.report import Cell, Report, Section, legal

# A cell "=1+1" typed by somebody must not be computed, nor a web address in it be opened.
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
PAGE = 96  # characters across a sheet
A4 = 9


def spreadsheet(report: Report) -> bytes:
    """Return the XLSX file: a sheet a table, then one with every sentence."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, SAFE) as book:
        book.set_properties({"title": legal(report.title), "author": "码上评"})
        looks = _looks(book)
        for section in report.sections:
            if section.table:
                _table(book, looks, report, section)
        _sentences(book, looks, report)
    return file.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 11, "valign": "top", "text_wrap": True}
    return {
        "title": book.add_format({"font_name": "宋体", "font_size": 16, "bold": True}),
        "text": book.add_format(base),
        "soft": book.add_format({**base, "font_color": "#5b6169", "text_wrap": False}),
        "head": book.add_format(
            {**base, "bold": True, "border": 1, "bg_color": "#ebe9e4", "align": "center"}
        ),
        "cell": book.add_format({**base, "border": 1}),
        # By the number of decimals, so that what is shown is what was computed with.
        **{
            str(places): book.add_format({**base, "border": 1, "num_format": _mask(places)})
            for places in range(6)
        },
    }


def _mask(places: int) -> str:
    return "0." + "0" * places if places else "0"


def _table(book: Any, looks: dict[str, Any], report: Report, section: Section) -> None:
    table = section.table
    assert table is not None
    sheet = book.add_worksheet(section.heading)
    _page(sheet, report)
    sheet.write_string(0, 0, legal(report.title), looks["title"])
    sheet.write_string(1, 0, legal("　".join(report.below)), looks["soft"])
    for column, (head, share) in enumerate(zip(table.heads, table.shares, strict=True)):
        sheet.set_column(column, column, max(8, share * PAGE / sum(table.shares)))
        sheet.write_string(3, column, legal(head), looks["head"])
    for line, cells in enumerate(table.rows, start=4):
        for column, cell in enumerate(cells):
            _cell(sheet, line, column, cell, looks)
    sheet.freeze_panes(4, 0)
    sheet.repeat_rows(3)


def _cell(sheet: Any, line: int, column: int, cell: Cell, looks: dict[str, Any]) -> None:
    if cell is None:
        sheet.write_blank(line, column, None, looks["cell"])
    elif isinstance(cell, Decimal):
        exponent = cell.as_tuple().exponent
        sheet.write_number(line, column, float(cell), looks[str(max(0, -int(exponent)))])
    else:
        sheet.write_string(line, column, legal(cell), looks["cell"])


def _sentences(book: Any, looks: dict[str, Any], report: Report) -> None:
    sheet = book.add_worksheet("说明")
    _page(sheet, report)
    sheet.set_column(0, 0, PAGE)
    lines = [
        line
        for section in report.sections
        if section.sentences
        for line in (section.heading, *section.sentences, "")
    ]
    sheet.write_string(0, 0, legal(report.title), looks["title"])
    for position, line in enumerate(lines, start=2):
        sheet.write_string(position, 0, legal(line), looks["text"])


def _page(sheet: Any, report: Report) -> None:
    sheet.set_paper(A4)
    if report.wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    # "&" begins a field in a footer; a name with one in it stays a name.
    sheet.set_footer("&L" + legal(report.foot).replace("&", "&&")[:200] + "&R第 &P 页，共 &N 页")
