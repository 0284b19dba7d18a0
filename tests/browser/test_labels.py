"""The loop in a real browser: Alice labels, the committee has it learned, the worker lets it read, and back again.

One story in chapters on one installation; each chapter needs the one before.
"""

import re

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select

from feedback.accounts import Role
from feedback.collecting import Comment, Outbox
from feedback.db import db
from feedback.sentiment import Analysis, versions
from feedback.sentiment.learned import shipped
from tests import servers
from tests.browser.staff import signed_in
from tests.sentiment.taught import SLANG, said, sentence, taught
from tests.site import Site

pytestmark = pytest.mark.browser

# A comment in slang that the shipped version misreads, and what it says.
TOLD, RIGHT = next(
    (text, side)
    for side in SLANG
    for text in (f"门口那边{SLANG[side]}，您来看看", f"昨天去书屋，{SLANG[side]}", f"{SLANG[side]}，食堂那边")
    if shipped().judge([text])[0].label != side
)


def read_as(site: Site) -> str:
    """Return the label under which the comment stands, once every comment was read by what reads now."""

    def done() -> bool:
        with site.app.app_context():
            waits = db.session.scalar(select(func.count()).select_from(Outbox))
            models = db.session.scalars(select(Analysis.model).distinct()).all()
            return not waits and len(models) == 1 and versions.current().version in models[0]

    servers.until(done, "the worker", 120)
    with site.app.app_context():
        asked = select(Analysis.label).join(Comment, Comment.change_id == Analysis.change_id)
        return str(db.session.scalars(asked.where(Comment.text == TOLD)).one())


@pytest.fixture(scope="module")
def street(live_server: Site) -> Site:
    """Neighbours with slang of their own, and a committee that has said what most of it means."""
    world = live_server.world
    with live_server.app.app_context():
        mei = world.person("mei", Role.COMMITTEE_MANAGER, db.session.merge(world.committee))
        db.session.commit()
        point = db.session.merge(world.point)
        taught(mei, point)
        said(point, [sentence(n, "negative") for n in range(40)], grade=1)
        said(point, [TOLD])
    return live_server


def test_the_shipped_version_does_not_know_the_slang(browser: Browser, street: Site) -> None:
    assert read_as(street) != RIGHT
    alice = signed_in(browser, street, "alice")
    alice.goto(f"{street.address}/dashboard/{street.world.brand.id}")
    expect(alice.locator("[aria-labelledby=sentiment]")).to_contain_text("出厂版本")


def test_alice_labels_by_a_click_and_by_a_key(browser: Browser, street: Site) -> None:
    alice = signed_in(browser, street, "alice")
    alice.goto(f"{street.address}/labels")
    alice.get_by_role("button", name="不满").click()
    expect(alice.get_by_text("今天已标 1 条")).to_be_visible()
    alice.get_by_role("link", name="改").first.click()
    expect(alice.get_by_text("您上次标的是“不满”")).to_be_visible()
    alice.wait_for_load_state()  # the keys are listened to from then on
    alice.keyboard.press("2")
    expect(alice.locator(".rows__row").first).to_contain_text("中性")
    expect(alice.get_by_text("今天已标 1 条")).to_be_visible()


def test_the_committee_has_it_learned_and_the_comment_moves(browser: Browser, street: Site) -> None:
    mei = signed_in(browser, street, "mei")
    mei.goto(f"{street.address}/labels/versions")
    mei.get_by_role("button", name="现在学习").click()
    expect(mei.get_by_text("已经排上队")).to_be_visible()

    def learned() -> bool:
        mei.goto(f"{street.address}/labels/versions")
        return "正在读" in mei.inner_text("main")

    servers.until(learned, "the worker to learn", 60)
    heading = mei.get_by_role("heading", name="现在由").inner_text()
    version = re.search(r"版本 [0-9a-f]{8}", heading)
    assert version, heading

    assert read_as(street) == RIGHT
    alice = signed_in(browser, street, "alice")
    alice.goto(f"{street.address}/dashboard/{street.world.brand.id}")
    card = alice.locator("[aria-labelledby=sentiment]")
    expect(card).to_contain_text(version[0])
    expect(card).to_contain_text("条上测得")
    alice.goto(f"{street.address}/dashboard/{street.world.brand.id}/comments?label={RIGHT}&grade=3")
    expect(alice.locator("main")).to_contain_text(TOLD)


def test_the_committee_goes_back_with_a_reason(browser: Browser, street: Site) -> None:
    mei = signed_in(browser, street, "mei")
    mei.goto(f"{street.address}/labels/versions")
    mei.get_by_role("link", name="退回出厂版本").click()
    mei.get_by_label("为什么换").fill("先看看原来怎么读")
    mei.get_by_role("button", name="改用这一版").click()
    expect(mei.get_by_role("heading", name="现在由“出厂版本”读")).to_be_visible()
    assert read_as(street) != RIGHT
