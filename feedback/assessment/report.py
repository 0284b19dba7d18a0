"""The result table and a brand's sheet as a report: headings, sentences and tables, before any file format."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from feedback.assessment.document import Content
from feedback.assessment.screens import Paper
from feedback.assessment.wording import WORDS, day_in_words, rules_in_words, scheme_in_words

Cell = str | Decimal | None
# What XML 1.0, and so neither kind of file, has any way to write.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Table:
    """Columns with their width as a share of the page; a Decimal is a number, a str is text, None is empty."""

    heads: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Section:
    """One part: a heading, sentences, and a table or none; an annex begins on a page of its own."""

    heading: str
    sentences: tuple[str, ...] = ()
    table: Table | None = None
    annex: bool = False


@dataclass(frozen=True)
class Report:
    """A whole report; `foot` stands on every page, `wide` asks for paper on its side."""

    title: str
    below: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str
    wide: bool


def legal(text: str) -> str:
    """Return a text without the characters that would make a file unreadable."""
    return ILLEGAL.sub("", text)


def number(text: str | None) -> Decimal | None:
    """Return a number of a document as a number."""
    return None if text is None else Decimal(text)


def result_report(paper: Paper) -> Report:
    """Return the result table of a cycle, with all arithmetic in an annex."""
    content = paper.content
    names = [i["name"] for i in content["scheme"]["body"]["indicators"]]
    table = Table(
        ("党组织", "品牌", *names, "总分", "等次"),
        (18, 14, *(9 for _ in names), 9, 12),
        tuple(
            (row["organisation"]["name"], row["name"], *_values(row), number(row["total"]), band_of(row))
            for row in content["brands"]
        ),
    )
    notes = tuple(f"{row['name']}：{note}" for row in content["brands"] for note in row["notes"])
    return Report(
        f"{content['cycle']['organisation']['name']}{content['cycle']['name']}品牌考核结果",
        _below(paper),
        (
            Section("考核结果", ("按党组织排列，不排名次。各项得分按 100 分计。",), table),
            Section("需要说明的品牌", notes or ("没有。",)),
            Section("考核办法", (*scheme_in_words(content), *rules_in_words(content))),
            _seal(paper),
            _arithmetic(content["brands"], named=True),
        ),
        _foot(paper),
        wide=True,
    )


def sheet_report(paper: Paper, row: Content) -> Report:
    """Return one brand's sheet."""
    total = Table(("总分", "等次"), (50, 50), ((number(row["total"]), band_of(row)),))
    return Report(
        f"{row['name']}考核表",
        (row["organisation"]["name"], *_below(paper)),
        (
            Section("总分和等次", tuple(s for s in (row["sum"], *row["notes"]) if s), total),
            _arithmetic([row], named=False),
            _marks(paper, row),
            Section("考核办法", (*scheme_in_words(paper.content), *rules_in_words(paper.content))),
            _seal(paper),
        ),
        _foot(paper),
        wide=False,
    )


def band_of(row: Content) -> str:
    """Return the band as it is printed."""
    words = {"incomplete": WORDS["unmarked"], "not_assessed": "样本不足，不评定"}
    return words.get(row["status"]) or str(row["band"])


def _values(row: Content) -> list[Cell]:
    return [
        number(line["value"]) if line["value"] else WORDS["unmarked" if line["kind"] == "reviewed" else "few"]
        for line in row["lines"]
    ]


def _arithmetic(rows: Sequence[Content], named: bool) -> Section:
    heads, shares = ("指标", "权重", "得分", "权重×得分", "折合分", "计算过程"), (14, 8, 10, 12, 9, 47)
    lines = tuple(
        (
            *((row["name"],) if named else ()),
            line["name"],
            number(line["weight"]),
            number(line["value"]),
            number(line["product"]),
            number(line["part"]),
            "；".join(part for part in (line["sum"] or line["why"], line["beside"]) if part),
        )
        for row in rows
        for line in row["lines"]
    )
    totals = tuple(f"{row['name']}：{row['sum']}" for row in rows if row["sum"]) if named else ()
    table = Table(("品牌", *heads), (12, *shares), lines) if named else Table(heads, shares, lines)
    return Section("计算过程", totals, table, annex=named)


def _marks(paper: Paper, row: Content) -> Section:
    names = {i["key"]: i["name"] for i in paper.content["scheme"]["body"]["indicators"]}
    who = any(given["name"] for marks in row["inputs"]["marks"].values() for given in marks)
    lines = tuple(
        (names[key], number(given["value"]), *((given["name"],) if who else ()), given["evidence"])
        for key in names
        for given in row["inputs"]["marks"].get(key, ())
    )
    heads, shares = (
        (("指标", "分数", "评委", "依据"), (20, 10, 14, 56))
        if who
        else (("指标", "分数", "依据"), (20, 10, 70))
    )
    return Section("评委打分和依据", table=Table(heads, shares, lines))


def _below(paper: Paper) -> tuple[str, ...]:
    cycle = paper.content["cycle"]
    period = f"{day_in_words(cycle['begins_on'])}至{day_in_words(cycle['ends_on'])}"
    return (f"{cycle['name']}（{period}）　{paper.standing}",)


def _seal(paper: Paper) -> Section:
    if paper.version is None:
        return Section("版本", (f"{paper.standing}。确认以后会有版本号和校验码。",))
    seal = paper.content["seal"]
    reason = (f"更正原因：{seal['reason']}",) if seal["reason"] else ()
    return Section(
        "版本和校验码",
        (
            f"第 {seal['number']} 版，{seal['by']['name']}确认。",
            *reason,
            f"SHA-256：{paper.version.sha256}",
            "校验码由封存文件的全文算出；文件改动任何一个字，校验码都会不同。",
        ),
    )


def _foot(paper: Paper) -> str:
    sha = f"　SHA-256 {paper.version.sha256[:16]}" if paper.version else ""
    return f"{paper.content['cycle']['name']}考核　{paper.standing}{sha}"
