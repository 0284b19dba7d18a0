"""Paper forms and telephone answers as staff type them: one line a form, read by rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from feedback.collecting.rules import Answer, Sent, Source, answer_of, problems, tidy
from feedback.questionnaire import NONE, Body

LINES = 20  # forms in one batch: what a second person can hold against the paper in one go
OLDEST = timedelta(days=30)
AWARENESS = {"1": "knows", "2": "heard", "3": "unknown"}
TYPED = {"0": NONE, **{str(n): str(n) for n in range(1, 6)}}
SOURCES = {Source.PAPER: "纸质", Source.PHONE: "电话"}


class State(StrEnum):
    """Where a batch stands; only a confirmed one is ratings."""

    OPEN = "open"
    WAITING = "waiting"
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return STATES[self]


STATES = {
    State.OPEN: "正在录入",
    State.WAITING: "等候另一人核对",
    State.RETURNED: "退回修改",
    State.CONFIRMED: "已核对计入",
    State.DROPPED: "已作废",
}


@dataclass(frozen=True)
class Line:
    """One form as it was typed: digits for grade and awareness, words."""

    grade: str = ""
    awareness: str = ""
    comment: str = ""

    @property
    def blank(self) -> bool:
        """Return whether nothing was typed."""
        return not (self.grade or self.awareness or self.comment)


def lines_of(form: Mapping[str, Sequence[str]]) -> list[Line]:
    """Return the lines of a form that was sent, blank ones in between left as they are, those at the end gone."""
    columns = [list(form.get(name, ()))[:LINES] for name in ("grade", "awareness", "comment")]
    long = max(map(len, columns), default=0)
    filled = [[value.strip() for value in column] + [""] * (long - len(column)) for column in columns]
    lines = [Line(g, a, tidy(c)) for g, a, c in zip(*filled, strict=True)]
    while lines and lines[-1].blank:
        lines.pop()
    return lines


def wrong_in(line: Line, body: Body) -> str | None:
    """Return what is wrong with one line, in a sentence, or None."""
    if line.blank:
        return None
    if not line.grade:
        return "没有填满意程度。"
    if line.grade not in TYPED or body.grade(TYPED[line.grade]) is None:
        return "满意程度请填表头上列出的数字。"
    if line.awareness and (line.awareness not in AWARENESS or not body.awareness):
        return "知晓情况请填 1、2、3，没有回答就空着。"
    found = problems(_sent(line), body)
    return next(iter(found.values()), None)


def wrong_day(day: date | None, today: date, begun: date) -> str | None:
    """Return why a day cannot be that of the forms, or None."""
    if day is None:
        return "请选填表的日期。"
    if day > today:
        return "填表的日期不能在今天以后。"
    if today - day > OLDEST:
        return f"只能补录 {OLDEST.days} 天以内的评价。"
    return "这个评价点那时还没有开放。" if day < begun else None


def answer(line: Line) -> Answer:
    """Return what a line without faults says."""
    return answer_of(_sent(line))


def _sent(line: Line) -> Sent:
    return Sent(
        grade=TYPED[line.grade], comment=line.comment, awareness=AWARENESS.get(line.awareness), above=False
    )
