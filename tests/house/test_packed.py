"""What stands under /static goes over the wire packed, and is the same file."""

import gzip
from pathlib import Path

from flask import Flask


def test_a_script_arrives_packed_and_is_the_file(app: Flask) -> None:
    path = "/static/js/rate.js"
    phone = app.test_client()
    packed = phone.get(path, headers={"Accept-Encoding": "gzip, br"}, buffered=True)
    plain = phone.get(path, buffered=True)
    assert (packed.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert all("Accept-Encoding" in answer.headers["Vary"] for answer in (packed, plain))
    assert (
        gzip.decompress(packed.data) == plain.data == Path(str(app.static_folder), "js/rate.js").read_bytes()
    )
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2


def test_a_file_the_phone_already_has_is_not_sent_again(app: Flask) -> None:
    first = app.test_client().get("/static/js/rate.js", headers={"Accept-Encoding": "gzip"}, buffered=True)
    again = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    assert app.test_client().get("/static/js/rate.js", headers=again, buffered=True).status_code == 304


def test_what_is_not_there_is_not_there(app: Flask) -> None:
    for path in ("/static/js/none.js", "/static/../app.py", "/static/%2e%2e/app.py"):
        assert (
            app.test_client().get(path, headers={"Accept-Encoding": "gzip"}, buffered=True).status_code == 404
        )
