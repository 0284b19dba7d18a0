"""What hangs on the wall: the page on which points are chosen, and the sheets for the printer."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from feedback.accounts import only, person
from feedback.brands import qr, queries
from feedback.brands.models import Point
from feedback.brands.queries import address_of, brand_for
from feedback.brands.views import STAFF, bp
from feedback.clock import local_day, now

AT_ONCE = 200


@dataclass(frozen=True)
class Layout:
    """One way to fill a sheet of A4; its measures stand in static/css/posters.css under its name."""

    name: str
    label: str
    a_sheet: int


LAYOUTS = (
    Layout("a4", "整张海报，一张 A4 一个", 1),
    Layout("half", "台牌，一张 A4 两个", 2),
    Layout("card", "桌卡，一张 A4 四个", 4),
)


@dataclass(frozen=True)
class Poster:
    """One point as it is printed; `number` lets an inspector tell an old or doctored sheet."""

    point: Point
    code: Markup
    short: str
    number: str

    @classmethod
    def of(cls, point: Point) -> "Poster":
        """Return the poster of a point."""
        address = address_of(point)
        return cls(
            point=point,
            code=qr.svg(address),
            short=address.split("://")[1],
            number=point.code[:4].upper(),
        )

    def size(self, words: str) -> str:
        """Return how long some words are, for the stylesheet: short, middling, long."""
        return "short" if len(words) <= 8 else "middling" if len(words) <= 20 else "long"


@bp.get("/brands/<int:brand_id>/posters")
@only(*STAFF)
def posters(brand_id: int) -> ResponseReturnValue:
    """Let somebody choose which points of a brand to print, and how large."""
    brand = brand_for(person(), brand_id, *STAFF)
    points = queries.open_points_of(brand)
    wanted = set(request.args.getlist("point", type=int)) or {p.id for p in points[:AT_ONCE]}
    return render_template(
        "brands/posters.html", brand=brand, points=points, wanted=wanted, layouts=LAYOUTS, at_once=AT_ONCE
    )


@bp.get("/brands/<int:brand_id>/posters/print")
@only(*STAFF)
def posters_print(brand_id: int) -> ResponseReturnValue:
    """Show the chosen points (all open ones, if none is named) as sheets for the printer."""
    brand = brand_for(person(), brand_id, *STAFF)
    layout = next((x for x in LAYOUTS if x.name == request.args.get("layout", "a4")), None)
    chosen = _chosen(queries.open_points_of(brand), request.args.getlist("point", type=int))
    if layout is None or not chosen:
        abort(404)
    made = [Poster.of(point) for point in chosen[:AT_ONCE]]
    return render_template(
        "brands/posters_print.html",
        brand=brand,
        layout=layout,
        sheets=[made[i : i + layout.a_sheet] for i in range(0, len(made), layout.a_sheet)],
        count=len(made),
        left_out=len(chosen) - len(made),
        today=local_day(now(), current_app.config["TIMEZONE"]),
    )


def _chosen(points: Sequence[Point], ids: Sequence[int]) -> list[Point]:
    return [p for p in points if not ids or p.id in ids]
