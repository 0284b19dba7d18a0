"""One's own password."""

from collections.abc import Callable

import pytest

from feedback.accounts.rules import weakness
from tests.accounts.conftest import NAMES
from tests.checked import CheckedClient
from tests.factories import PASSWORD

NEW = "桂花开了 everybody smiles"


@pytest.mark.parametrize(
    ("password", "part"),
    [
        ("short enough", None),
        ("too short.", "12 个字符"),
        ("woaini1314520", "太常见"),
        ("WoAiNi 1314520", "太常见"),
        ("alice likes tea", "用户名"),
        ("abcdefghijklmn", "太容易猜"),
        ("7777777 777777", "太容易猜"),
        ("abababababab", "太容易猜"),
        (NEW, None),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_in_a_sentence(password: str, part: str | None) -> None:
    reason = weakness(password, "alice")
    assert (reason is None) if part is None else (reason is not None and part in reason)


def change(client: CheckedClient, old: str, new: str, again: str) -> str:
    """Send the form; return the page that comes."""
    answer = client.submit("/password", old=old, new=new, again=again)
    return "" if answer.status_code == 303 else answer.text


def test_everybody_changes_their_own(browser: Callable[..., CheckedClient]) -> None:
    for username in NAMES.values():
        assert change(browser(username), PASSWORD, NEW, NEW) == ""
        assert browser(username, NEW).get("/password").status_code == 200


def test_a_new_password_ends_the_sign_ins_elsewhere_and_not_this_one(
    browser: Callable[..., CheckedClient],
) -> None:
    here, elsewhere = browser("alice"), browser("alice")
    change(here, PASSWORD, NEW, NEW)
    assert (here.get("/password").status_code, elsewhere.get("/password").status_code) == (200, 303)


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("not the password", NEW, NEW, "现在的密码不对"),
        (PASSWORD, "woaini1314520", "woaini1314520", "这个密码太常见"),
        (PASSWORD, NEW, NEW + ".", "两次输入的不一样"),
        (PASSWORD, NEW, "", "请再输一次新密码"),
    ],
)
def test_what_is_wrong_is_said_and_the_old_password_stays(
    browser: Callable[..., CheckedClient], old: str, new: str, again: str, sentence: str
) -> None:
    assert sentence in change(browser("alice"), old, new, again)
    browser("alice")


def test_guessing_the_old_password_at_a_deserted_desk_has_to_wait_too(alice: CheckedClient) -> None:
    pages = [change(alice, f"guess number {n}", NEW, NEW) for n in range(6)]
    assert "现在的密码不对" in pages[4]
    assert "请过 30 秒再试" in pages[5]
