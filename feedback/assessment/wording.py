"""The rules of an assessment in sentences, made from the document that they were applied in."""

from feedback.assessment.document import Content

WORDS = {"few": "样本不足", "unmarked": "待评"}
GRADE_WORDS = {"5": "非常满意", "4": "满意", "3": "基本满意", "2": "不满意", "1": "非常不满意"}


def day_in_words(iso: str) -> str:
    """Return "2026年1月1日" for "2026-01-01", which is how documents keep a day."""
    year, month, day = iso.split("-")
    return f"{year}年{int(month)}月{int(day)}日"


def scheme_in_words(content: Content) -> tuple[str, ...]:
    """Return what the scheme says: weights, bands, veto, small samples."""
    scheme = content["scheme"]
    body = scheme["body"]
    weights = "，".join(f"{i['name']} {i['weight']}" for i in body["indicators"])
    bands = "，".join(f"{b['name']} {b['from']} 分起" for b in body["bands"])
    found = [f"考核方案：{scheme['name']}第 {scheme['number']} 版。权重：{weights}。", f"等次：{bands}。"]
    if veto := body.get("veto"):
        found.append(f"群众评议得分低于 {veto['below']} 分的，不论总分多少，最高评为“{veto['at_most']}”。")
    return (*found, _small_sample(content))


def _small_sample(content: Content) -> str:
    body = content["scheme"]["body"]
    mass = next(i for i in body["indicators"] if i["kind"] == "mass")
    least = mass["params"].get("min_n", content["score_rule"]["counted"])
    if body["small_sample"] == "not_assessed":
        return f"群众评议不到 {least} 条的，样本不足，不评定等次。"
    most = body.get("small_sample_at_most", "")
    held = f"，最高评为“{most}”" if most else ""
    return f"群众评议不到 {least} 条的，样本不足，不计分，其余指标按权重折算为 100 分{held}。"


def rules_in_words(content: Content) -> tuple[str, ...]:
    """Return how figures are made and rounded."""
    rule = content["score_rule"]
    values = "，".join(f"{words} {rule['values'][grade]}" for grade, words in GRADE_WORDS.items())
    return (
        f"群众评议是居民所选等级的平均分，按计分规则第 {rule['number']} 版：{values}。"
        "评语的情绪、评价的多少、转发和点击都不参与计分。",
        "各项得分四舍五入到两位小数，再按权重相加；总分四舍五入到一位小数，等次按四舍五入后的总分定。"
        "印出的数就是计算用的数，可以用计算器核对。",
    )
