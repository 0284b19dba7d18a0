"""A report as a Word file in the layout of official documents (GB/T 9704—2012): fonts, margins, numbering, page numbers."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from feedback.assessment.report import Report, Section, legal
from feedback.assessment.word_table import field_xml, table_xml
from feedback.clock import now

TITLE, HEADING, BODY, LATIN = "方正小标宋简体", "黑体", "仿宋_GB2312", "Times New Roman"
SECOND, THIRD, FOURTH, SMALL = Pt(22), Pt(16), Pt(14), Pt(9)  # 二号 三号 四号 小五
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
NUMERALS = "一二三四五六七八九十"
TWIPS_PER_MM = 1440 / 25.4


def paper(report: Report) -> bytes:
    """Return the DOCX file."""
    document = Document()
    core = document.core_properties
    core.title, core.author, core.comments = legal(report.title), "码上评", ""
    core.created = core.modified = now().replace(tzinfo=None)
    width = _page(document.sections[0], report)
    _styles(document)
    for line, style in ((report.title, "Title"), *((line, "Subtitle") for line in report.below)):
        document.add_paragraph(legal(line), style=style)
    for numeral, section in zip(NUMERALS, report.sections, strict=False):
        _section(document, section, numeral, width)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _page(page: Any, report: Report) -> int:
    """Set the paper and the foot of every page; return the width between the margins in twentieths of a point."""
    size = (Mm(297), Mm(210)) if report.wide else (Mm(210), Mm(297))
    page.orientation = WD_ORIENT.LANDSCAPE if report.wide else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = size
    for name, millimetres in MARGINS.items():
        setattr(page, name, Mm(millimetres))
    _foot(page.footer, report.foot)
    return round(((297 if report.wide else 210) - 28 - 26) * TWIPS_PER_MM)


def _foot(footer: Any, words: str) -> None:
    number = footer.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(number.add_run("— "), "宋体", FOURTH)
    number._p.append(parse_xml(field_xml("PAGE")))
    _font(number.add_run(" —"), "宋体", FOURTH)
    below = footer.add_paragraph()
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(below.add_run(legal(words)), "宋体", SMALL)


def _styles(document: Any) -> None:
    styles = document.styles
    for name, eastern, size, line in (
        ("Normal", BODY, THIRD, 28),
        ("Body Text", BODY, THIRD, 28),
        ("Title", TITLE, SECOND, 36),
        ("Subtitle", "楷体_GB2312", THIRD, 28),
        ("Heading 1", HEADING, THIRD, 28),
        ("Footer", "宋体", SMALL, 14),
    ):
        style = styles[name]
        _font(style, eastern, size)
        style.paragraph_format.line_spacing = Pt(line)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    for name in ("Title", "Subtitle"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        # The rule under the title, and the list level of the line below it, are the template's, not ours.
        for tag in ("w:pBdr", "w:numPr"):
            for part in styles[name].element.findall(f".//{qn(tag)}"):
                part.getparent().remove(part)
    styles["Subtitle"].paragraph_format.space_after = Pt(8)
    for name in ("Body Text", "Heading 1"):
        # Two characters, whatever the size: official paragraphs begin that far in.
        styles[name].paragraph_format.first_line_indent = 2 * THIRD
        styles[name].element.pPr.ind.set(qn("w:firstLineChars"), "200")
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    styles["Normal"].element.rPr.append(language)
    styles["Heading 1"].paragraph_format.space_before = Pt(8)


def _font(target: Any, eastern: str, size: Any) -> None:
    """Set a style's or run's fonts: without eastAsia Word shows Chinese in the font of the Latin theme."""
    target.font.name, target.font.size = LATIN, size
    target.font.bold = target.font.italic = False
    target.font.color.rgb = RGBColor(0, 0, 0)
    fonts = target.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [key for key in fonts.attrib if key.lower().endswith("theme")]:
        del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), eastern)


def _section(document: Any, section: Section, numeral: str, width: int) -> None:
    words = f"附件　{section.heading}" if section.annex else f"{numeral}、{section.heading}"
    heading = document.add_paragraph(words, style="Heading 1")
    heading.paragraph_format.page_break_before = section.annex
    for sentence in section.sentences:
        document.add_paragraph(legal(sentence), style="Body Text")
    if section.table:
        document.element.body.insert(-1, parse_xml(table_xml(section.table, width)))
        # Two tables would run into one, and a file must not end with one.
        document.add_paragraph().paragraph_format.line_spacing = Pt(8)
