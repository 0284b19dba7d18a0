"""Which day figures end with, and when they move."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from feedback import clock
from feedback.scoring import figures_move, figures_until
from tests.checked import CheckedClient
from tests.factories import World

# 15:59 UTC is a minute before midnight where the residents live.
BEFORE, AFTER = datetime(2026, 11, 19, 15, 59, tzinfo=UTC), datetime(2026, 11, 19, 16, 0, tzinfo=UTC)


def test_figures_end_with_yesterday_and_move_at_midnight(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "BRANCH_DELAY", True)
    assert (figures_until(BEFORE), figures_until(AFTER)) == (date(2026, 11, 18), date(2026, 11, 19))
    assert (figures_move(BEFORE), figures_move(AFTER)) == (AFTER, AFTER + timedelta(days=1))


@pytest.mark.parametrize(("delay", "demo"), [(False, False), (True, True)])
def test_the_demo_and_whoever_asks_for_it_see_them_at_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, delay: bool, demo: bool
) -> None:
    monkeypatch.setitem(app.config, "BRANCH_DELAY", delay)
    monkeypatch.setitem(app.config, "DEMO", demo)
    assert (figures_until(BEFORE), figures_move(BEFORE)) == (date(2026, 11, 19), None)


def test_an_address_that_asks_for_today_is_given_yesterday(
    app: Flask, world: World, alice: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BRANCH_DELAY", True)
    with clock.at(lambda: BEFORE):
        alice.sign_in("alice", "a long password for tests")
        for asked in ("begin=2026-11-01&end=2026-11-19", "begin=2026-11-01&end=2027-11-19"):
            page = alice.get(f"/brands/{world.brand.id}/score?{asked}").text
            assert "11月18日" in page
            assert "11月19日" not in page
        later = alice.get(f"/brands/{world.brand.id}/score?begin=2026-11-19&end=2026-11-19").text
    assert "11月19日" not in later
