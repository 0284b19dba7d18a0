"""The page 怎么算的."""

from datetime import UTC, datetime, timedelta

from feedback import pipeline
from feedback.accounts import Role
from feedback.clock import now
from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import PASSWORD, World


def rate_all(world: World, counts: dict[int | None, int]) -> None:
    """Give so many of each grade today."""
    for grade, count in counts.items():
        for _ in range(count):
            world.rate(world.point, grade)
    pipeline.drain()


def text_of(page: str) -> str:
    """Return a page without line breaks and indentation."""
    return " ".join(page.split())


def test_alice_can_follow_the_arithmetic(world: World, alice: CheckedClient) -> None:
    rate_all(world, {5: 6, 4: 3, 3: 1, 2: 1, 1: 1, None: 2})
    page = text_of(alice.get(f"/brands/{world.brand.id}/score").text)
    assert "930 ÷ 12 = 77.5000 ≈ <strong>77.5</strong>" in page
    assert "另有 2 条选了" in page
    # Worked by hand: p = 0.775, n = 12, z = 1.959964.
    assert "0.708314" in page
    assert "0.216176" in page
    assert "= <strong>49.2</strong>" in page
    assert "= <strong>92.4</strong>" in page
    assert "样本不足（现在在这里）" in page


def test_bob_sees_it_too_and_so_does_the_committee(world: World, bob: CheckedClient) -> None:
    world.person("rita", Role.REVIEWER, world.committee)
    db.session.commit()
    assert bob.get(f"/brands/{world.brand.id}/score").status_code == 200
    bob.post("/logout", data={"csrf_token": bob.csrf(f"/brands/{world.brand.id}/score")})
    bob.sign_in("rita", PASSWORD)
    assert bob.get(f"/brands/{world.brand.id}/score").status_code == 200


def test_charlie_and_administrators_find_no_such_page(world: World, charlie: CheckedClient) -> None:
    world.person("sam", Role.SYSTEM_ADMIN, world.committee)
    db.session.commit()
    address = f"/brands/{world.brand.id}/score"
    unknown = charlie.get("/brands/999999/score")
    forbidden = charlie.get(address)
    assert (forbidden.status_code, forbidden.text) == (404, unknown.text)
    charlie.post("/logout", data={"csrf_token": charlie.csrf("/password")})
    charlie.sign_in("sam", PASSWORD)
    assert charlie.get(address).status_code == 404


def test_fewer_than_five_show_no_figure_at_all(world: World, alice: CheckedClient) -> None:
    rate_all(world, {5: 4, None: 3})
    page = alice.get(f"/brands/{world.brand.id}/score").text
    assert "有效评价少于 5 条" in page
    assert "÷" not in page
    assert "另有 3 条" not in page


def test_the_days_can_be_chosen(world: World, alice: CheckedClient) -> None:
    world.rate(world.point, 5, at=datetime(2026, 1, 5, 4, tzinfo=UTC))
    pipeline.drain()
    rate_all(world, {4: 6})
    today = now() + timedelta(hours=8)
    page = alice.get(f"/brands/{world.brand.id}/score?begin=2026-01-01&end={today:%Y-%m-%d}").text
    assert "2026年1月1日至" in page
    assert "580 ÷ 7" in page
    assert alice.get(f"/brands/{world.brand.id}/score?begin=x&end=2026-02-30").status_code == 200
