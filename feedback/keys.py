"""Keys: files in the data directory, made at first start, and what is derived from them.

They stand outside the database on purpose: whoever can write rows cannot make the seal that goes with them.
"""

import fcntl
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from flask import current_app

KEYS = ("session", "seal", "claim", "ledger")


def load_keys(data_dir: Path) -> dict[str, bytes]:
    """Return the 32-byte keys by name; make those that are missing (mode 0600); raise SystemExit if it cannot."""
    folder = data_dir / "keys"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return {name: _load(key_file(data_dir, name)) for name in KEYS}
    except OSError as error:
        raise SystemExit(unwritable(data_dir, error)) from None


def unwritable(data_dir: Path, error: OSError) -> str:
    """Return what to do when the data directory cannot be used."""
    return (
        f"数据目录 {data_dir} 写不进去（{error.strerror}）。请检查权限和磁盘空间，或用 DATA_DIR 换一个目录。\n"
        "The data directory cannot be written to: check its permissions, or set DATA_DIR to another one."
    )


@lru_cache
def key_file(data_dir: Path, name: str) -> Path:
    """Return where a key stands."""
    return data_dir / "keys" / f"{name}.key"


def load_key(data_dir: Path, name: str) -> bytes:
    """Return a key that is made when it is first asked for, by whichever process asks first; raise OSError if it cannot."""
    path = key_file(data_dir, name)
    try:
        return _read(path)
    except FileNotFoundError:
        pass
    # One at a time, and whole before it stands there: another process must not read half of it, nor make a second.
    with path.with_name("keys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            half = path.with_suffix(".half")
            half.unlink(missing_ok=True)
            _load(half)
            os.replace(half, path)
    return _read(path)


def destroy_key(data_dir: Path, name: str) -> bool:
    """Overwrite a key and remove it; return whether there was one. What was made with it can never be made again."""
    path = key_file(data_dir, name)
    gone = path.with_suffix(".gone")
    try:
        # Out of sight first: nobody may take the noughts for the key.
        os.replace(path, gone)
    except FileNotFoundError:
        return False
    with gone.open("r+b") as file:
        file.write(bytes(32))
        file.flush()
        os.fsync(file.fileno())
    gone.unlink()
    return True


def _load(path: Path) -> bytes:
    try:
        # O_EXCL: two processes that start together must not each keep a key of their own.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        # On a full disk half a key must not stay behind: it would stop every later start.
        path.unlink(missing_ok=True)
        raise
    return _read(path)


def _read(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != 32:
        raise SystemExit(f"密钥文件 {path.name} 不完整，请从备份恢复；换新密钥会使已有的取件码和封印失效。")
    return key


def keyed(key: str, purpose: str, *parts: str) -> bytes:
    """Return HMAC-SHA-256 (32 bytes) of the parts under a named key; the purpose keeps uses apart."""
    # The length before each part: "ab"+"c" and "a"+"bc" must not give the same digest.
    message = b"".join([b"%d:%s" % (len(raw), raw) for raw in map(str.encode, (purpose, *parts))])
    return hmac.digest(current_app.extensions["keys"][key], message, "sha256")
