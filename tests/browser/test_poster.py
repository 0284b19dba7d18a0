"""Posters as they come out of the printer: Chromium prints, the sheet is looked at as a picture, a reader reads it."""

from collections.abc import Iterator
from math import dist
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, Route

from feedback.brands import Point, address_of
from feedback.brands.rules import NAME_MAX, PLACE_MAX
from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import World

pytestmark = pytest.mark.browser

DOTS_AN_INCH = 150
A4 = (210, 297)
LEAST_MM = {"a4": 60, "half": 35, "card": 35}


@pytest.fixture
def page(browser: Browser, bob: CheckedClient) -> Iterator[Page]:
    """Bob's browser: what it asks for, the application answers, its policy included."""

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        with bob.get(f"{parts.path}?{parts.query}") as got:
            route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.data)

    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.route("**/*", answer)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def points(world: World) -> list[Point]:
    """Seven points, two of them with names as long as names may be."""
    long = [world.make_point(world.brand, f"{i}{'帮办代办' * 10}"[:NAME_MAX]) for i in range(2)]
    for point in long:
        point.place = ("桂花街道幸福里社区党群服务中心" * 5)[:PLACE_MAX]
    more = [world.make_point(world.brand, f"{i} 号桌") for i in range(4)]
    db.session.commit()
    return [world.point, *long, *more]


def printed(page: Page, world: World, layout: str) -> pypdfium2.PdfDocument:
    """Print the posters of the brand as its page asks to be printed."""
    page.goto(f"http://127.0.0.1:8000/brands/{world.brand.id}/posters/print?layout={layout}")
    return pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))


@pytest.mark.parametrize(("layout", "sheets"), [("a4", 7), ("half", 4), ("card", 2)])
def test_every_code_on_paper_leads_to_its_point_and_is_large_enough(
    page: Page, world: World, points: list[Point], layout: str, sheets: int
) -> None:
    document = printed(page, world, layout)
    assert len(document) == sheets
    read = []
    for sheet in document:
        size = tuple(round(side / 72 * 25.4) for side in sheet.get_size())
        assert size == A4
        picture = sheet.render(scale=DOTS_AN_INCH / 72).to_pil()
        for code in zxingcpp.read_barcodes(picture):
            at = code.position
            side = dist((at.top_left.x, at.top_left.y), (at.top_right.x, at.top_right.y))
            assert side / DOTS_AN_INCH * 25.4 >= LEAST_MM[layout]
            read.append(code.text)
    assert sorted(read) == sorted(address_of(point) for point in points)


@pytest.mark.parametrize("layout", ["a4", "half", "card"])
def test_the_longest_words_stay_on_their_poster(
    page: Page, world: World, points: list[Point], layout: str
) -> None:
    world.brand.name = ("先锋调解工作室与邻里议事厅" * 4)[:NAME_MAX]
    db.session.commit()
    page.emulate_media(media="print")
    printed(page, world, layout)
    spilled = page.evaluate(
        """[...document.querySelectorAll('.poster')].flatMap(poster => {
             const frame = poster.getBoundingClientRect(), parts = [...poster.querySelectorAll('p, div, svg')];
             const foot = poster.querySelector('.poster__foot').getBoundingClientRect().top;
             return parts.filter(part => {
               const box = part.getBoundingClientRect();
               const end = part.closest('.poster__foot') ? frame.bottom : foot + 1;
               return box.bottom > end || box.right > frame.right || box.left < frame.left || box.top < frame.top;
             }).map(part => part.className || part.tagName);
           })"""
    )
    assert spilled == []


def test_what_an_inspector_and_a_resident_need_is_readable_on_paper(page: Page, world: World) -> None:
    (sheet,) = printed(page, world, "a4")
    words = "".join(sheet.get_textpage().get_text_bounded().split())
    for needed in (
        "红色代办",
        "2号窗口",
        "扫一扫·点一下·说一句",
        "自愿、匿名，任何人不得要求您打好评",
        f"127.0.0.1:8000/r/{world.point.code}",
        f"编号{world.point.code[:4].upper()}",
    ):
        assert needed in words
    assert "返回重新选择" not in words
