"""Child processes that are started again when they die, and never outlive their parent."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

LOOK_SECONDS = 0.1
# A child that dies at once is started at this pace: soon enough for one kill, slow enough for a broken one.
PACE_SECONDS = 1.0
TRIES = 3
GRACE_SECONDS = 6.0


def end_with_parent() -> None:
    """Let this process end when its parent does (Linux); for `preexec_fn`."""
    # kill -9 of the supervisor must not leave a server that holds the port.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@dataclass
class Child:
    """One process to keep alive, in a process group of its own; `fds` are left open for it."""

    name: str
    command: Sequence[str]
    fds: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0

    def start(self) -> None:
        """Start it, or start it again."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command, pass_fds=self.fds, start_new_session=True, preexec_fn=end_with_parent
        )

    def dead(self) -> bool:
        """Return whether it has ended."""
        return self.process is not None and self.process.poll() is not None

    def failed(self) -> bool:
        """Return whether it has ended by itself, badly: not killed by somebody."""
        return self.process is not None and (self.process.poll() or 0) > 0

    def send(self, number: signal.Signals) -> None:
        """Send a signal to it and to everything it has started."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Keeps children alive until it is told to stop, by Ctrl-C or SIGTERM."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self.stopping = False

    def run(self, started: Callable[[], bool] = lambda: True) -> None:
        """Start all, keep them alive, and stop all; `started` is asked until it has once returned True.

        Raise SystemExit when one cannot be started at all; one that has run before is started for ever.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        announced = False
        try:
            for child in self.children:
                child.start()
            while not self.stopping:
                announced = announced or started()
                for child in self.children:
                    self._revive(child)
                    if child.failures == TRIES and not announced:
                        raise SystemExit(
                            f"{child.name}进程起不来，原因见上面的记录。 / It does not start: see above."
                        )
                time.sleep(LOOK_SECONDS)
        finally:
            self._end()

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """End everything at the next look."""
        self.stopping = True

    def _revive(self, child: Child) -> None:
        if not child.dead() or time.monotonic() - child.started < PACE_SECONDS:
            return
        child.failures += child.failed()
        self.say(f"{child.name}进程停了，正在重新启动。")
        # Its own children would go on with the old port and the old rows.
        child.send(signal.SIGTERM)
        child.start()

    def _end(self) -> None:
        for child in self.children:
            child.send(signal.SIGTERM)
        end = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < end and not all(child.dead() for child in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.send(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
