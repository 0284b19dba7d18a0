"""Residents' pages for whoever opens them: each page × language × mode, from right to left, three times as large.

One site on one database: here pages are looked at, not what is kept. The language from right to left is made of
letters that only this file knows: none is shipped before somebody who speaks it has written it.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from playwright.sync_api import Browser, Page, expect

from feedback.db import db
from tests.browser.measure import too_wide
from tests.factories import World
from tests.house import TOP
from tests.site import Site, site

pytestmark = pytest.mark.browser

LATIN, ARABIC = "abcdefghijklmnopqrstuvwxyz", "ابپتثجچحخدرزسشصطعغفقکلمنوی"
AXE = Axe().axe_script
COLOURS = ("color-contrast",)
SEVEN_TO_ONE = ("color-contrast-enhanced",)
# What does not depend on colour is the same in the light and in the dark.
MODES: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    ("light", {}, ()),
    ("dark", {"color_scheme": "dark"}, COLOURS),
    ("contrast", {"contrast": "more"}, SEVEN_TO_ONE),
    ("contrast in the dark", {"contrast": "more", "color_scheme": "dark"}, SEVEN_TO_ONE),
)
CALM = {"color_scheme": "light", "contrast": "no-preference", "forced_colors": "none"}


def turned(text: str) -> str:
    """Return a text in letters that run from right to left; places for values stay."""
    pieces = re.split(r"(%\(\w+\)[sd]|%%)", text.lower())
    return "".join(p if n % 2 else p.translate(str.maketrans(LATIN, ARABIC)) for n, p in enumerate(pieces))


def lay_down_a_language(folder: Path) -> None:
    """Add a catalogue to the shipped ones: as long as the English, from right to left."""
    shutil.copytree(TOP / "feedback" / "translations", folder)
    place = folder / "ug" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (folder / "en" / "LC_MESSAGES" / "messages.po").open("rb") as english:
        catalogue = read_po(english)
    for message in catalogue:
        message.string = turned(str(message.string)) if message.id else message.string
    with (place / "messages.po").open("wb") as po, (place / "messages.mo").open("wb") as mo:
        write_po(po, catalogue)
        write_mo(mo, catalogue)
    body = json.loads((TOP / "feedback" / "questionnaire" / "default.json").read_text())
    said = [body["title"], *(g[part] for g in body["grades"] for part in ("words", "asks"))]
    said += [tag["words"] for grade in body["grades"] for tag in grade["tags"]]
    words = {one["zh"]: turned(one["en"]) for one in said}
    (folder / "ug" / "questionnaire.json").write_text(json.dumps(words))


def busy_world() -> World:
    """The small world with enough ratings for a score, and a point that is closed."""
    world = World()
    for number in range(12):
        world.rate(world.point, 1 + number % 5, awareness="knows")
    world.make_point(world.brand, "旧窗口").retired_at = world.point.created_at
    db.session.commit()
    return world


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A product that speaks one more language."""
    folder = tmp_path_factory.mktemp("hall")
    lay_down_a_language(folder / "translations")
    with site(folder, lay=busy_world, TRANSLATIONS=str(folder / "translations")) as running:
        yield running


