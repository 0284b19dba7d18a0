"""The shipped model: made from what is committed, small, fast, and the same inside SnowNLP's own class."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask

from feedback.sentiment import corpus, training, weights
from feedback.sentiment.corpus import Sentence, Unreadable, read
from feedback.sentiment.learned import shipped
from feedback.sentiment.letters import letters
from feedback.sentiment.training import Source, train

TOP = Path(__file__).parents[2]
HEADER = "text\tlabel\n"


def test_the_shipped_model_was_made_from_what_is_committed() -> None:
    assert shipped().card["sources"] == [origin.entry for origin in training.sources()]


def test_the_shipped_model_is_small() -> None:
    assert weights.SHIPPED.stat().st_size <= 600_000


def test_500_characters_are_judged_in_20_milliseconds() -> None:
    model = shipped()
    for text in (
        "楼道灯坏了没人修，希望尽快处理。" * 40,
        "啊" * 500,
        "[哈哈]" * 125,
        "不" * 500,
        "请问" * 250,
    ):
        model.judge([text])
        took = min(_seconds(model.judge, [text]) for _ in range(5))
        assert took < 0.02, text[:10]


def _seconds(call: object, texts: list[str]) -> float:
    assert callable(call)
    begin = time.process_time()
    call(texts)
    return time.process_time() - begin


def test_many_comments_at_once_are_judged_as_one_by_one() -> None:
    texts = ["很好", "", "太差了", "很好", "请问几点上班？", "👍", "建议加一盏灯"]
    assert shipped().judge(texts) == [shipped().judge([text])[0] for text in texts]
    assert shipped().judge([]) == []


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("", "第 1 行"),
        ("评语,标签\n", "第 1 行"),
        (HEADER + "很好\n", "第 2 行：应有 2 列，实有 1 列"),
        (HEADER + "很好\tpositive\n\tnegative\n", "第 3 行：评语应有 1 至 500 个字"),
        (HEADER + "好" * 501 + "\tpositive\n", "第 2 行：评语应有 1 至 500 个字"),
        (HEADER + "很好\tgood\n", "第 2 行：label 应是"),
        ("text\tlabel\tintent\n很好\tpositive\tcomplaint\n", "第 2 行：positive 的评语不会是 complaint"),
    ],
)
def test_a_bad_corpus_is_refused_with_its_line(tmp_path: Path, app: Flask, lines: str, reason: str) -> None:
    path, out = tmp_path / "mine.tsv", tmp_path / "out"
    path.write_text(lines, encoding="utf-8")
    for command in (["train", "--corpus", str(path), "--out", str(out)], ["evaluate", "--file", str(path)]):
        done = app.test_cli_runner().invoke(args=["sentiment", *command])
        assert done.exit_code == 1
        assert f"{path} {reason}" in done.output
    assert not out.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"text\tlabel\n\xb5\xc4\tpositive\n"])
def test_a_corpus_that_is_not_utf_8_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mine.tsv").write_bytes(content)
    with pytest.raises(Unreadable, match="UTF-8"):
        read(tmp_path / "mine.tsv")
    with pytest.raises(Unreadable, match="打不开"):
        read(tmp_path / "nowhere.tsv")


def test_a_corpus_of_text_and_label_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("\ufeff" + HEADER + "很好\tpositive\n说“差”\tnegative\n", encoding="utf-8")
    assert [(s.text, s.label, s.intent) for s in read(path)] == [
        ("很好", "positive", ""),
        ("说“差”", "negative", ""),
    ]


def test_training_keeps_its_word_on_a_few_sentences() -> None:
    ours = [
        Source(
            f"{name}.tsv",
            "MIT",
            [*_said(name, "很热情", "positive", "praise"), *_said(name, "没人管", "negative", "complaint")],
            ours=True,
        )
        for name in ("窗口", "食堂")
    ]
    one, two = (train(ours, str) for _ in range(2))
    assert one.version == two.version
    assert [j.label for j in one.judge(["书屋很热情", "书屋没人管"])] == ["positive", "negative"]
    assert [s["name"] for s in one.card["sources"]] == ["窗口.tsv", "食堂.tsv"]


def _said(who: str, what: str, label: str, intent: str) -> list[Sentence]:
    return [
        Sentence(f"{who}{when}{what}", label, intent, "plain")
        for when in ("今天", "昨天", "上午", "下午", "一直")
    ]


def test_letters_are_made_of_sentences_and_are_the_same_every_time() -> None:
    said = [Sentence("灯坏了", "negative", "complaint"), Sentence("请问几点开门？", "neutral", "question")]
    made = letters(said, 40)
    assert made == letters(said, 40)
    assert {s.intent for s in made} == {"complaint", "question"}
    assert all(("灯坏了" in s.text) == (s.label == "negative") for s in made)
    assert letters([], 5) == []


def test_every_word_of_the_vocabulary_is_taught_on_one_side_only() -> None:
    texts = [s.text for s in corpus.words()]
    assert len(texts) == len(set(texts))


INSIDE = """
import json, sys
from snownlp import SnowNLP, sentiment
from feedback.sentiment.learned import shipped
from feedback.sentiment.tokens import marks, runs
from feedback.sentiment.snow import Ours
ours = sentiment.classifier = Ours()
texts = json.load(sys.stdin)
key = lambda run: sum(ord(c) << 21 * i for i, c in enumerate(run))
seen = [sorted(key(t) for t in ours.handle(s)[: -len(marks(s))]) == runs([s])[1].tolist() for s in texts]
print(json.dumps([[SnowNLP(t).sentiments for t in texts], [j.score for j in shipped().judge(texts)], seen]))
small = Ours()
small.train(["太差了", "太慢了", "太吵了"] * 3, ["很好", "很热情", "很干净"] * 3)
print(json.dumps([small.classify("态度太差了"), small.classify("態度很好"), small.classify("")]))
"""


def test_inside_snownlps_own_class_the_scores_are_the_same() -> None:
    texts = [s.text for s in read(corpus.LEARN[0])[:60]]
    done = subprocess.run(
        (sys.executable, "-c", INSIDE),
        input=json.dumps(texts),
        cwd=TOP,
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = map(json.loads, done.stdout.splitlines())
    theirs, ours, seen = first
    assert theirs == ours
    assert all(seen)
    bad, good, nothing = second
    assert bad < 0.5 < good
    assert nothing == 0.5
