"""Two servers to measure beside each other: the product's web process and the yardstick, set up alike."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

TOP = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, and the master whose workers' CPU is counted."""

    name: str
    address: str
    port: int
    master: psutil.Process

    def cpu(self) -> float:
        """Return the CPU seconds, user and system, that its processes have used so far."""
        times = [p.cpu_times() for p in (self.master, *self.master.children(recursive=True))]
        return float(sum(t.user + t.system for t in times))


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment for a server whose data stand in `folder`."""
    return {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "CANARY_AN_HOUR": "0",
        "PYTHONPATH": str(TOP),
        **more,
    }


@contextmanager
def gunicorn(name: str, app: str, path: str, env: dict[str, str], workers: int = 1) -> Iterator[Server]:
    """Run an application under gunicorn with gevent workers; `path` is the page the flow begins on."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-k",
        "gevent",
        "-w",
        str(workers),
        "-b",
        f"127.0.0.1:{port}",
    ]
    process = subprocess.Popen([*command, "--log-level", "error", app], env=env, cwd=TOP)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2).read()
                break
            except OSError:
                time.sleep(0.1)
        yield Server(name, path, port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def product(folder: Path, workers: int = 1) -> Iterator[Server]:
    """Run the product on an empty installation with one point."""
    # All flows come from one address: counted as in life, never charged.
    limits = {"LIMIT_ADDRESS": "100000000", "LIMIT_POINT": "100000000"}
    env = environment(folder, DEMO="0", PUBLIC_URL="http://127.0.0.1", **limits)
    made = subprocess.run(
        [sys.executable, "-m", "bench.one_point"], env=env, cwd=TOP, capture_output=True, text=True
    )
    if made.returncode:
        raise SystemExit(made.stderr)
    with gunicorn("product", "app:app", f"/r/{made.stdout.split()[-1]}", env, workers) as server:
        yield server


@contextmanager
def yardstick(folder: Path, workers: int = 1) -> Iterator[Server]:
    """Run the yardstick on SQLite with the same promises."""
    env = environment(folder, DB_URL=f"sqlite:///{folder}/yardstick.db", INIT="1")
    with gunicorn("yardstick", "bench.yardstick_app:app", "/f/1", env, workers) as server:
        yield server
