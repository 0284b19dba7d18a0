"""RFC 9162 §2.1: hashes of a Merkle tree over a list of leaves, its proofs, and how a proof is checked.

Complete subtrees are named by one number, their place in the tree read from left to right: leaf i is 2i, the
subtree over leaves 2k·2ˡ … (2k+1)·2ˡ-1 stands between its halves. Numbers of a range of leaves are a range.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

EMPTY = hashlib.sha256(b"").digest()

Range = tuple[int, int]  # leaves from … up to but without …


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf's bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def place(level: int, index: int) -> int:
    """Return the number of the index-th complete subtree of 2**level leaves."""
    return (index << (level + 1)) + (1 << level) - 1


def leaves_under(number: int) -> Range:
    """Return the leaves a complete subtree stands over."""
    level = (~number & (number + 1)).bit_length() - 1
    first = number >> (level + 1) << level
    return first, first + (1 << level)


def peaks(begin: int, end: int) -> Iterator[int]:
    """Yield the numbers of the largest complete subtrees that make up a range; `begin` must be aligned to it."""
    while begin < end:
        level = (end - begin).bit_length() - 1
        yield place(level, begin >> level)
        begin += 1 << level


def grow(size: int, tops: Sequence[bytes], leaves: Iterable[bytes]) -> tuple[dict[int, bytes], list[bytes]]:
    """Add leaves to a tree of `size` leaves with these peaks; return the subtrees that became complete, and the peaks."""
    made: dict[int, bytes] = {}
    stack = list(tops)
    for leaf in leaves:
        stack.append(leaf)
        index, level = size, 0
        while index & 1:
            right = stack.pop()
            index, level = index >> 1, level + 1
            stack[-1] = made[place(level, index)] = node_hash(stack[-1], right)
        size += 1
    return made, stack


def folded(tops: Sequence[bytes]) -> bytes:
    """Return the root over peaks, left to right."""
    if not tops:
        return EMPTY
    root = tops[-1]
    for top in reversed(tops[:-1]):
        root = node_hash(top, root)
    return root


def inclusion(index: int, size: int) -> list[Range]:
    """Return the ranges whose hashes prove that leaf `index` is in a tree of `size` leaves, nearest first."""
    path: list[Range] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    return path[::-1]


def consistency(old: int, new: int) -> list[Range]:
    """Return the ranges whose hashes prove that a tree of `new` leaves continues the one of `old`, 0 < old ≤ new."""
    path: list[Range] = []
    begin, end, whole = 0, new, True
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin, whole = middle, False
    # Whoever holds the old root need not be told it again.
    return ([] if whole else [(begin, end)]) + path[::-1]


def _split(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1


def needed(ranges: Iterable[Range]) -> list[int]:
    """Return the complete subtrees from which the hashes of ranges follow."""
    return [number for begin, end in ranges for number in peaks(begin, end)]


def hashes(ranges: Iterable[Range], known: Mapping[int, bytes]) -> list[bytes]:
    """Return the hash of each range out of the complete subtrees `needed` of them."""
    return [folded([known[number] for number in peaks(begin, end)]) for begin, end in ranges]


def root_from_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """Return the root to which a path leads from a leaf (RFC 9162 §2.1.3.2), or None for a path of a wrong length."""
    if not 0 <= index < size or len(path) != len(inclusion(index, size)):
        return None
    place_, last, root = index, size - 1, leaf
    for step in path:
        if place_ & 1 or place_ == last:
            root = node_hash(step, root)
            while not place_ & 1 and place_:
                place_, last = place_ >> 1, last >> 1
        else:
            root = node_hash(root, step)
        place_, last = place_ >> 1, last >> 1
    return root


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Return whether a path proves that the new tree continues the old one (RFC 9162 §2.1.4.2)."""
    if not 0 <= old <= new or (old == new and old_root != new_root):
        return False
    if old in (0, new):
        return not path and (old != 0 or old_root == EMPTY)
    if len(path) != len(consistency(old, new)):
        return False
    return _replayed(old, new, old_root, list(path)) == (old_root, new_root)


def _replayed(old: int, new: int, old_root: bytes, path: list[bytes]) -> tuple[bytes, bytes]:
    """Return the two roots that a consistency path leads to."""
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    place_, last = old - 1, new - 1
    while place_ & 1:
        place_, last = place_ >> 1, last >> 1
    first = second = path[0]
    for step in path[1:]:
        if place_ & 1 or place_ == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not place_ & 1 and place_:
                place_, last = place_ >> 1, last >> 1
        else:
            second = node_hash(second, step)
        place_, last = place_ >> 1, last >> 1
    return first, second
