"""Codes as people type them from a wall."""

import pytest

from feedback.brands import new_code, read_code
from feedback.brands.rules import ALPHABET
from tests.checked import CheckedClient
from tests.factories import World


def test_a_code_is_ten_letters_that_cannot_be_misread() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) == 10 and set(code) <= set(ALPHABET) for code in codes)
    assert not set("iloU") & set(ALPHABET)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" 0A1B2C3D4E ", "0a1b2c3d4e"),
        ("oOiIlL", "001111"),
        ("\x00", ""),
        ("二维码", ""),
        ("a-b", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_as_it_was_meant(typed: str, read: str) -> None:
    assert read_code(typed) == read


@pytest.mark.parametrize("code", ["%00", "a%00b", "%E2%80%AE", "a" * 2000])
def test_what_no_code_can_be_is_unknown_on_every_database(
    phone: CheckedClient, world: World, code: str
) -> None:
    assert phone.get(f"/r/{code}").status_code == 404
    assert phone.get(f"/b/{code}").status_code == 404
