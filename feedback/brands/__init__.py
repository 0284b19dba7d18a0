"""Who is rated: brands of organisations, their services, the points where their QR codes hang."""

from flask import Flask

from feedback.accounts import Role
from feedback.brands.models import Brand, Point, Service
from feedback.brands.queries import address_of, brand_for, brands_of, open_points, point_for, point_with
from feedback.brands.rules import Channel, new_code, read_code

__all__ = [
    "Brand",
    "Channel",
    "Point",
    "Service",
    "address_of",
    "brand_for",
    "brands_of",
    "new_code",
    "open_points",
    "point_for",
    "point_with",
    "read_code",
]

MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = ()


def init_app(app: Flask) -> None:
    """Register the screens of brands and points."""
