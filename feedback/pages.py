"""What all pages share: hosts, language, error pages, filters, inlined styles."""

import base64
import hashlib
import re
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from feedback import languages
from feedback.clock import zone
from feedback.look import language, look
from feedback.masking import masked


class Refused(Exception):
    """A request that cannot be done, with a sentence for the person and, if one is to blame, a field."""

    def __init__(self, sentence: str, field: str | None = None):
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Id(IntegerConverter):
    """The number of a row in an address; one that no database column can hold is no address of ours."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, min=1, max=2**31 - 1)


def init_app(app: Flask) -> None:
    """Give every page its headers, its language, its error pages and its filters."""
    # The name of a missing value in a page is a bug, not an empty string.
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        BABEL_DEFAULT_LOCALE="zh_CN",
        BABEL_TRANSLATION_DIRECTORIES=str(languages.folder()),
    )
    app.url_map.converters["int"] = Id
    Babel(app, locale_selector=lambda: languages.offered()[language()].catalogue)
    app.jinja_env.globals.update(
        inline_style=inline_style, get_locale=get_locale, language=language, look_now=look
    )
    app.jinja_env.filters.update(day=day, moment=moment, points=points, percent=percent, masked=masked)
    app.before_request(_known_host)
    app.register_error_handler(HTTPException, _error_page)
    app.register_error_handler(Exception, _unexpected)


def _known_host() -> ResponseReturnValue | None:
    # A forged Host must not reach a link, a redirect or a QR code.
    config, host = current_app.config, request.host.rsplit(":", 1)[0].strip("[]")
    if host not in _hosts(config["PUBLIC_URL"], config["DEMO"] or config["TESTING"]):
        return Response("这个网址不是本站的地址，请重新扫码。", status=400, mimetype="text/plain")
    return None


@lru_cache
def _hosts(public: str, here: bool) -> set[str | None]:
    return {urlsplit(public).hostname, *(("127.0.0.1", "localhost") if here else ())}


@lru_cache
def _style(path: Path, stamp: int) -> tuple[str, str]:
    """Return a stylesheet without its white space, and its CSP source."""
    css = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    css = re.sub(r"\s*([{};:,>])\s*", r"\1", re.sub(r"\s+", " ", css)).strip().replace(";}", "}")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return css, f"'sha256-{digest}'"


def style_of(name: str) -> tuple[str, str]:
    """Return the text and the CSP source of `static/css/<name>.css`."""
    path = Path(current_app.root_path) / "static" / "css" / f"{name}.css"
    return _style(path, path.stat().st_mtime_ns if current_app.debug or current_app.testing else 0)


def inline_style(name: str, **attributes: str) -> Markup:
    """Return a stylesheet as a <style> element: residents' pages wait for no second request."""
    given = Markup("").join(Markup(' {}="{}"').format(*pair) for pair in attributes.items())
    return Markup("<style{}>{}</style>").format(given, Markup(style_of(name)[0]))


def _error_page(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    known = {400, 403, 404, 405, 410, 413, 422, 429, 503}
    code = error.code if error.code in known else (500 if error.code >= 500 else 400)
    return render_template("errors/error.html", code=code), error.code


def _unexpected(error: Exception) -> ResponseReturnValue:
    if current_app.testing or current_app.debug:
        raise error
    current_app.logger.exception("unexpected")
    return render_template("errors/error.html", code=500), 500


def local(moment: datetime) -> datetime:
    """Return a stored moment on the residents' clock."""
    return moment.astimezone(zone(current_app.config["TIMEZONE"]))


def day(value: date | datetime) -> str:
    """Return "2026年11月18日"."""
    value = local(value) if isinstance(value, datetime) else value
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """Return "2026年11月18日 09:05"."""
    return f"{day(value)} {local(value):%H:%M}"


def points(value: float) -> str:
    """Return a score with one decimal."""
    return f"{value:.1f}"


def percent(part: float, whole: float) -> str:
    """Return a share as "27%"; of nothing, a dash."""
    return f"{100 * part / whole:.0f}%" if whole else "—"
