"""What was noticed, said in sentences: each figure with what it means."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from feedback.pages import local
from feedback.screening.models import Flag
from feedback.screening.review_rules import Stage, Step

GRADES = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
STAGES = {
    Stage.OPEN: "待复核",
    Stage.PROPOSED: "待第二人确认",
    Stage.KEPT: "照常计分",
    Stage.EXCLUDED: "已排除",
    Stage.APPEALED: "待答复申诉",
    Stage.UNDOING: "待确认恢复",
    Stage.UNDONE: "已恢复计分",
}
STEPS = {
    Step.STATE: "支部说明",
    Step.PROPOSE: "提出排除",
    Step.DECLINE: "不同意排除",
    Step.EXCLUDE: "确认排除",
    Step.KEEP: "认定照常计分",
    Step.APPEAL: "支部申诉",
    Step.UPHOLD: "答复申诉：维持排除",
    Step.PROPOSE_UNDO: "提出恢复计分",
    Step.DECLINE_UNDO: "不同意恢复",
    Step.UNDO: "确认恢复计分",
    Step.REOPEN: "重新复核",
}


def sentences(flag: Flag, points: Sequence[str]) -> list[str]:
    """Return what a detector noticed and how unlikely it is, for the committee."""
    return _SAID[flag.detector](flag.figures, "、".join(points))


def _stuffed(f: Mapping[str, Any], _points: str) -> list[str]:
    word = GRADES[int(f["grade"])]
    begin = (
        f"{f['n']} 条评价一条接一条，中间一般只隔 {f['gap']:.0f} 秒"
        if f["how"] == "chain"
        else f"一段时间里集中来了 {f['n']} 条评价"
    )
    return [
        f"{begin}；按这个支部平时的作息，同样长的时间里约有 {f['expected']:.1f} 条。",
        f"其中 {f['count']} 条是“{word}”；平时 100 条里约有 {100 * f['usual']:.0f} 条。",
        f"如果还是平时那样的居民在评，出现这种情况的可能{rarely(float(f['chance']))}。",
        *([f"另外 {f['n'] - f['count']} 条是别的等级，不在复核之列。"] if f["n"] > f["count"] else []),
    ]


def _alike(f: Mapping[str, Any], points: str) -> list[str]:
    return [
        f"七天之内有 {f['n']} 条评语几乎一样，每条都在十个字以上，来自：{points}。",
        f"和第一条相比，最不像的一条也有 {100 * f['similar']:.0f}% 的用字相同。",
    ]


def _device(f: Mapping[str, Any], points: str) -> list[str]:
    return [
        f"七天之内，{f['devices']} 部手机一共评了 {f['n']} 条，最多的一部评了 {f['most']} 条，来自：{points}。",
        f"这些天能分辨手机的评价一共 {f['marked']} 条。同一部手机三十天内本来就最多计两条。",
    ]


def _uniform(f: Mapping[str, Any], points: str) -> list[str]:
    return [
        f"“{points}”近 60 天的 {f['n']} 条评价里，{f['count']} 条是“{GRADES[int(f['grade'])]}”。",
        f"用来比较的比例是 100 条里 {100 * f['usual']:.0f} 条，这样整齐的可能{rarely(float(f['chance']))}。",
    ]


def _stopped(f: Mapping[str, Any], points: str) -> list[str]:
    return [
        f"“{points}”以前 {f['before']} 条评价里有 {f['bad']} 条不满意；近 30 天又有 {f['n']} 条评价，没有一条不满意。",
        f"照以前的比例应当有 {f['expected']:.0f} 条，一条也没有的可能{rarely(float(f['chance']))}。",
        "这可能是整改见效，也可能是不满意点不了、没人敢点。请到现场用手机试一次。没有评价可以排除。",
    ]


_SAID: Mapping[str, Callable[[Mapping[str, Any], str], list[str]]] = {
    "stuffed": _stuffed,
    "alike": _alike,
    "device": _device,
    "uniform": _uniform,
    "stopped": _stopped,
}


def rarely(chance: float) -> str:
    """Return a chance as it is said: "约为 1/20,000", and no more digits than it has."""
    if chance < 1e-9:
        return "不到十亿分之一"
    turn = 1 / chance
    size = 10 ** (len(str(int(turn))) - 1)
    return f"约为 1/{round(turn / size) * size:,}"


def clock(value: datetime) -> str:
    """Return a stored moment's time of day: "09:05:20"."""
    return f"{local(value):%H:%M:%S}"


def month(value: datetime) -> str:
    """Return a stored moment's month: "2026年11月"."""
    return f"{local(value).year}年{local(value).month}月"


def gap(seconds: float) -> str:
    """Return a span as it is read beside a row: "20 秒", "3 分钟", "5 小时", "2 天"."""
    for size, word in ((86_400, "天"), (3_600, "小时"), (60, "分钟")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {word}"
    return f"{seconds:.0f} 秒"
