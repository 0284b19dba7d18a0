"""When a newly learned version may read: plain rules on counts."""

from dataclasses import replace
from math import sqrt

import pytest

from feedback.sentiment.promoting import Compared, Trial, verdict

NONE = Compared()
GOOD = Trial(Compared(200, 30, 10), NONE, NONE, 0.10, 0.10)


def test_a_gain_and_its_error_by_hand() -> None:
    # 30 gained, 10 lost of 200: gain .1; error √(40 − 20²/200) / 200.
    found = Compared(200, 30, 10)
    assert found.gain == pytest.approx(0.1)
    assert found.error == pytest.approx(sqrt(38) / 200)
    assert found.better
    assert not found.worse
    assert (NONE.gain, NONE.error, NONE.better, NONE.worse) == (0, 0, False, False)


def test_comparing_comment_for_comment() -> None:
    assert Compared.of([True, True, False, False], [True, False, True, False]) == Compared(4, 1, 1)


@pytest.mark.parametrize(
    ("trial", "better", "words"),
    [
        (GOOD, True, "提高 10.0 个百分点"),
        (replace(GOOD, held=Compared(99, 30, 0)), False, "只有 99 条，至少要 100 条"),
        (replace(GOOD, held=Compared(200, 12, 10)), False, "没有超出误差"),
        (replace(GOOD, held=Compared(200, 10, 10), new_ece=0.08), True, "把握也更准"),
        (replace(GOOD, held=Compared(200, 10, 10), new_ece=0.095), False, "没有超出误差"),
        (replace(GOOD, held=Compared(200, 9, 10), new_ece=0.01), False, "没有超出误差"),
        # Labels say it is better, residents' own grades say that complaints are no longer seen.
        (replace(GOOD, low=Compared(100, 0, 9)), False, "认出的不满少了 9 条"),
        (replace(GOOD, low=Compared(100, 5, 6)), True, "已经启用"),
        (replace(GOOD, low=Compared(19, 0, 9)), True, "已经启用"),
        (replace(GOOD, confirmed=Compared(40, 1, 9)), False, "考核组核对过的 40 条"),
        (replace(GOOD, confirmed=Compared(29, 1, 9)), True, "已经启用"),
    ],
)
def test_the_verdict_and_its_reason(trial: Trial, better: bool, words: str) -> None:
    said, sentence = verdict(trial)
    assert (said, words in sentence) == (better, True), sentence
