"""A model of ours: it learns, it is kept, it goes on learning, and it never reads from a file it cannot trust."""

from pathlib import Path

import pytest

from feedback.sentiment.corpus import Sentence
from feedback.sentiment.learned import Learned, Unfit, load, shipped
from feedback.sentiment.learning import learn
from feedback.sentiment.rules import CUTS, Intent, Label, judged, label_of
from feedback.sentiment.tokens import turn

PRAISE = [
    f"{who}{what}" for who in ("窗口", "党员", "书记", "物业") for what in ("很热情", "真耐心", "很负责")
]
BLAME = [
    f"{who}{what}" for who in ("窗口", "党员", "书记", "物业") for what in ("不理人", "太敷衍", "没人管")
]
ASKED = [f"请问{where}几点{what}？" for where in ("窗口", "食堂", "书屋") for what in ("开门", "下班")]
SENTENCES = [
    *(Sentence(text, "positive", "praise") for text in PRAISE),
    *(Sentence(text, "negative", "complaint") for text in BLAME),
    *(Sentence(text, "neutral", "question") for text in ASKED),
]


@pytest.fixture(scope="module")
def small() -> Learned:
    """A model of a few sentences."""
    return learn(SENTENCES)


def test_what_was_learned_is_read(small: Learned) -> None:
    said = small.judge(["网格员很热情", "网格员太敷衍", "请问网格员几点上班？", "👍"])
    assert [j.label for j in said] == [Label.POSITIVE, Label.NEGATIVE, Label.UNCLEAR, Label.NONE]
    assert [j.intent for j in said[:3]] == [Intent.PRAISE, Intent.COMPLAINT, Intent.QUESTION]


def test_the_same_sentences_give_the_same_bytes(small: Learned, tmp_path: Path) -> None:
    for name, model in (("one", small), ("two", learn(SENTENCES))):
        model.save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert learn(SENTENCES[1:]).version != small.version


def test_a_model_reads_the_same_after_it_was_kept(small: Learned, tmp_path: Path) -> None:
    small.save(tmp_path / "model")
    kept = load(tmp_path / "model")
    assert kept.version == small.version
    assert kept.judge(PRAISE + BLAME) == small.judge(PRAISE + BLAME)


def test_local_labels_are_learned_and_the_rest_is_not_forgotten(small: Learned) -> None:
    local = [
        Sentence(f"{dish}硬是要得", "positive", "praise")
        for dish in ("抄手", "担担面", "豆花", "凉粉", "锅盔")
    ]
    onwards = learn(local, base=small)
    before, after = (m.judge(["甜水面硬是要得", "书记没人管"]) for m in (small, onwards))
    assert (after[0].score or 0) > (before[0].score or 0) + 0.1
    assert after[1].label == before[1].label == Label.NEGATIVE


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda whole: b"", "不是本系统"),
        (lambda whole: b"PK\x03\x04" + whole, "不是本系统"),
        (lambda whole: whole[:-1], "已损坏"),
        (lambda whole: whole[:200] + b"?" + whole[201:], "已损坏"),
    ],
)
def test_a_torn_or_foreign_file_is_refused_with_a_sentence(
    small: Learned, tmp_path: Path, spoil: object, reason: str
) -> None:
    path = tmp_path / "model"
    small.save(path)
    assert callable(spoil)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(Unfit, match=reason):
        load(path)


def test_a_file_that_is_not_there_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(Unfit, match="打不开"):
        load(tmp_path / "model")


def test_the_shipped_model_reads() -> None:
    said = shipped().judge(["服务态度很好，办事很快", "等了一个多小时，没人管"])
    assert [j.label for j in said] == [Label.POSITIVE, Label.NEGATIVE]


def likely(**shares: float) -> dict[Intent, float]:
    """Shares of the intents; what is not named has none."""
    return {intent: shares.get(intent.value, 0.0) for intent in Intent}


def test_a_question_that_nobody_would_praise_with_is_no_complaint() -> None:
    said = judged(likely(question=0.7, complaint=0.25, praise=0.05))
    assert (said.label, said.intent, said.score) == (Label.UNCLEAR, Intent.QUESTION, CUTS[0])


def test_what_may_well_be_a_complaint_is_taken_for_one() -> None:
    said = judged(likely(question=0.55, complaint=0.4, praise=0.05))
    assert (said.label, said.intent) == (Label.NEGATIVE, Intent.COMPLAINT)
    assert judged(likely(complaint=0.4, praise=0.35, none=0.25)).label == Label.NEGATIVE


def test_the_score_stays_in_the_band_of_its_label() -> None:
    for shares in (
        {"complaint": 0.36, "praise": 0.34, "none": 0.3},
        {"thanks": 0.36, "complaint": 0.34, "none": 0.3},
        {"none": 0.5, "praise": 0.45, "complaint": 0.05},
        {"suggestion": 0.9, "praise": 0.1},
    ):
        said = judged(likely(**shares))
        assert label_of(said.score) == said.label, shares


@pytest.mark.parametrize(
    ("score", "label"),
    [
        (None, Label.NONE),
        (0.43, Label.NEGATIVE),
        (0.44, Label.UNCLEAR),
        (0.54, Label.UNCLEAR),
        (0.55, Label.POSITIVE),
    ],
)
def test_a_score_on_a_cut_is_unclear(score: float | None, label: Label) -> None:
    assert label_of(score) == label


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("味道还可以，但是等了太久", "但是等了太久"),
        ("排队排了半天，可一口下去全忘了", "可一口下去全忘了"),
        ("菜好，不过贵，可惜没位子坐", "可惜没位子坐"),
        ("老师热情，但是教室太冷，不过办得很快", "不过办得很快"),
        ("这里可以停车，可能要交钱", ""),
        ("但愿明年也有这样的活动", ""),
        ("孩子很可爱，老师也好", ""),
        ("什么都好，但贵", ""),
    ],
)
def test_what_stands_after_a_turn_is_found(text: str, rest: str) -> None:
    assert turn(text) == rest


def test_what_stands_after_a_turn_counts_more_than_what_stands_before() -> None:
    model = shipped()
    praised, blamed = "老板待人特别热情", "态度恶劣没人管"
    scores = [j.score or 0.5 for j in model.judge([f"{blamed}，但是{praised}", f"{praised}，但是{blamed}"])]
    assert scores[0] > scores[1]
