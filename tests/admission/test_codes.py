"""What one-time codes are: long enough, read as people type them, printed so that no table counts with them."""

from datetime import date

import pytest

from feedback.admission.codes import (
    LENGTH,
    MOST,
    SECRET,
    Occasion,
    State,
    Wanted,
    letters,
    problems,
    read_typed,
    spaced,
    state_of,
    used_in_words,
)

TODAY = date(2026, 11, 21)
CODE = "0123456789abcdefgh"


def test_a_code_has_at_least_64_bits_of_its_own() -> None:
    assert 5 * SECRET >= 64
    assert letters(b"\xff" * 32, SECRET) == "z" * SECRET
    assert letters((1).to_bytes(32), 2) == "10"


@pytest.mark.parametrize(
    "typed", [CODE, spaced(CODE), "o1234-56789 ABCDEFGH", " oI2345 6789ab cdefgh ", "012345—6789ab·cdefgh"]
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_typed(typed) == CODE


@pytest.mark.parametrize("typed", ["", CODE[:-1], CODE + "0", "u" * LENGTH, "码" * LENGTH, "\0" * LENGTH])
def test_what_no_code_can_be_is_no_code(typed: str) -> None:
    assert read_typed(typed) == ""


def test_a_printed_code_is_no_number_and_no_formula_in_a_table() -> None:
    assert spaced("1" * LENGTH) == "111111 111111 111111"


@pytest.mark.parametrize(
    ("voided", "last_day", "state"),
    [
        (False, TODAY, State.OPEN),
        (False, date(2026, 11, 20), State.EXPIRED),
        (True, TODAY, State.VOID),
        (True, date(2026, 11, 20), State.VOID),
    ],
)
def test_a_code_is_good_until_the_end_of_its_last_day(voided: bool, last_day: date, state: State) -> None:
    assert state_of(voided, last_day, TODAY) is state


@pytest.mark.parametrize(
    ("used", "words"),
    [(0, "不到 5 张"), (4, "不到 5 张"), (5, "至少 5 张"), (9, "至少 5 张"), (10, "至少 10 张")],
)
def test_how_many_were_used_is_told_in_fives(used: int, words: str) -> None:
    assert used_in_words(used) == words


@pytest.mark.parametrize(
    ("count", "last_day", "field"),
    [
        (9, TODAY, "count"),
        (MOST + 1, TODAY, "count"),
        (50, date(2026, 11, 20), "last_day"),
        (50, date(2027, 6, 1), "last_day"),
    ],
)
def test_a_batch_that_makes_no_sense_is_told_so(count: int, last_day: date, field: str) -> None:
    assert list(problems(Wanted(Occasion.LETTER, "信", count, last_day), TODAY)) == [field]


def test_a_batch_that_makes_sense_has_no_problems() -> None:
    assert problems(Wanted(Occasion.LETTER, "信", 10, TODAY), TODAY) == {}
