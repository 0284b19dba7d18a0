"""What a comment says: labels, intents, and every text that is no comment."""

from pathlib import Path

import pytest

from feedback.sentiment import weights
from feedback.sentiment.reading import by, from_file, model, read
from feedback.sentiment.rules import CUTS, side
from tests.sentiment.people import Forbidden


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\t",
        "👍👍👍",
        "12345",
        "very good",
        "？！…",
        "\x00",
        "\ud800",
        "\u200f\u202e",
        "<b>ok</b>",
        "ありがとう",
    ],
)
def test_a_text_without_chinese_holds_no_opinion_in_words(text: str) -> None:
    reading = read(text)
    assert (reading.label, reading.intent, reading.score, reading.themes) == ("none", "none", None, ())


def test_an_empty_text_has_no_score_of_snownlp_either() -> None:
    with by(Forbidden()):
        assert read("").snownlp is None


@pytest.mark.parametrize(
    ("text", "label", "intent"),
    [
        ("好", "positive", "praise"),
        ("服务态度很好，办事很快", "positive", "praise"),
        ("谢谢书记帮我家通水管", "positive", "thanks"),
        ("等了一个多小时，没人管", "negative", "complaint"),
        ("什么时候修好？等了两个月了", "negative", "complaint"),
        ("建议增加座位，等的时间太长", "negative", "complaint"),
        ("请问几点下班", "unclear", "question"),
        ("能不能周末也开门", "unclear", "suggestion"),
        ("希望多开一个窗口", "unclear", "suggestion"),
        ("今天去了一趟", "unclear", "none"),
        ("好好好" * 100, "positive", "praise"),
        ("服務態度好，熱情", "positive", "praise"),
        ("热情\x00周到", "positive", "praise"),
        ("热情\ud800周到", "positive", "praise"),
        ("\u202e热情周到", "positive", "praise"),
        ("<script>热情周到</script>", "positive", "praise"),
        ("等咗成个钟，冇人理", "negative", "complaint"),
        ("今日嚟过[强]👍", "positive", "praise"),
    ],
)
def test_a_comment_has_a_label_and_an_intent(text: str, label: str, intent: str) -> None:
    reading = read(text)
    assert (reading.label, reading.intent) == (label, intent)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("没有一点不满意", "positive"),
        ("不差", "positive"),
        ("不是很满意", "negative"),
        ("一点也不热情", "negative"),
        ("特别满意", "positive"),
        ("别提多热情了", "positive"),
        ("不但热情而且耐心", "positive"),
        ("差不多", "unclear"),
        ("您好", "unclear"),
    ],
)
def test_a_negation_turns_the_word_after_it_and_nothing_else(text: str, label: str) -> None:
    assert read(text).label == label


def test_without_any_model_that_can_be_read_snownlp_reads_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    torn, foreign = tmp_path / "own.bin", tmp_path / "model.bin"
    torn.write_bytes(weights.SHIPPED.read_bytes()[:-7])
    foreign.write_text("PK")
    monkeypatch.setattr(weights, "SHIPPED", foreign)
    with from_file(torn):
        reading = read("热情周到")
        assert "/own-none/" in reading.model
    assert (reading.score, reading.label) == (0.5, "unclear")
    assert f"模型文件 {torn} 已损坏" in caplog.text
    assert f"{foreign} 不是本系统的模型文件" in caplog.text


def test_a_torn_version_leaves_the_shipped_one_to_read(tmp_path: Path) -> None:
    torn = tmp_path / "own.bin"
    torn.write_bytes(b"")
    with from_file(torn):
        fallen = read("热情周到")
    assert fallen == read("热情周到")
    assert fallen.label == "positive"


def test_only_the_first_500_characters_are_read() -> None:
    assert read("今天来过。" * 100 + "太差了") == read("今天来过。" * 100)
    assert read("今天来过。" * 99 + "太差了").score != read("今天来过。" * 100).score


def test_a_reading_says_who_read() -> None:
    assert read("好").model == model()
    assert model().startswith("snownlp-0.")
    assert len(model()) <= 40


def test_traditional_characters_find_their_themes() -> None:
    assert read("服務態度好").themes == ("服务态度",)


def test_the_score_is_in_the_band_of_its_label() -> None:
    low, middle, high = (read(t).score or 0 for t in ("太差了", "今天去了", "很好"))
    assert low < CUTS[0] < middle < CUTS[1] < high


@pytest.mark.parametrize(
    ("score", "label", "intent", "grade", "expected"),
    [
        (0.1, "negative", "complaint", 5, -1),
        (0.35, "negative", "complaint", 5, 1),
        (0.35, "negative", "complaint", 3, -1),
        (0.35, "negative", "complaint", None, -1),
        (0.9, "positive", "praise", 1, 0),
        (0.65, "positive", "praise", 1, -1),
        (0.65, "positive", "praise", None, 1),
        (0.5, "unclear", "question", 5, 0),
        (0.5, "unclear", "none", 5, 1),
        (0.5, "unclear", "none", 3, 0),
        (None, "none", "none", 1, -1),
        (None, "none", "none", None, 0),
    ],
)
def test_words_and_grade_together_praise_or_complain(
    score: float | None, label: str, intent: str, grade: int | None, expected: int
) -> None:
    assert side(score, label, intent, grade) == expected
