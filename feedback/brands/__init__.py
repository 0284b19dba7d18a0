"""Who is rated: brands of organisations, their services, the points where their QR codes hang."""

from flask import Flask

from feedback.accounts import BRANCH, COMMITTEE, Role
from feedback.brands.models import Brand, Point, Service
from feedback.brands.qr import svg as qr_svg
from feedback.brands.qr import svg_once as qr_svg_once
from feedback.brands.queries import (
    address_of,
    brand_for,
    brands_of,
    open_points,
    open_points_in,
    point_for,
    point_with,
    points_of,
)
from feedback.brands.rules import ALPHABET, Channel, lines, new_code, one_line, read_code

__all__ = [
    "ALPHABET",
    "Brand",
    "Channel",
    "Point",
    "Service",
    "address_of",
    "brand_for",
    "brands_of",
    "lines",
    "new_code",
    "one_line",
    "open_points",
    "open_points_in",
    "point_for",
    "point_with",
    "points_of",
    "qr_svg",
    "qr_svg_once",
    "read_code",
]

MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = (("品牌", "brands.brands", (*BRANCH, *COMMITTEE)),)


def init_app(app: Flask) -> None:
    """Register the screens of brands and points."""
    from feedback.brands import point_views, posters, views  # they use the front door above

    screens = (views, point_views, posters)  # the last two hang theirs on the blueprint of the first
    app.register_blueprint(screens[0].bp)
