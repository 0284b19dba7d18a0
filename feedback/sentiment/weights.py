"""The file of a model of ours: what it knows as JSON, its arrays packed; read without NumPy up to the header."""

import json
import struct
import zlib
from pathlib import Path
from typing import Any, NamedTuple

from feedback.sentiment.whole import write_whole

MAGIC = b"MSPMODEL"
PREFIX = struct.Struct("<8sII")  # magic, CRC-32 of all that follows, length of the header
FORMAT = 1
MOST = 64 << 20  # bytes a file may unpack to; a foreign one is not allowed to fill the memory
SHIPPED = Path(__file__).parent / "data" / "model.bin"


class Unfit(Exception):
    """A model file that is missing, torn, or not one of ours; the message is a sentence."""


class File(NamedTuple):
    """The header (`version`, `format`, `arrays`, `card` …) and the bytes of the arrays, one after another."""

    header: dict[str, Any]
    body: bytes


def read(path: Path) -> File:
    """Return what is in a model file; raise Unfit when it cannot be trusted."""
    try:
        whole = path.read_bytes()
    except OSError as error:
        raise Unfit(f"模型文件 {path} 打不开：{error.strerror}。") from None
    if len(whole) < PREFIX.size or not whole.startswith(MAGIC):
        raise Unfit(f"{path} 不是本系统的模型文件。")
    _, checksum, length = PREFIX.unpack_from(whole)
    rest = whole[PREFIX.size :]
    if zlib.crc32(rest) != checksum:
        raise Unfit(f"模型文件 {path} 已损坏（校验和不符）。")
    header = json.loads(rest[:length])
    if header.get("format") != FORMAT:
        raise Unfit(f"模型文件 {path} 的格式是 {header.get('format')}，本版本只认 {FORMAT}。")
    unpacking = zlib.decompressobj()
    body = unpacking.decompress(rest[length:], MOST)
    if not unpacking.eof:
        raise Unfit(f"模型文件 {path} 已损坏（内容过长）。")
    return File(header, body)


def write(path: Path, file: File) -> None:
    """Write a model file that is either the old one or the whole new one, whatever happens meanwhile."""
    header = json.dumps({**file.header, "format": FORMAT}, ensure_ascii=False, sort_keys=True).encode()
    rest = header + zlib.compress(file.body, 9)
    write_whole(path, PREFIX.pack(MAGIC, zlib.crc32(rest), len(header)) + rest)
