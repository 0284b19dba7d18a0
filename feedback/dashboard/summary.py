"""一句话看懂: the figures of a board in sentences, each number with the address it can be followed to.

No number below five is said of what residents chose or wrote, nor one that leaves fewer than five over.
"""

from dataclasses import dataclass, field

from feedback.dashboard.board import Board, Theme
from feedback.dashboard.comments import MANY
from feedback.scoring import PRIVATE_BELOW, Gate, Period

ALIKE = 0.05  # a difference of so little is none
THEMES = 2  # as many are named


@dataclass(frozen=True)
class Part:
    """A piece of a sentence; with an endpoint it is a link, `asks` being the rest of its address."""

    text: str
    endpoint: str = ""
    asks: dict[str, str] = field(default_factory=dict)


Sentence = list[Part]


def summary(board: Board) -> list[Sentence]:
    """Return the sentences of a board that has figures to show."""
    sentences = [_received(board), _bad(board)]
    if board.counts.comments >= PRIVATE_BELOW and board.trust.shown:
        sentences += [
            _complained(board),
            _words(board),
            *_returned(board),
            _liked(board),
            _disagreeing(board),
        ]
    return [s for s in (*sentences, _gate(board)) if s]


def _received(board: Board) -> Sentence:
    total, words = board.counts.total, board.choice.words
    begun = board.choice.key == "month"
    daily = f"，平均每天 {total / _days(board.choice.period):.1f} 条" if begun else ""
    said = Part(f"{total} 条评价{daily}", "scoring.score", _days_of(board.choice.period))
    return [Part(f"{words}收到 "), said, *_against(board), *_commented(board), Part("。")]


def _against(board: Board) -> Sentence:
    """Return how much this is against the period before; a month that has just begun is held against it by the day."""
    choice, past = board.choice, board.past.total
    if board.began > choice.before.begin:
        return []  # a brand that did not exist yet received less
    if past == 0:
        return [Part(f"，{choice.before_words}没有收到评价")]
    if past < PRIVATE_BELOW:
        return [Part(f"，{choice.before_words}少于 {PRIVATE_BELOW} 条，不作比较")]
    if choice.key == "month":
        now, then = board.counts.total / _days(choice.period), past / _days(choice.before)
        before = Part(f"{choice.before_words}的每天 {then:.1f} 条", "scoring.score", _days_of(choice.before))
    else:
        now, then = board.counts.total, past
        before = Part(f"{choice.before_words}的 {past} 条", "scoring.score", _days_of(choice.before))
    if abs(now - then) <= ALIKE * then:
        return [Part("，和"), before, Part("差不多")]
    return [Part("，比"), before, Part("多" if now > then else "少")]


def _commented(board: Board) -> Sentence:
    total, comments = board.counts.total, board.counts.comments
    if comments == 0:
        return [Part("，还没有人写评语")]
    if comments < PRIVATE_BELOW:
        return [Part("，其中"), _comments(board, "有几条写了评语")]
    if total - comments < PRIVATE_BELOW:
        return [Part("，"), _comments(board, "都写了评语" if total == comments else "几乎都写了评语")]
    return [Part("，其中 "), _comments(board, f"{comments} 条写了评语")]


def _bad(board: Board) -> Sentence:
    bad, n = board.counts.grades[2] + board.counts.grades[1], board.counts.n
    where = _days_of(board.choice.period)
    if not bad:
        return [Part("没有人选不满意或非常不满意。")]
    if bad < PRIVATE_BELOW or 0 < n - bad < PRIVATE_BELOW:
        some = "有几条" if bad < PRIVATE_BELOW else "几乎都"
        return [Part(f"{some}选了不满意或非常不满意", "scoring.score", where), Part("。")]
    share = f"{bad} 条，占 {100 * bad / n:.0f}%"
    return [Part("不满意和非常不满意共 "), Part(share, "scoring.score", where), Part("。")]


