"""Tables of a Word file, written as text: python-docx takes minutes for the thousand rows that one parse takes a second for."""

from decimal import Decimal
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls

from feedback.assessment.report import Cell, Table, legal

BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
SIZE = '<w:sz w:val="21"/><w:szCs w:val="21"/>'  # 五号, in half points


def field_xml(name: str) -> str:
    """Return a run-level field that Word fills in, such as PAGE."""
    return (
        f'<w:fldSimple {nsdecls("w")} w:instr=" {name} "><w:r><w:rPr><w:rFonts w:ascii="Times New Roman" '
        'w:hAnsi="Times New Roman" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
    )


def table_xml(table: Table, width: int) -> str:
    """Return a table with thin rules, `width` twentieths of a point wide, its head repeated on every page."""
    widths = [round(width * share / sum(table.shares)) for share in table.shares]
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    head = _row(table.heads, widths, "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>", "黑体")
    rows = "".join(
        _row(cells, widths, "<w:trPr><w:cantSplit/></w:trPr>", "仿宋_GB2312") for cells in table.rows
    )
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def _row(cells: tuple[Cell, ...], widths: list[int], properties: str, font: str) -> str:
    inside = "".join(_cell(cell, width, font) for cell, width in zip(cells, widths, strict=True))
    return f"<w:tr>{properties}{inside}</w:tr>"


def _cell(cell: Cell, width: int, font: str) -> str:
    text = "—" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else legal(cell)
    side = "left" if isinstance(cell, str) and font != "黑体" else "center"
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>'
        f'<w:spacing w:before="40" w:after="40" w:line="320" w:lineRule="exact"/><w:jc w:val="{side}"/></w:pPr>'
        f'<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>{SIZE}</w:rPr>'
        f"{words}</w:r></w:p></w:tc>"
    )
