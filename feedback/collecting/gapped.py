"""A page with gaps, kept ready for the wire: plain and gzip, each gap filled per answer in microseconds.

Compressing twelve kilobytes at every visit would cost more than everything else that a visit does. So the text
between the gaps is compressed once, each piece ended on a byte (a "full flush"), and what goes into a gap is
set between the pieces as a stored block. (RFC 1951 §3.2.4, RFC 1952 §2.3.)
"""

import struct
import zlib
from dataclasses import dataclass

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_END = b"\x01\x00\x00\xff\xff"  # a last block with nothing in it


@dataclass(frozen=True)
class Gapped:
    """The pieces around the gaps, and the same pieces as raw deflate."""

    pieces: tuple[bytes, ...]
    packed: tuple[bytes, ...]

    @classmethod
    def of(cls, page: str, gap: str) -> "Gapped":
        """Cut a page at its gaps."""
        pieces = tuple(page.encode().split(gap.encode()))
        return cls(pieces, tuple(_pack(piece) for piece in pieces))

    def plain(self, what: bytes) -> bytes:
        """Return the page with its gaps filled."""
        return what.join(self.pieces)

    def gzip(self, what: bytes) -> bytes:
        """Return the filled page as gzip; `what` is at most 65,535 bytes."""
        stored = struct.pack("<BHH", 0, len(what), len(what) ^ 0xFFFF) + what
        whole = self.plain(what)
        return b"".join(
            (_HEADER, stored.join(self.packed), _END, struct.pack("<II", zlib.crc32(whole), len(whole)))
        )


def _pack(piece: bytes) -> bytes:
    # A full flush also forgets what came before: no piece refers into the one before its gap.
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
