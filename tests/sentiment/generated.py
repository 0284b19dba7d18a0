"""Texts for comparing readers: what people write, and what they do not. Same seed, same texts, on any Python."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from random import Random

BLOCK = 100  # texts that share one checksum

WORDS = """服务态度很好 办事效率太低 等了一个多小时 没有一点不满意 请问几点下班 希望多开一个窗口 路灯坏了半个月没人修 谢谢书记
工作人员很热情 就是排队太久 政策讲得清清楚楚 电梯经常坏 老人上下楼不方便 党员带头铲雪 材料准备了三遍 来回跑了五趟
答复很快 可是问题没有解决 停车难 小区门口堵得厉害 志愿者帮我填表 一次就办好了 下雨天地下室漏水 噪音扰民 投诉没有回音
社区医院周末也开门 孩子上学的事 多亏了网格员 空调开得太冷 椅子不够坐 厕所很干净 公示看不懂 字太小 听不清叫号
不差 还行吧 一般般 呵呵 真是感人的速度 巴适得很 唔该晒 咁样唔得 好嘞 棒棒哒 给力 差评 非常满意 不是很满意 说不上来
研究生命的起源 南京市长江大桥 他说的确实在理 中华人民共和国 乒乓球拍卖完了 结婚的和尚未结婚的 把手抬起来 门把手坏了"""
SAID = WORDS.split()
OTHER = [
    "，",
    "。",
    "！",
    "？",
    "…",
    " ",
    "\n",
    "\t",
    "\u3000",
    "\x85",
    "\u2028",
    "a",
    "OK",
    "2026",
    "3.5",
    "👍",
    "👨\u200d👩\u200d👧",
    "<b>",
]
ODD = [
    "\x00",
    "\ud800",
    "\udfff",
    "\u200f",
    "\u202e",
    "\ufeff",
    "服務態度",
    "顯著",
    "計程車",
    "臺灣",
    "㐀",
    "𠀀",
    "é",
    "ありがとう",
    "한국",
    "\u9fa6",
    "\u4dff",
]


def texts(count: int, seed: int) -> Iterator[str]:
    """Yield that many texts of 1 to 500 characters."""
    # Only random() is promised to give the same numbers in every version of Python.
    rng = Random(seed)
    letters = sorted(set("".join(SAID)))
    kinds = (_sentences, _sentences, _shuffled, _any_chinese, _mixed, _mixed, _repeated)
    for number in range(count):
        kind = kinds[int(rng.random() * len(kinds))]
        longest = 500 if number % 50 == 0 else 60
        yield kind(rng, letters, 1 + int(rng.random() * rng.random() * longest))[:500]


def _one(rng: Random, things: Sequence[str]) -> str:
    return things[int(rng.random() * len(things))]


def _sentences(rng: Random, _letters: Sequence[str], size: int) -> str:
    return "".join(_one(rng, SAID) + ("，" if rng.random() < 0.3 else "") for _ in range(1 + size // 6))


def _shuffled(rng: Random, letters: Sequence[str], size: int) -> str:
    return "".join(_one(rng, letters) for _ in range(size))


def _any_chinese(rng: Random, _letters: Sequence[str], size: int) -> str:
    # Most of these characters are rare, and one in five is unknown to SnowNLP.
    return "".join(chr(0x4E00 + int(rng.random() * (0x9FA6 - 0x4E00))) for _ in range(size))


def _mixed(rng: Random, letters: Sequence[str], size: int) -> str:
    parts = [_one(rng, OTHER if rng.random() < 0.3 else SAID) for _ in range(1 + size // 4)]
    parts += [_one(rng, ODD), _any_chinese(rng, letters, 2), _one(rng, SAID)]
    return "".join(parts)


def _repeated(rng: Random, letters: Sequence[str], size: int) -> str:
    return (_one(rng, letters) + (_any_chinese(rng, letters, 1) if rng.random() < 0.3 else "")) * size


def checksums(words: Sequence[Sequence[str]], scores: Sequence[float], simple: Sequence[str]) -> list[str]:
    """Return a checksum for every block of readings: all words, all bits of all scores, the simplified texts."""
    lines = [f"{'|'.join(w)} {s.hex()} {text}" for w, s, text in zip(words, scores, simple, strict=True)]
    return [
        sha256("\n".join(lines[i : i + BLOCK]).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        for i in range(0, len(lines), BLOCK)
    ]
