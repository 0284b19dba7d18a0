"""What is wrong with a draft of a scheme. Its numbers are kept as text, so that none is lost in a float."""

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from feedback.assessment.decimals import plain, read
from feedback.assessment.scheme import SmallSample

NAME_MAX, STANDARD_MAX = 20, 300
# Below 30 grades the interval is so wide that a 75 and a 90 cannot be told apart: no scheme may count those.
FEWEST, MOST = 30, 1000
INDICATORS_MAX, BANDS_MAX = 20, 8
KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")


def problems(
    body: Mapping[str, Any], kinds: tuple[str, ...] = ("mass", "awareness", "reviewed")
) -> list[str]:
    """Return what is wrong with a scheme's data, in sentences; empty = nothing."""
    return [
        *_indicator_problems(body["indicators"], kinds),
        *_band_problems(body["bands"]),
        *_limit_problems(body),
    ]


def _indicator_problems(indicators: list[dict[str, Any]], kinds: tuple[str, ...]) -> list[str]:
    found = []
    weights = [read(i["weight"]) for i in indicators]
    for indicator, weight in zip(indicators, weights, strict=True):
        found += _line_problems(indicator, weight, kinds)
    for field, what in (("key", "编号"), ("name", "名称")):
        twice = [v for v, n in Counter(i[field] for i in indicators).items() if n > 1 and v]
        found += [f"指标{what}“{v}”出现了不止一次。" for v in twice]
    if [i["kind"] for i in indicators].count("mass") != 1:
        found.append("方案里要有且只有一项群众评议。")
    if len(indicators) > INDICATORS_MAX:
        found.append(f"指标最多 {INDICATORS_MAX} 项。")
    if None not in weights:
        found += _sum_problems(sum((w for w in weights if w is not None), Decimal()))
    return found


def _sum_problems(total: Decimal) -> list[str]:
    if total == 100:
        return []
    apart = f"还差 {plain(100 - total)}" if total < 100 else f"多了 {plain(total - 100)}"
    return [f"权重合计是 {plain(total)}，要正好是 100，{apart}。"]


def _line_problems(indicator: Mapping[str, Any], weight: Decimal | None, kinds: tuple[str, ...]) -> list[str]:
    name = indicator["name"] or "没有名称的指标"
    found = []
    if not 1 <= len(indicator["name"]) <= NAME_MAX:
        found.append(f"每项指标都要有名称，最多 {NAME_MAX} 个字。")
    if not KEY.fullmatch(indicator["key"]):
        found.append(f"“{name}”的编号要用小写字母、数字和下划线，最多 30 个。")
    if indicator["kind"] not in kinds:
        found.append(f"“{name}”的种类不在系统里。")
    if weight is None or not 0 < weight <= 100 or weight * 10 % 1:
        found.append(f"“{name}”的权重要大于 0，最多一位小数。")
    standard = indicator.get("standard", "")
    if indicator["kind"] == "reviewed" and not standard:
        found.append(f"“{name}”由评委打分，要写明评分标准。")
    if len(standard) > STANDARD_MAX:
        found.append(f"“{name}”的评分标准最多 {STANDARD_MAX} 个字。")
    return found + _param_problems(name, indicator.get("params", {}))


def _param_problems(name: str, params: Mapping[str, Any]) -> list[str]:
    found = []
    if "min_n" in params:
        least = read(params["min_n"])
        if least is None or least % 1 or not FEWEST <= least <= MOST:
            found.append(f"“{name}”的最少评价数要填 {FEWEST} 到 {MOST} 之间的整数。")
    if "heard" in params:
        share = read(params["heard"])
        if share is None or not 0 <= share <= 1:
            found.append(f"“{name}”里“听说过”要折算成 0 到 1 之间的数。")
    return found


def _band_problems(bands: list[dict[str, Any]]) -> list[str]:
    names, starts = [b["name"] for b in bands], [read(b["from"]) for b in bands]
    if not bands or len(bands) > BANDS_MAX or not all(1 <= len(n) <= NAME_MAX for n in names):
        return [f"等次要有名称，最少 1 档，最多 {BANDS_MAX} 档。"]
    if any(s is None or not 0 <= s <= 100 or s * 10 % 1 for s in starts):
        return ["等次的起始分要在 0 到 100 之间，最多一位小数。"]
    known = [s for s in starts if s is not None]
    found = []
    if len(set(names)) < len(names):
        found.append("等次的名称不能重复。")
    if any(high <= low for high, low in pairwise(known)):
        found.append("等次要从高到低排，起始分一档比一档低。")
    if known[-1] != 0:
        found.append("最后一档要从 0 分起，每个总分才都有等次。")
    return found


def _limit_problems(body: Mapping[str, Any]) -> list[str]:
    names = {b["name"] for b in body["bands"]}
    found = []
    if veto := body.get("veto"):
        below = read(veto["below"])
        if below is None or not 0 < below <= 100:
            found.append("否决线要在 0 到 100 分之间。")
        if veto["at_most"] not in names:
            found.append("触发否决后最高评为哪一档，要从等次里选。")
    if body["small_sample"] not in set(SmallSample):
        found.append("样本不足时怎么办，要从两种办法里选一种。")
    if (most := body.get("small_sample_at_most", "")) and most not in names:
        found.append("样本不足时最高评为哪一档，要从等次里选。")
    return found