def _complained(board: Board) -> Sentence:
    worst = sorted((t for t in board.themes if t.complaint), key=lambda theme: -theme.complaint)[:THEMES]
    if not worst:
        return [Part("评语里没有集中的意见。")]
    also = "也" if worst[0] == _most_liked(board) else ""
    parts = [Part(f"意见{also}集中在 " if also else "意见集中在 ")]
    for number, theme in enumerate(worst):
        parts += [Part("和 ")] * number + _mentioned(board, theme, "complaint", theme.complaint, number == 0)
    return [*parts, Part("。")]


def _returned(board: Board) -> list[Sentence]:
    back = [t.returned for t in board.themes if t.returned and t.returned.closed.came_back]
    return [
        [
            Part(f"{one.closed.theme}整改后"),
            Part(
                "又出现了" if (one.since or 0) < PRIVATE_BELOW else f"又有 {one.since} 条意见",
                "dashboard.comments",
                one.asks,
            ),
            Part("。"),
        ]
        for one in back
    ]


def _liked(board: Board) -> Sentence:
    best = _most_liked(board)
    return (
        [Part("表扬最多的是 "), *_mentioned(board, best, "praise", best.praise), Part("。")] if best else []
    )


def _most_liked(board: Board) -> Theme | None:
    return max((t for t in board.themes if t.praise), key=lambda theme: theme.praise, default=None)


def _mentioned(board: Board, theme: Theme, side: str, count: int, compared: bool = False) -> Sentence:
    """Return a theme with its count and share, and on demand the share of the period before."""
    asks = {"theme": theme.name, "polarity": side}
    if count < PRIVATE_BELOW:
        return [_comments(board, theme.name, asks)]
    share = f"{theme.name} {count} 条"
    if not compared:
        return [_comments(board, share, asks)]
    share += f"，占评语的 {100 * count / board.counts.comments:.0f}%"
    if theme.share_before is None:
        return [_comments(board, share, asks)]
    earlier = {**asks, "period": "own", **_days_of(board.choice.before)}
    then = f"{board.choice.before_words}是 {100 * theme.share_before:.0f}%"
    return [_comments(board, share, asks), Part("（"), _comments(board, then, earlier), Part("）")]


def _words(board: Board) -> Sentence:
    if board.said is None or not board.said.complaint:
        return []
    told: list[tuple[str, int]] = []
    for word, count in board.said.complaint:
        # 电话 beside 电话难打 would say the same twice.
        if not any(word in other or other in word for other, _ in told):
            told.append((word, count))
    parts = [Part("常说的是 ")]
    for number, (word, count) in enumerate(told[:THEMES]):
        words = f"“{word}”{f'{count} 条' if count >= PRIVATE_BELOW else ''}"
        parts += [Part("、")] * bool(number) + [_comments(board, words, {"word": word, "side": "complaint"})]
    return [*parts, Part("。")]


def _disagreeing(board: Board) -> Sentence:
    if not board.disagreeing:
        return []
    some = f"{board.disagreeing} 条" if board.disagreeing >= PRIVATE_BELOW else "有几条"
    more = "以上" if board.disagreeing >= MANY else ""
    link = _comments(board, f"{some}{more}评语", {"disagrees": "1"})
    return [link, Part("说的和所选等级不一致，建议先看。")]


def _gate(board: Board) -> Sentence:
    if board.score.gate != Gate.FEW:
        return []
    return [Part(f"评价还不到 {board.rule.provisional} 条，这些数字只能参考。")]


def _comments(board: Board, text: str, asks: dict[str, str] | None = None) -> Part:
    return Part(text, "dashboard.comments", {**board.choice.address(), **(asks or {})})


def _days_of(period: Period) -> dict[str, str]:
    return {"begin": period.begin.isoformat(), "end": period.end.isoformat()}


def _days(period: Period) -> int:
    return (period.end - period.begin).days + 1
