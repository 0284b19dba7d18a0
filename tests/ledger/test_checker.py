"""What the checker must refuse though whoever runs the log signs it: each lie alone, with everything else in order."""

import base64
import importlib.util
from collections.abc import Mapping
from hashlib import sha256
from types import ModuleType
from typing import Any

import pytest

from feedback.ledger import merkle
from feedback.ledger.leaves import canonical
from feedback.ledger.signing import Signer
from feedback.ledger.statements import head_text, key_text
from feedback.settings import TOP

FIRST, SECOND, STRANGER = (Signer(sha256(name).digest()) for name in (b"first", b"second", b"stranger"))
OPENED = {
    "index": 9,
    "kind": "rating",
    "private": "0" * 64,
    "public": {"hour": "2026-11-21T06Z", "point": "abc", "receipt": "f" * 32},
    "version": 1,
}
DATA = [canonical({**OPENED, "index": n}) for n in range(22)]
HASHES = [merkle.leaf_hash(one) for one in DATA]
OTHER = [*HASHES[:3], merkle.leaf_hash(b"another"), *HASHES[4:]]
Line = dict[str, Any]


@pytest.fixture(scope="module")
def program() -> ModuleType:
    """The checker, taken as a module."""
    found = importlib.util.spec_from_file_location("checker", TOP / "docs" / "verify" / "verify.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def root(size: int, hashes: list[bytes] = HASHES) -> str:
    return merkle.folded(merkle.grow(0, [], hashes[:size])[1]).hex()


def known(size: int, hashes: list[bytes] = HASHES) -> Mapping[int, bytes]:
    return merkle.grow(0, [], hashes[:size])[0] | {2 * n: leaf for n, leaf in enumerate(hashes[:size])}


def head(size: int, by: Signer = FIRST, **other: Any) -> Line:
    """Return a head as it is downloaded, signed over whatever it says."""
    line = {"log": FIRST.id, "number": size, "size": size, "root": root(size), "at": "2026-11-21T06:00:00Z"}
    line |= {"day": None, "key": by.id, **other}
    return {**line, "signature": by.sign(head_text(line))}


def key(new: Signer, number: int, by: Signer, **other: Any) -> Line:
    """Return a line of the list of keys, signed over whatever it says."""
    line = {"log": FIRST.id, "number": number, "key": new.id, "public": new.public.hex()}
    line |= {"at": "2026-11-21T06:00:00Z", "signed_by": by.id, **other}
    return {**line, "signature": by.sign(key_text(line))}


KEYS = [key(FIRST, 1, FIRST), key(SECOND, 2, FIRST)]


def paper(size: int = 22, path_in: int = 22, hashes: list[bytes] = HASHES, **opened: Any) -> Line:
    """Return a receipt's file: leaf 9, its path in a tree, a head over so many leaves."""
    path = merkle.hashes(merkle.inclusion(9, path_in), known(path_in, hashes))
    steps = [step.hex() for step in path]
    return {"receipt": "f" * 32, "leaf": {**OPENED, **opened}, "path": steps, "head": head(size)}


def proof(old: int, new: int, hashes: list[bytes] = HASHES) -> Line:
    steps = merkle.hashes(merkle.consistency(old, new), known(new, hashes)) if old else []
    return {"path": [step.hex() for step in steps]}


def fits(program: ModuleType, way: str, *files: list[Any]) -> bool:
    try:
        getattr(program, way)(*files)
    except (LookupError, TypeError, ValueError):
        return False
    return True


@pytest.mark.parametrize("size", range(10, 23))
def test_a_receipt_fits_in_a_tree_of_any_size(program: ModuleType, size: int) -> None:
    assert fits(program, "receipt", [paper(size, size)], KEYS)


@pytest.mark.parametrize(
    "told",
    [
        paper(private="1" * 64),
        paper(index=8),
        paper(index=-13),
        paper(public={**OPENED["public"], "hour": "2026-11-21T07Z"}),  # type: ignore[dict-item]
        paper(21, 22),
        paper(22, 21),
        paper(hashes=OTHER),
        {**paper(), "path": paper()["path"][:-1]},
        {**paper(), "path": [*paper()["path"], "0" * 64]},
        {**paper(), "path": ["0" * 64, *paper()["path"]]},
        {**paper(), "path": paper()["path"][::-1]},
        {**paper(), "path": []},
        {**paper(), "receipt": "e" * 32},
        {**paper(), "head": None},
        {**paper(), "leaf": None},
        {**paper(), "head": head(22, STRANGER)},
        {**paper(), "head": {**head(22, SECOND), "key": FIRST.id}},
        {**paper(), "head": {**head(22), "at": "2026-11-20T06:00:00Z"}},
    ],
    ids=lambda told: None,
)
def test_a_receipt_with_one_lie_does_not_fit(program: ModuleType, told: Line) -> None:
    assert not fits(program, "receipt", [told], KEYS)


@pytest.mark.parametrize(("index", "place"), [(-13, 0), (22, 21), (31, 21)])
def test_a_leaf_that_names_a_place_outside_the_tree_does_not_fit(
    program: ModuleType, index: int, place: int
) -> None:
    hashes = [*HASHES[:place], merkle.leaf_hash(canonical({**OPENED, "index": index})), *HASHES[place + 1 :]]
    steps = merkle.hashes(merkle.inclusion(place, 22), known(22, hashes))
    told = {**paper(index=index), "path": [step.hex() for step in steps]}
    assert not fits(program, "receipt", [{**told, "head": head(22, root=root(22, hashes))}], KEYS)


@pytest.mark.parametrize(
    ("old", "new"), [(0, 0), (0, 22), (1, 1), (7, 7), (1, 22), (8, 9), (13, 22), (16, 22)]
)
def test_growth_fits(program: ModuleType, old: int, new: int) -> None:
    """Also of a log that was still empty when its first head was kept."""
    assert fits(program, "growth", [head(old)], [head(new, SECOND)], [proof(old, new)], KEYS)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (head(13, root=root(13, OTHER)), head(22), proof(13, 22)),
        (head(13, root=root(13, OTHER)), head(22), proof(13, 22, OTHER)),
        (head(13), head(22, root=root(22, OTHER)), proof(13, 22)),
        (head(13), head(22, root=root(22, OTHER)), proof(13, 22, OTHER)),
        (head(8, root=root(8, OTHER)), head(22), proof(8, 22)),
        (head(22), head(13), proof(13, 22)),
        (head(22), head(13), {"path": []}),
        (head(13), head(13, root=root(13, OTHER)), {"path": []}),
        (head(13), head(22), {"path": []}),
        (head(13), head(22), proof(12, 22)),
        (head(13), head(22), {"path": [*proof(13, 22)["path"], "0" * 64]}),
        (head(13), head(22), {"path": ["0" * 64, *proof(13, 22)["path"]]}),
        (head(13), head(13), {"path": [root(13)]}),
        (head(0, root=root(3)), head(22), {"path": []}),
        (head(0), head(22), {"path": [root(22)]}),
        (head(13, STRANGER), head(22), proof(13, 22)),
        (head(13), head(22, STRANGER), proof(13, 22)),
    ],
    ids=lambda told: None,
)
def test_a_log_that_does_not_go_on_does_not_fit(
    program: ModuleType, old: Line, new: Line, told: Line
) -> None:
    assert not fits(program, "growth", [old], [new], [told], KEYS)


