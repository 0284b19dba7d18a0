"""The file of a backup: a ZIP with one part a table, one row a line of JSON, and a manifest that says what each must be.

The same for every database: SQLite grows into PostgreSQL by it, and any program that opens a ZIP can read it.
"""

import base64
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from feedback.pages import Refused

FORMAT = 1
MANIFEST = "manifest.json"
READ: dict[str, Callable[[str], Any]] = {
    "time": datetime.fromisoformat,
    "date": date.fromisoformat,
    "bytes": base64.b64decode,
}


@dataclass(frozen=True)
class Part:
    """The rows of one table: the kind of each column by name, how many, and the SHA-256 (hex) over their lines."""

    table: str
    columns: dict[str, str]
    rows: int
    sha256: str

    @property
    def name(self) -> str:
        """Return the name of the part in the file."""
        return f"{self.table}.jsonl"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: `size` and `root` of the ledger, fingerprints of the `keys` without which it cannot be read."""

    id: str
    at: datetime
    revision: str
    database: str
    size: int
    root: str
    keys: dict[str, str]
    parts: tuple[Part, ...]


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """Give a new file that only its owner may read, there when it is whole; raise Refused if there is one already."""
    if path.exists():
        raise Refused(f"{path} 已经有了，不会覆盖。请换一个文件名。\n{path} exists and is not overwritten.")
    half = path.with_name(f"{path.name}.half")
    half.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)


def write_part(
    archive: zipfile.ZipFile, table: str, columns: dict[str, str], rows: Iterable[Sequence[Any]]
) -> Part:
    """Write the rows of a table and return the part they became."""
    digest, count = hashlib.sha256(), 0
    with archive.open(f"{table}.jsonl", "w", force_zip64=True) as file:
        for row in rows:
            line = json.dumps(list(row), ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n"
            digest.update(raw := line.encode())
            file.write(raw)
            count += 1
    return Part(table, columns, count, digest.hexdigest())


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Write the manifest, last of all: a file without it is not whole."""
    told = {"format": FORMAT, **asdict(manifest)}
    archive.writestr(MANIFEST, json.dumps(told, ensure_ascii=False, indent=1, default=_plain))


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Give a backup whose every part is as it was written; raise Refused, with its name, for any other file."""
    archive, manifest = _sound(path)
    with archive:
        yield archive, manifest


def _sound(path: Path) -> tuple[zipfile.ZipFile, Manifest]:
    archive = None
    try:
        archive = zipfile.ZipFile(path)
        manifest = _manifest(json.loads(archive.read(MANIFEST)))
        for part in manifest.parts:
            _check(archive, part)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError, TypeError) as error:
        if archive:
            archive.close()
        raise Refused(
            f"{path} 不是一份完整的备份（{error}），没有恢复任何内容。请换一份。\n"
            f"{path} is no whole backup; nothing was restored."
        ) from error
    return archive, manifest


def rows_of(archive: zipfile.ZipFile, part: Part) -> Iterator[dict[str, Any]]:
    """Yield the rows of a part, columns by name."""
    reads = [(name, READ.get(kind)) for name, kind in part.columns.items()]
    with archive.open(part.name) as file:
        for line in file:
            yield {
                name: value if value is None or read is None else read(value)
                for (name, read), value in zip(reads, json.loads(line), strict=True)
            }


def _manifest(told: dict[str, Any]) -> Manifest:
    if told.pop("format") != FORMAT:
        raise ValueError("另一种格式")
    parts = tuple(Part(**part) for part in told.pop("parts"))
    return Manifest(**{**told, "at": datetime.fromisoformat(told["at"])}, parts=parts)


def _check(archive: zipfile.ZipFile, part: Part) -> None:
    digest, rows = hashlib.sha256(), 0
    with archive.open(part.name) as file:
        for line in file:
            digest.update(line)
            rows += 1
    if (digest.hexdigest(), rows) != (part.sha256, part.rows):
        raise ValueError(f"{part.name} 被改动过")


def _plain(value: Any) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value.isoformat())
