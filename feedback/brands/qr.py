"""QR codes: black on white, level H, so that a scratched or stained poster is still read."""

import io
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_H
from qrcode.image.pil import PilImage
from qrcode.main import QRCode

QUIET = 4  # modules of white around the code, as the standard asks
DOTS = 20  # pixels a module in a PNG: 90 mm wide it prints with 250 dots an inch


def _code(address: str) -> QRCode[PilImage]:
    # Trying out all eight masks takes three times as long and no reader needs the best one.
    code = QRCode(
        error_correction=ERROR_CORRECT_H,
        border=QUIET,
        box_size=DOTS,
        mask_pattern=4,
        image_factory=PilImage,
    )
    code.add_data(address)
    code.make()
    return code


def modules(address: str) -> int:
    """Return how many modules wide the code of an address is, with its quiet zone."""
    return _code(address).modules_count + 2 * QUIET


@lru_cache(maxsize=512)
def svg(address: str) -> Markup:
    """Return the code of an address that stands on a wall; it is kept in memory."""
    return svg_once(address)


def svg_once(address: str) -> Markup:
    """Return the code as an <svg> element of one path, as wide as its frame; no style, no colour but black."""
    matrix = _code(address).get_matrix()
    path = []
    for y, row in enumerate(matrix):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                path.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    size = len(matrix)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" '
        'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="#000" d="{2}"/></svg>'
    ).format(size, f"二维码 {address}", "".join(path))


def svg_file(address: str) -> bytes:
    """Return the code as a file of its own, 60 mm wide until somebody resizes it."""
    return str(svg(address)).replace("<svg ", '<svg width="60mm" height="60mm" ', 1).encode()


def png(address: str) -> bytes:
    """Return the code as a PNG of 20 pixels a module."""
    out = io.BytesIO()
    _code(address).make_image().save(out, "PNG")
    return out.getvalue()
