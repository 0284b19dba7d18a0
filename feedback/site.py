"""The application itself: Flask with our headers on every answer, and without what no visit of ours needs."""

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf import CSRFProtect

from feedback.pages import style_of

# Pages that let a worker compute: elsewhere no worker is allowed.
WORKING = ("collecting.rate", "collecting.take")
# Sheets that stand inside the page; their hashes are part of every answer's policy.
INLINED = ("resident", "elder", "contrast")

Headers = list[tuple[str, str]]


class QuietSessions(SecureCookieSessionInterface):
    """Sessions that cost nothing where there is no cookie: residents have none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a cookie, or an empty one without making its keys."""
        # Among the bytes of all cookies first: taking them apart costs more than most visits need of them.
        if self.get_cookie_name(app) not in request.headers.get("Cookie", ""):
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send a session's cookie, or take it away; nothing is to be done for one that is and was empty."""
        if session or session.modified:
            super().save_session(app, session, response)


class Protect(CSRFProtect):
    """The check of forms, not even begun where nothing is sent."""

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse a request that changes something and brings no token of ours."""
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            super().protect(apply_exemptions)


class Site(Flask):
    """Flask whose answers all carry the security headers, and whose functions are none of them coroutines."""

    session_interface = QuietSessions()
    usual: Headers = []
    working: Headers = []

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function itself: Flask would ask each view and hook at every visit whether it is a coroutine."""
        return func

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; the headers are added whole, at the very end, whoever made the answer."""

        def start(status: str, headers: Headers, error: Any = None) -> Callable[[bytes], object]:
            asked = environ.get("werkzeug.request")
            headers += self.working if asked and asked.endpoint in WORKING else self.usual
            if not any(name == "Cache-Control" for name, _ in headers):
                # A page of figures must not be read from the cache of a shared computer after signing out.
                headers.append(("Cache-Control", "no-store"))
            return start_response(status, headers, error)

        return super().wsgi_app(environ, start)


def init_app(app: Site) -> None:
    """Work out the headers: they hold the hashes of the sheets inside residents' pages."""
    with app.app_context():
        hashes = " ".join(style_of(name)[1] for name in INLINED)
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'self' {hashes}; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    fixed = [
        ("X-Content-Type-Options", "nosniff"),
        # no-referrer would make Chromium send `Origin: null` with our own forms.
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
    ]
    if app.config["PUBLIC_URL"].startswith("https://"):
        fixed.append(("Strict-Transport-Security", "max-age=63072000; includeSubDomains"))
    app.usual = [("Content-Security-Policy", policy), *fixed]
    app.working = [("Content-Security-Policy", f"{policy}; worker-src 'self'"), *fixed]
