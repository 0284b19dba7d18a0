"""Covering: what was found is replaced by what it is."""

import re

from feedback.masking.digits import numbers
from feedback.masking.places import places
from feedback.masking.plain import Span, plain
from feedback.masking.signs import signs

# Han without a numeral, and what stands between sentences, hides nobody: most comments are read no further.
WORTH_READING = re.compile(
    r"[^\u4e00-\u9fff，。！？、；：“”…～\s]|[一二三四五六七八九十百幺壹贰叁肆伍陆柒捌玖]"
)


def covered(text: str) -> list[Span]:
    """Return what in a text tells who somebody is, from the left; what overlaps is one span."""
    if not WORTH_READING.search(text):
        return []
    same = plain(text)
    spans: list[Span] = []
    for span in sorted((*numbers(same), *signs(same), *places(same)), key=lambda s: (s.start, -s.end)):
        if spans and span.start < spans[-1].end:
            spans[-1] = spans[-1]._replace(end=max(spans[-1].end, span.end))
        else:
            spans.append(span)
    return spans


def masked(text: str, start: int = 0, end: int | None = None) -> str:
    """Return a text, or a piece of it, as staff may read it: each finding replaced by what it is."""
    end = len(text) if end is None else end
    pieces, position = [], start
    for span in covered(text):
        if span.end > start and span.start < end:
            pieces += [text[position : max(span.start, position)], f"〔{span.kind}已隐去〕"]
            position = span.end
    return "".join([*pieces, text[position:end]])


def blanked(text: str) -> str:
    """Return a text of the same length in which each finding is blanks: for counting words, places stay places."""
    kept, position = [], 0
    for span in covered(text):
        kept += [text[position : span.start], " " * (span.end - span.start)]
        position = span.end
    return "".join([*kept, text[position:]])
