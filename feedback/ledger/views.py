"""What everybody may see of the log: its newest head, proofs, downloads, a sheet for the wall, and single receipts."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from feedback.accounts import public
from feedback.brands import qr_svg
from feedback.ledger import queries, signing, tree
from feedback.ledger.heads import head_line, last_head
from feedback.ledger.receipts import proof_of, receipt_with
from feedback.look import language, look
from feedback.pages import local

bp = Blueprint("ledger", __name__)

AT_ONCE = 10_000  # lines of a download; the next begins where this one ended
PROGRAM = Path("docs") / "verify" / "verify.py"


@bp.get("/ledger")
@public
def log() -> ResponseReturnValue:
    """Show the newest head and say what it means."""
    head = last_head()
    return render_template(
        "ledger/log.html",
        head=head,
        at=local(head.at) if head else None,
        keys=signing.announced(),
        days=queries.days(),
        lang=language(),
    )


@bp.get("/ledger/head.json")
@public
def head() -> ResponseReturnValue:
    """Give the newest head; the newest of a size no larger than `size`, if asked."""
    found = queries.head_upto(_number("size", 2**62))
    if found is None:
        abort(404)
    return _line(head_line(found, signing.log_name()))


@bp.get("/ledger/heads.jsonl")
@public
def heads() -> ResponseReturnValue:
    """Give the head of each day after head number `after`; with `all`, every head."""
    name = signing.log_name()
    found = queries.heads_after(_number("after", 0), "all" in request.args, AT_ONCE)
    return _lines(json.dumps(head_line(one, name)) for one in found)


@bp.get("/ledger/keys.jsonl")
@public
def keys() -> ResponseReturnValue:
    """Give every public key the log ever had."""
    name = signing.log_name()
    return _lines(json.dumps(signing.key_line(key, name)) for key in signing.announced())


@bp.get("/ledger/leaves.txt")
@public
def leaves() -> ResponseReturnValue:
    """Give the hashes of the leaves from `start` on, one a line."""
    return _lines(hash.hex() for hash in queries.hashes_from(_number("start", 0), AT_ONCE))


@bp.get("/ledger/inclusion.json")
@public
def inclusion() -> ResponseReturnValue:
    """Prove that leaf `index` is in the log of the first `size` leaves."""
    index, size = _number("index", -1), _number("size", tree.size())
    if not 0 <= index < size <= tree.size():
        abort(404)
    path = tree.inclusion(index, size)
    return _line({"index": index, "size": size, "path": [step.hex() for step in path]})


@bp.get("/ledger/consistency.json")
@public
def consistency() -> ResponseReturnValue:
    """Prove that the log of `to` leaves continues that of `from`."""
    old, new = _number("from", -1), _number("to", tree.size())
    if not 0 <= old <= new <= tree.size():
        abort(404)
    return _line({"from": old, "to": new, "path": [step.hex() for step in tree.consistency(old, new)]})


@bp.get("/ledger/verify.py")
@public
def program() -> ResponseReturnValue:
    """Give the checker: one file, the standard library only."""
    return Response((Path(current_app.root_path) / PROGRAM).read_bytes(), mimetype="text/plain")


@bp.get("/ledger/witness")
@public
def witness() -> ResponseReturnValue:
    """Show the newest daily head as a sheet for the wall, with its line as a code."""
    found = queries.last_day()
    line = json.dumps(head_line(found, signing.log_name()), separators=(",", ":")) if found else ""
    return render_template("ledger/witness.html", head=found, line=line, code=qr_svg(line) if line else "")


@bp.get("/receipt/<token>")
@public
def receipt(token: str) -> ResponseReturnValue:
    """Show a receipt: number, hour, point, whether it is counted."""
    found = receipt_with(token)
    if found is None:
        abort(404)
    return render_template(
        "ledger/receipt.html", receipt=found, at=local(found.hour), look=look(), lang=language()
    )


@bp.get("/receipt/<token>.json")
@public
def receipt_file(token: str) -> ResponseReturnValue:
    """Give a receipt with its proof."""
    found = receipt_with(token)
    if found is None:
        abort(404)
    return _line(proof_of(found))


@bp.app_template_filter()
def groups(digits: str) -> str:
    """Return a long row of digits in groups of eight, as they are read aloud and compared."""
    return " ".join(digits[n : n + 8] for n in range(0, len(digits), 8))


def _number(name: str, otherwise: int) -> int:
    """Return a number of the address; abort with 404 for what is none."""
    text = request.args.get(name)
    if text is None:
        return otherwise
    # Fifteen digits: no log is longer, and no database column would hold more.
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        abort(404)
    return int(text)


def _line(told: dict[str, Any]) -> Response:
    # In one line and with its own letters, as the checker and a witness's file want it.
    return Response(json.dumps(told, ensure_ascii=False) + "\n", mimetype="application/json")


def _lines(lines: Iterable[str]) -> Response:
    return Response("".join(f"{line}\n" for line in lines), mimetype="text/plain")
