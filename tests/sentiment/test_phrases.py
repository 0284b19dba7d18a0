"""Words of a period, and sentences that speak for many."""

import time

from feedback.sentiment import phrases
from feedback.sentiment.sentences import representative

COMPLAINTS = [
    "等了一个多小时才轮到",
    "排队等了一个多小时",
    "等了两个多小时，窗口只开一半",
    "我等了一个多小时",
    "空调坏了没人修",
    "大厅空调坏了一个夏天",
    "空调坏了，热",
]
PRAISE = [
    "态度很好",
    "服务态度很好",
    "态度很好，快",
    "党员带头扫雪",
    "支部党员带头",
    "谢谢党员带头",
    "空调很凉快",
]


def contrast(selection: list[str], others: list[str]) -> list[tuple[str, int]]:
    """Every character is a word: whatever stands out may be a phrase."""
    return phrases.contrast(selection, others, [list(text) for text in selection])


def test_what_begins_inside_a_word_is_no_phrase() -> None:
    said = ["办事员玩手机", "工作人员玩手机", "管理员玩手机"]
    cut = [["办事员", "玩", "手机"], ["工作", "人员", "玩", "手机"], ["管理员", "玩", "手机"]]
    assert phrases.contrast(said, PRAISE, cut) == [("玩手机", 3)]


def test_what_many_complain_of_stands_out() -> None:
    words = dict(contrast(COMPLAINTS, PRAISE))
    assert words["空调坏了"] == 3
    assert any("多小时" in word for word in words)
    assert not any(word.startswith(("了", "的")) or word.endswith(("了一", "一个")) for word in words)


def test_pieces_of_one_phrase_are_one_word() -> None:
    words = [word for word, _ in contrast(COMPLAINTS, PRAISE)]
    assert not any(a != b and a in b for a in words for b in words)


def test_a_phrase_longer_than_five_characters_is_put_together() -> None:
    said = ["电动自行车充电太贵", "电动自行车充电不便", "楼下电动自行车充电", "电动自行车充电难"]
    assert ("电动自行车充电", 4) in contrast(said, PRAISE)


def test_what_two_people_say_is_no_word_of_the_period() -> None:
    assert contrast(["王大姐骂人", "王大姐骂人"], PRAISE) == []


def test_what_everybody_says_sets_nothing_apart() -> None:
    assert contrast(["态度一般"] * 5, ["态度一般"] * 5) == []


def test_nothing_said_gives_no_words() -> None:
    assert contrast([], []) == []
    assert contrast([], PRAISE) == []
    assert representative([]) == []
    assert representative(["好", "👍", ""]) == []


def test_representative_sentences_speak_for_many_and_do_not_repeat() -> None:
    said = [*COMPLAINTS, "排队等了一个多小时", "排队等了一个多小时呢", "这里的花开得真鲜艳"]
    chosen = representative(said, 3)
    words = [clause.words for clause in chosen]
    assert sum("一个多小时" in w for w in words) == 1
    assert sum("空调坏了" in w for w in words) == 1
    for clause in chosen:
        assert said[clause.text][clause.start : clause.end] == clause.words


def test_two_hundred_long_comments_take_less_than_two_seconds() -> None:
    said = [
        f"第{i}位居民说{'等候时间太长' * (i % 5)}，{'窗口开得太少' * 3}，{'大厅空调不凉' * 2}"
        for i in range(300)
    ]
    begin = time.process_time()
    representative(said)
    assert time.process_time() - begin < 2


def test_two_pieces_of_an_hour_are_one_word() -> None:
    said = ["等了两个多小时", "等三个多小时才到", "又是一个多小时", "排了五个多小时队"]
    words = [word for word, _ in contrast(said, PRAISE)]
    assert "个多小时" in words
    assert not {"个多小", "多小时", "多小"} & set(words)
