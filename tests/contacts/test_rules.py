"""What a resident may leave, and when it goes."""

from datetime import date

import pytest

from feedback.contacts.rules import over, read_contact
from feedback.pages import Refused

GIVEN = date(2026, 3, 1)


def test_blanks_around_and_within_are_tidied() -> None:
    assert read_contact("  微信\n  guihua 88 ", True) == "微信 guihua 88"
    assert len(read_contact("1" * 60, True)) == 60


@pytest.mark.parametrize(
    ("typed", "consent", "field"),
    [
        ("", True, "contact"),
        ("1" * 61, True, "contact"),
        ("a\x00b", True, "contact"),
        ("1380", False, "consent"),
    ],
)
def test_what_is_none_or_given_without_consent_is_refused(typed: str, consent: bool, field: str) -> None:
    with pytest.raises(Refused) as refused:
        read_contact(typed, consent)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("today", "ended", "expected"),
    [
        (date(2026, 8, 27), None, False),
        (date(2026, 8, 28), None, True),  # 180 days
        (date(2026, 4, 29), date(2026, 3, 31), False),
        (date(2026, 4, 30), date(2026, 3, 31), True),  # 30 days after the end
    ],
)
def test_it_goes_a_while_after_the_end_and_after_half_a_year_anyway(
    today: date, ended: date | None, expected: bool
) -> None:
    assert over(GIVEN, ended, today, 180, 30) is expected
