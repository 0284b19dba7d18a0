"""Who is one address, what one rating more costs, how long a challenge can be answered."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from feedback.admission.rules import GENTLY, current, network, price, still_to_wait, window_of

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FORGED = "6.6.6.6, 7.7.7.7"


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "whose"),
    [
        ("9.9.9.9", "", 0, "9.9.9.9"),
        ("9.9.9.9", FORGED, 0, "9.9.9.9"),
        ("10.0.0.1", f"{FORGED}, 9.9.9.9", 1, "9.9.9.9"),
        ("10.0.0.1", f"{FORGED}, 9.9.9.9, 10.0.0.2", 2, "9.9.9.9"),
        ("10.0.0.1", "9.9.9.9", 2, "10.0.0.1"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("10.0.0.1", "no address at all", 1, "10.0.0.1"),
        ("", "", 0, ""),
        ("9.9.9.9", "127.0.0.1", 0, "9.9.9.9"),
        ("10.0.0.1", "127.0.0.1, 9.9.9.9", 1, "9.9.9.9"),
        ("10.0.0.1", "::1, 192.168.1.7", 1, "192.168.1.7"),
        ("::ffff:9.9.9.9", "", 0, "9.9.9.9"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "", 0, "2001:db8:1:2::"),
    ],
)
def test_an_address_is_what_our_own_proxies_saw_and_nothing_a_phone_says(
    peer: str, forwarded: str, proxies: int, whose: str
) -> None:
    assert network(peer, forwarded, proxies) == whose


def test_nothing_is_asked_below_the_limit_and_the_price_grows_gently_above() -> None:
    prices = [price(taken, 100, 1000) for taken in (0, 99, 100, 150, 200, 300, 10**9)]
    assert prices == [0, 0, 1000, 1500, 2000, 3000, 3000]


def test_a_limit_of_nought_asks_for_nothing() -> None:
    assert price(10**9, 0, 1000) == 0


@given(some.integers(0, 10**6), some.integers(1, 10**4), some.integers(1, 10**7))
def test_one_more_never_makes_it_cheaper_and_never_dearer_than_the_cap(
    taken: int, limit: int, work: int
) -> None:
    assert price(taken, limit, work) <= price(taken + 1, limit, work) <= GENTLY * work


@pytest.mark.parametrize(
    ("age", "good"),
    [
        (timedelta(0), True),
        (timedelta(minutes=29), True),
        (timedelta(minutes=30), False),
        (timedelta(seconds=-90), True),
        (timedelta(days=1), False),
        (timedelta(days=-1), False),
    ],
)
def test_no_challenge_lasts_for_ever_whatever_the_clock_does(age: timedelta, good: bool) -> None:
    assert current(NOON, NOON + age) is good


def test_waiting_ends_and_a_clock_set_back_makes_it_no_longer() -> None:
    passed = [-60, 0, 4, 9.9, 10, 60]
    assert [still_to_wait(NOON, 10, NOON + timedelta(seconds=s)) for s in passed] == [10, 10, 6, 1, 0, 0]


def test_a_window_turns_and_one_of_no_length_is_a_minute() -> None:
    assert window_of(NOON + timedelta(minutes=59), 60) == window_of(NOON, 60)
    assert window_of(NOON + timedelta(minutes=60), 60) == window_of(NOON, 60) + 1
    assert window_of(NOON, 0) == window_of(NOON, 1)


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_itself_is_nobodys_phone(peer: str) -> None:
    assert network(peer, "198.51.100.7", 0) == ""
    assert network(peer, "198.51.100.7", 1) == "198.51.100.7"
    assert network(peer, peer, 1) == "", "a proxy of its own, asked by the machine it runs on"