def test_heads_fit_and_a_key_that_nobody_vouches_for_is_told(
    program: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    heads = [head(0), head(5), head(5, day="2026-11-22"), head(22, SECOND)]
    assert fits(program, "check_heads", heads, KEYS)
    assert "NOTE" not in capsys.readouterr().out
    assert fits(program, "check_heads", heads, [KEYS[0], key(SECOND, 2, SECOND)])
    assert f"no earlier key vouches for key {SECOND.id}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("heads", "keys"),
    [
        ([head(13), head(5)], KEYS),
        ([head(5), head(5, root=root(5, OTHER))], KEYS),
        ([head(5), head(13, STRANGER)], KEYS),
        ([{**head(5, SECOND), "key": FIRST.id}], KEYS),
        ([head(5, SECOND)], KEYS[:1]),
        ([head(5, SECOND)], [KEYS[0], key(SECOND, 2, STRANGER)]),
        ([head(5, SECOND)], [KEYS[0], {**key(SECOND, 2, STRANGER), "signed_by": FIRST.id}]),
        ([head(5)], [{**KEYS[0], "public": STRANGER.public.hex()}]),
        (
            [head(5, STRANGER, key=FIRST.id)],
            [KEYS[0], key(STRANGER, 2, STRANGER, key=FIRST.id, signed_by=FIRST.id)],
        ),
        ([{**head(5), "day": "2026-11-21"}], KEYS),
    ],
    ids=lambda told: None,
)
def test_heads_with_one_lie_do_not_fit(program: ModuleType, heads: list[Line], keys: list[Line]) -> None:
    assert not fits(program, "check_heads", heads, keys)


def test_a_signature_is_one_and_not_a_second_one_made_of_it(program: ModuleType) -> None:
    """RFC 8032: s must be below the order of the group, or anybody could write each signature in a second way."""
    told = head(5)
    made = base64.b64decode(told["signature"])
    larger = int.from_bytes(made[32:], "little") + program.Q
    told["signature"] = base64.b64encode(made[:32] + larger.to_bytes(32, "little")).decode()
    assert not fits(program, "check_heads", [told], KEYS)


def test_leaves_fit_and_others_do_not(program: ModuleType) -> None:
    lines = [one.hex() for one in HASHES]
    for size in (0, 1, 2, 13, 22):
        assert fits(program, "leaves", lines, [head(size)], KEYS)
    for wrong in (lines[:21], lines[1:], [*lines[:9], lines[10], lines[9], *lines[11:]], [lines[0], *lines]):
        assert not fits(program, "leaves", wrong, [head(22)], KEYS)
    assert not fits(program, "leaves", lines, [head(22, STRANGER)], KEYS)
    assert not fits(program, "leaves", lines[:2], [head(3, root=root(2))], KEYS)
