"""一句话看懂: the figures of a board in sentences, each number with the address it can be followed to."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from feedback.dashboard.board import Board, Theme
from feedback.dashboard.comments import MANY


@dataclass(frozen=True)
class Part:
    """A piece of a sentence; with an endpoint it is a link, `asks` being what its address asks for."""

    text: str
    endpoint: str = ""
    asks: dict[str, str] = field(default_factory=dict)


def summary(board: Board) -> list[list[Part]]:
    """Return the sentences of a board that has figures to show."""
    return [s for s in (_received(board), _liked(board), _complained(board), _disagreeing(board)) if s]


def _received(board: Board) -> list[Part]:
    answers, seen = board.counts.total, board.participation.visits
    parts = [
        Part(f"{board.choice.words}收到 "),
        Part(f"{answers} 条评价", "scoring.score"),
        Part("，其中 "),
        Part(f"{board.counts.comments} 条写了评语", "dashboard.comments"),
    ]
    bad = board.counts.grades[2] + board.counts.grades[1]
    if bad:
        parts += [Part("；不满意和非常不满意共 "), *_bad(board, bad)]
    if seen >= answers:
        parts.append(Part(f"；每 100 次打开评价页，约有 {100 * answers / seen:.0f} 次留下评价"))
    return [*parts, Part("。")]


def _bad(board: Board, bad: int) -> Iterator[Part]:
    yield Part(f"{bad} 条", "scoring.score")
    yield Part(f"，占 {100 * bad / board.counts.n:.0f}%")


def _liked(board: Board) -> list[Part]:
    best = _most_liked(board)
    if best is None:
        return []
    return [
        Part("群众最认可的是 "),
        Part(best.name, "dashboard.comments", {"theme": best.name, "polarity": "praise"}),
        Part(f"（{best.praise} 条表扬）。"),
    ]


def _most_liked(board: Board) -> Theme | None:
    return max((t for t in board.themes if t.praise), key=lambda theme: theme.praise, default=None)


def _complained(board: Board) -> list[Part]:
    worst = max((t for t in board.themes if t.complaint), key=lambda theme: theme.complaint, default=None)
    if worst is None:
        return [Part("评语里没有集中的意见。")] if board.counts.comments else []
    also = "也是" if worst == _most_liked(board) else "是"
    link = Part(worst.name, "dashboard.comments", {"theme": worst.name, "polarity": "complaint"})
    return [Part(f"意见最多的{also} "), link, Part(f"（{worst.complaint} 条，{_share(board, worst)}）。")]


def _share(board: Board, theme: Theme) -> str:
    now = f"占评语的 {100 * theme.complaint / board.counts.comments:.0f}%"
    if theme.share_before is None:
        return now
    return f"{now}，{board.choice.before_words}是 {100 * theme.share_before:.0f}%"


def _disagreeing(board: Board) -> list[Part]:
    if not board.disagreeing:
        return []
    more = "以上" if board.disagreeing >= MANY else ""
    link = Part(f"{board.disagreeing} 条{more}评语", "dashboard.comments", {"disagrees": "1"})
    return [link, Part("说的和所选等级不一致，建议先看。")]
