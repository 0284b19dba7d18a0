"""One-time codes on paper and in a phone: the sheet is read as a reader reads it, the code stays out of addresses."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from feedback.admission import Occasion, Wanted
from feedback.admission.code_actions import make_batch
from feedback.brands.rules import NAME_MAX, PLACE_MAX
from feedback.clock import now
from feedback.collecting import Rating
from feedback.db import db
from tests import chromium
from tests.admission.test_batches import form_of, printed
from tests.checked import CheckedClient
from tests.factories import World
from tests.site import Site

pytestmark = pytest.mark.browser

DOTS_AN_INCH = 200


@pytest.fixture
def page(browser: Browser, alice: CheckedClient) -> Iterator[Page]:
    """A browser that shows what the test hands it; sheets and scripts come from the application."""

    def answer(route: Route) -> None:
        path = "/" + route.request.url.split("/", 3)[3]
        with alice.get(path) as got:
            route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.data)

    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.route("**/*", answer)
    yield context.new_page()
    context.close()


def test_every_slip_on_paper_opens_with_its_own_code_and_no_word_is_cut_off(
    page: Page, world: World, alice: CheckedClient
) -> None:
    world.brand.name = ("先锋调解工作室与邻里议事厅" * 4)[:NAME_MAX]
    world.point.place = ("桂花街道党群服务中心一楼大厅" * 5)[:PLACE_MAX]
    db.session.commit()
    address = f"/points/{world.point.id}/codes/new"
    made = alice.post(address, data=form_of(alice, world)).text
    # The one page that no GET shows: as its address answers, so that its own policy holds.
    page.route(f"**{address}", lambda route: route.fulfill(body=made, content_type="text/html"))
    page.goto(f"http://127.0.0.1:8000{address}")
    page.emulate_media(media="print")
    spilled = page.evaluate(
        """[...document.querySelectorAll('.slip')].filter(slip => {
             const frame = slip.getBoundingClientRect();
             return [...slip.querySelectorAll('p, svg')].some(part => {
               const box = part.getBoundingClientRect();
               return box.bottom > frame.bottom || box.right > frame.right || box.top < frame.top
                 || part.scrollWidth > part.clientWidth + 1;
             });
           }).length"""
    )
    assert spilled == 0
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    pictures = [sheet.render(scale=DOTS_AN_INCH / 72).to_pil() for sheet in document]
    read = [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]
    assert sorted(read) == sorted(f"http://127.0.0.1:8000/c#{code}" for code in printed(made))
    assert len(document) == 2


def test_a_phone_that_reads_a_slip_rates_with_one_tap_and_no_address_holds_the_code(
    browser: Browser, live_server: Site
) -> None:
    with live_server.app.app_context():
        world, today = live_server.world, now().date()
        wanted = Wanted(Occasion.LETTER, "入户信", 10, today + timedelta(days=3))
        person, point = db.session.merge(world.alice), db.session.merge(world.point)
        code = make_batch(person, point, wanted, "s" * 24, today, now())[1][0]
        point_code = point.code
    context = chromium.phone(browser, base_url=live_server.address)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url.partition("#")[0]))
    page = context.new_page()
    page.goto(f"/c#{code}")
    page.wait_for_url(re.compile(f"/r/{point_code}"))
    expect(page.locator("#ticket")).to_have_value(re.compile(f"^{code[:6]} "))
    with page.expect_response(lambda answer: "/thanks/" in answer.url):
        page.click("[data-grade='4']")
    expect(page.locator("#said")).to_contain_text("已记下")
    page.fill("#comment", "开会时发的码")
    page.click("#send")
    page.wait_for_url(re.compile("/thanks/"))
    assert not any(code in address for address in asked)
    page.goto(f"/c#{code}")
    expect(page.locator("h1")).to_have_text("这个一次性码不能用了")
    context.close()
    with live_server.app.app_context():
        assert db.session.scalars(select(Rating.source)).all() == ["code"]