def open_at(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer
    assert answer.status in (200, 404, 410), f"{address}: {answer.status}"


def screens(page: Page, hall: Site, look: str) -> Iterator[str]:
    """Open every page that a resident may see, in one look, and yield its name while it is open."""
    code = hall.world.point.code
    with hall.app.app_context():
        world = db.session.merge(hall.world.brand)
        brand, closed = world.code, next(p.code for p in world.points if p.retired_at)
    # By the form itself: the address of the thanks is the page's own.
    open_at(page, f"{hall.address}/r/{code}?{look}&grade=1")
    yield "rate"
    page.locator("#comment").evaluate("field => { field.value = '等了两个小时'; field.form.submit(); }")
    page.locator(".code").wait_for()
    yield "thanks"
    thanks, claim = page.url, page.locator(".code").inner_text()
    for name, address in {
        "photograph": f"{thanks}&qr=1",
        "receipt": f"{thanks}&receipt=1",
        "privacy": f"{hall.address}/privacy?{look}",
        "rate, nothing chosen": f"{hall.address}/r/{code}?{look}",
        "rate with a code": f"{hall.address}/r/{code}?{look}&ticket=1",
        "one-time code": f"{hall.address}/c?{look}",
        "closed": f"{hall.address}/r/{closed}?{look}",
        "unknown": f"{hall.address}/r/0000000000?{look}",
        "not there": f"{hall.address}/not-there?{look}",
        "brands": f"{hall.address}/b?{look}",
        "brand": f"{hall.address}/b/{brand}?{look}",
        "ledger": f"{hall.address}/ledger?{look}",
        "claim, asked": f"{hall.address}/claim?{look}",
    }.items():
        open_at(page, address)
        yield name
    page.fill("#code", claim)
    page.locator("main form button:not(.top button)").click()
    page.locator("blockquote").wait_for()
    yield "claim"


def wrong(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """Return what axe finds serious or critical (by all its rules, or these), with the first place of each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    how = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
    found = page.evaluate("how => axe.run(how).then(said => said.violations)", how)
    return [f"{v['id']}: {v['nodes'][0]['target']}" for v in found if v["impact"] in ("serious", "critical")]


def sized(page: Page) -> list[str]:
    """Return at which widths the page has to be scrolled sideways; 427 is a desk's 1280 at 300 %."""
    found = []
    for width in (320, 427):
        page.set_viewport_size({"width": width, "height": 600})
        if (px := too_wide(page)) > 0:
            found.append(f"{px} px too wide at {width}")
    return found


@pytest.mark.parametrize("language", ["zh", "zh-Hant", "en"])
def test_nothing_stands_in_anybodys_way_in_any_mode(browser: Browser, hall: Site, language: str) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    found = {}
    for name in screens(page, hall, f"lang={language}"):
        found[name] = sized(page)
        for mode, media, rules in MODES:
            page.emulate_media(**{**CALM, **media})  # type: ignore[arg-type]
            found[name] += [f"{mode}: {each}" for each in wrong(page, rules)]
        page.emulate_media(**CALM)  # type: ignore[arg-type]
    for name in screens(page, hall, f"lang={language}&size=large&contrast=more"):
        found[f"large, {name}"] = sized(page) + wrong(page)
    assert {name: each for name, each in found.items() if each} == {}
    context.close()


MIRRORED: dict[str, Callable[[Page], bool]] = {
    "the first face stands at the right": lambda page: x(page, "#faces a", 0) > x(page, "#faces a", 4),
    "the mark stands at the right": lambda page: x(page, ".mark", 0) > x(page, "header p", 0),
    "the first remark stands at the right": lambda page: (
        x(page, ".chips label", 0) > x(page, ".chips label", 1)
    ),
    "the box stands at the right": lambda page: x(page, ".tick input", 0) > x(page, ".tick span", 0),
}


def x(page: Page, place: str, number: int) -> float:
    """Return where the n-th of some elements begins, in pixels from the left."""
    box = page.locator(place).nth(number).bounding_box()
    assert box, place
    return box["x"]


def test_a_language_from_right_to_left_needs_nothing_but_its_catalogue(browser: Browser, hall: Site) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ug")
    page = context.new_page()
    found = {}
    for look in ("lang=ug", "lang=ug&size=large"):
        for name in screens(page, hall, look):
            page.set_viewport_size({"width": 390, "height": 844})
            found[f"{look}, {name}"] = [f"{px} px too wide"] if (px := too_wide(page)) > 0 else sized(page)
            if page.evaluate("getComputedStyle(document.querySelector('h1')).direction") != "rtl":
                found[f"{look}, {name}"] += ["not from right to left"]
    assert {name: each for name, each in found.items() if each} == {}
    page.set_viewport_size({"width": 390, "height": 844})
    open_at(page, f"{hall.address}/r/{hall.world.point.code}?grade=5")
    assert page.locator("html").get_attribute("lang") == "ug", "as the phone prefers"
    assert [what for what, holds in MIRRORED.items() if not holds(page)] == []
    context.close()


def test_the_digits_of_a_code_are_read_from_left_to_right_in_every_language(
    browser: Browser, hall: Site
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    next(name for name in screens(page, hall, "lang=ug") if name == "thanks")
    places = page.evaluate("""() => {
      const text = document.querySelector(".code").firstChild, at = (n) => {
        const range = document.createRange();
        range.setStart(text, n); range.setEnd(text, n + 4);
        return range.getBoundingClientRect().x;
      };
      return [at(0), at(5), at(10)];
    }""")
    assert places == sorted(places)
    context.close()


def test_what_is_chosen_shows_without_any_colour_of_ours(browser: Browser, hall: Site) -> None:
    context = browser.new_context(forced_colors="active", has_touch=True)
    page = context.new_page()
    open_at(page, f"{hall.address}/r/{hall.world.point.code}?lang=zh")
    page.get_by_role("radio", name="不满意", exact=True).tap()
    page.get_by_role("checkbox", name="来回跑").check()
    edged = """all => all.filter(one => {
      const style = getComputedStyle(one);
      return style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 3;
    }).map(one => one.textContent.trim())"""
    page.evaluate("document.activeElement.blur()")
    assert page.locator("#faces a").evaluate_all(edged) == ["不满意"]
    assert page.locator(".chips span").evaluate_all(edged) == ["来回跑"]
    assert page.locator("#send").evaluate("one => getComputedStyle(one).borderTopWidth") == "1px"
    context.close()


def test_high_contrast_can_be_switched_on_by_hand_and_keeps_the_rating(browser: Browser, hall: Site) -> None:
    context = browser.new_context(bypass_csp=True, has_touch=True)
    page = context.new_page()
    open_at(page, f"{hall.address}/r/{hall.world.point.code}?lang=zh")
    page.get_by_role("radio", name="不满意", exact=True).tap()
    expect(page.locator("#said")).not_to_be_empty()
    key = page.locator("#key").input_value()
    page.get_by_role("link", name="高对比").tap()
    expect(page.locator("html")).to_have_class("contrast")
    assert wrong(page, SEVEN_TO_ONE) == []
    assert page.locator("#key").input_value() == key
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_role("heading", name="谢谢您")).to_be_visible()
    assert "contrast=more" in page.url
    assert wrong(page, SEVEN_TO_ONE) == []
    context.close()
