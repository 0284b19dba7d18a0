"""What stands for a comment in an address: its number would tell who came first, and how many came between."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from feedback.keys import keyed

BLOCK = 16


def mark_of(change_id: int) -> str:
    """Return the mark of a state of a rating: 32 hex digits, the same every time."""
    sealing = _cipher().encryptor()
    return (sealing.update(change_id.to_bytes(BLOCK, "big")) + sealing.finalize()).hex()


def change_of(mark: str) -> int | None:
    """Return the number that a mark stands for, or None for what is no mark of ours."""
    try:
        block = bytes.fromhex(mark)
    except ValueError:
        return None
    if len(block) != BLOCK:
        return None
    opening = _cipher().decryptor()
    number = int.from_bytes(opening.update(block) + opening.finalize(), "big")
    # A block made up by somebody opens to a number far beyond any that was ever given.
    return number if number < 2**63 else None


def _cipher() -> Cipher[modes.ECB]:
    # One block of its own for each number: ECB is the plain permutation that is wanted here.
    return Cipher(algorithms.AES(keyed("session", "label mark")), modes.ECB())
