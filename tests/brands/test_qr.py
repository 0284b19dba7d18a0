"""QR codes: what a reader finds in them, and that no request decides it."""

import io
import re
from xml.etree import ElementTree

import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from feedback.brands import address_of, qr
from tests.checked import CheckedClient
from tests.factories import World

ADDRESS = "https://pingjia.example.cn/r/0123456789"


def drawn(svg: str, dots: int = 8) -> Image.Image:
    """Draw an SVG of our own making: its path is a row of black runs, `Mx yhwv1h-wz`."""
    size = int(re.findall(r'viewBox="0 0 (\d+)', svg)[0])
    image = Image.new("L", (size * dots, size * dots), 255)
    path = re.findall(r'fill="#000" d="([^"]*)"', svg)[0]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        image.paste(0, (int(x) * dots, int(y) * dots, (int(x) + int(width)) * dots, (int(y) + 1) * dots))
    return image


def test_both_pictures_hold_the_address_at_level_h() -> None:
    for image in (drawn(qr.svg(ADDRESS)), Image.open(io.BytesIO(qr.png(ADDRESS))).convert("L")):
        (found,) = zxingcpp.read_barcodes(image)
        assert (found.text, found.ec_level) == (ADDRESS, "H")


def test_the_code_stands_in_four_modules_of_white() -> None:
    image = drawn(qr.svg(ADDRESS), dots=1)
    assert image.size == (qr.modules(ADDRESS), qr.modules(ADDRESS))
    box = image.point(lambda v: 255 - v).getbbox()
    assert box is not None
    assert (box[0], box[1], image.width - box[2], image.height - box[3]) == (4, 4, 4, 4)


def test_a_poster_with_a_thumb_on_it_is_still_read() -> None:
    image = drawn(qr.svg(ADDRESS))
    side = image.width
    image.paste(255, (int(side * 0.42), int(side * 0.42), int(side * 0.58), int(side * 0.58)))
    (found,) = zxingcpp.read_barcodes(image)
    assert found.text == ADDRESS


def test_an_svg_is_black_on_white_and_has_no_style() -> None:
    svg = qr.svg(ADDRESS)
    assert "style" not in svg
    assert set(re.findall(r'fill="([^"]+)"', svg)) == {"#000", "#fff"}
    assert ElementTree.fromstring(qr.svg_file(ADDRESS)).get("width") == "60mm"


def test_alice_takes_her_codes_away_under_chinese_names(alice: CheckedClient, world: World) -> None:
    for kind, mimetype in (("png", "image/png"), ("svg", "image/svg+xml")):
        answer = alice.get(f"/points/{world.point.id}/qr.{kind}")
        assert answer.mimetype == mimetype
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert (
            "filename*=UTF-8''%E7%BA%A2%E8%89%B2%E4%BB%A3%E5%8A%9E-2" in answer.headers["Content-Disposition"]
        )
    assert alice.get(f"/points/{world.point.id}/qr.gif").status_code == 404


def test_a_forged_host_reaches_no_code(alice: CheckedClient, world: World, app: Flask) -> None:
    address = f"/points/{world.point.id}/qr.png"
    assert alice.get(address, headers={"Host": "evil.example"}).status_code == 400
    # Hosts that are let in, and what proxies claim, change nothing either.
    for headers in (
        {"Host": "localhost:9"},
        {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"},
    ):
        raw = alice.get(address, headers=headers).data
        (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(raw)).convert("L"))
        assert found.text == f"http://127.0.0.1:8000/r/{world.point.code}"


def test_the_address_follows_the_setting(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://pingjia.example.cn")
    assert address_of(world.point) == f"https://pingjia.example.cn/r/{world.point.code}"
