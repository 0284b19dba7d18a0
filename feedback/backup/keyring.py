"""The keys that a restored installation needs, in a file of their own: beside the backup they would open what it holds sealed.

In it: what seals rows (`seal`), what claim codes and receipts are derived from (`claim`), what signs the ledger's heads
(`ledger`), what contacts are encrypted with. Not in it: `session` (everybody signs in again) and the keys of device
marks, which are destroyed for good when their year is over.
"""

import hashlib
import json
import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from flask import current_app

from feedback.backup.archive import private_file
from feedback.keys import key_file, load_keys
from feedback.pages import Refused

ALWAYS = ("seal", "claim", "ledger")
TAKEN = re.compile(r"seal|claim|ledger|ledger-next|contact-\d+")
KIND = "mashangping keys 1"


def fingerprints() -> dict[str, str]:
    """Return what tells the keys in use from others without telling them, by name."""
    return {name: _fingerprint(name, key) for name, key in _here().items() if name in ALWAYS}


def write(path: Path) -> int:
    """Write the keys of this installation to a new file; return how many."""
    keys = {name: key.hex() for name, key in _here().items()}
    with private_file(path) as file:
        file.write(json.dumps({"kind": KIND, "keys": keys}, indent=1).encode())
    return len(keys)


def read(path: Path) -> dict[str, bytes]:
    """Return the keys in such a file by name; raise Refused for any other file."""
    try:
        told = json.loads(path.read_bytes())
        keys = {str(name): bytes.fromhex(key) for name, key in told["keys"].items()}
        if told["kind"] != KIND or any(not TAKEN.fullmatch(n) or len(k) != 32 for n, k in keys.items()):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Refused(f"{path} 不是密钥备份。\n{path} holds no keys.") from None
    return keys


def wrong(wanted: Mapping[str, str], given: Mapping[str, bytes]) -> list[str]:
    """Return the keys that are neither here nor given as the backup wants them."""
    here = fingerprints()
    return [
        name
        for name, mark in wanted.items()
        if mark not in (here.get(name), _fingerprint(name, given.get(name, b"")))
    ]


def install(wanted: Mapping[str, str], given: Mapping[str, bytes], destroyed: Collection[str]) -> list[str]:
    """Put given keys in their places and return their names; one that was destroyed does not come back.

    A key of another kind that stands there already is put aside as `<name>.old`, not lost.
    """
    here, put = _here(), []
    for name, key in given.items():
        needless = name in here and (name not in wanted or _fingerprint(name, here[name]) == wanted[name])
        if name in destroyed or needless:
            continue
        path = key_file(current_app.config["DATA_DIR"], name)
        if path.exists():
            os.replace(path, path.with_suffix(".old"))
        with private_file(path) as file:
            file.write(key)
        put.append(name)
    current_app.extensions["keys"] = load_keys(current_app.config["DATA_DIR"])
    return put


def _here() -> dict[str, bytes]:
    folder = key_file(current_app.config["DATA_DIR"], "seal").parent
    return {
        path.stem: path.read_bytes() for path in sorted(folder.glob("*.key")) if TAKEN.fullmatch(path.stem)
    }


def _fingerprint(name: str, key: bytes) -> str:
    return hashlib.sha256(f"mashangping {name} key\n".encode() + key).hexdigest()[:16]
