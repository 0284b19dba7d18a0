"""The arithmetic of RFC 9162 (that of RFC 6962): its known vectors, and the definitions written out slowly."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.ledger import merkle

# The eight leaves that implementations of the RFC test each other by, and the roots of the trees they grow.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSIONS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
CONSISTENCIES = {
    (1, 1): [],
    (1, 8): INCLUSIONS[(0, 8)],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def grown(data: list[bytes]) -> tuple[dict[int, bytes], bytes]:
    """Return every complete subtree over some leaves, and the root."""
    leaves = [merkle.leaf_hash(one) for one in data]
    made, tops = merkle.grow(0, [], leaves)
    return made | {2 * n: leaf for n, leaf in enumerate(leaves)}, merkle.folded(tops)


def slow_root(data: list[bytes]) -> bytes:
    """MTH as the RFC defines it."""
    if len(data) < 2:
        return sha256(b"\0" + data[0]).digest() if data else sha256().digest()
    split = 1
    while 2 * split < len(data):
        split *= 2
    return sha256(b"\1" + slow_root(data[:split]) + slow_root(data[split:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_the_known_roots_come_out(size: int) -> None:
    assert grown(LEAVES[:size])[1].hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSIONS)
def test_the_known_paths_to_the_root_come_out(index: int, size: int) -> None:
    known, root = grown(LEAVES[:size])
    path = merkle.hashes(merkle.inclusion(index, size), known)
    assert [step.hex() for step in path] == INCLUSIONS[(index, size)]
    assert merkle.root_from_inclusion(index, size, merkle.leaf_hash(LEAVES[index]), path) == root


@pytest.mark.parametrize(("old", "new"), CONSISTENCIES)
def test_the_known_proofs_of_growth_come_out(old: int, new: int) -> None:
    known, root = grown(LEAVES[:new])
    path = merkle.hashes(merkle.consistency(old, new), known)
    assert [step.hex() for step in path] == CONSISTENCIES[(old, new)]
    assert merkle.consistent(old, new, bytes.fromhex(ROOTS[old]), root, path)


DATA = [n.to_bytes(2) for n in range(130)]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_leaf_of_every_tree_is_proved_and_no_other(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(DATA)))
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    known, root = grown(DATA[:size])
    path = merkle.hashes(merkle.inclusion(index, size), known)
    assert root == slow_root(DATA[:size])
    for claimed in {index, other}:
        leaf = merkle.leaf_hash(DATA[claimed])
        assert (merkle.root_from_inclusion(index, size, leaf, path) == root) == (claimed == index)
        assert (merkle.root_from_inclusion(claimed, size, merkle.leaf_hash(DATA[index]), path) == root) == (
            claimed == index
        )
    assert merkle.root_from_inclusion(index, size, merkle.leaf_hash(DATA[index]), [*path, root]) is None


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_growth_is_proved_and_a_changed_past_is_not(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, len(DATA)))
    old = data.draw(st.integers(1, new))
    changed = data.draw(st.integers(0, old - 1))
    known, root = grown(DATA[:new])
    path = merkle.hashes(merkle.consistency(old, new), known)
    before = slow_root(DATA[:old])
    assert merkle.consistent(old, new, before, root, path)
    for other in ([*path, root], [root, *path], path[:-1] if path else [root]):
        assert not merkle.consistent(old, new, before, root, other)
    forged = slow_root([*DATA[:changed], b"forged", *DATA[changed + 1 : old]])
    assert not merkle.consistent(old, new, forged, root, path)
    assert not merkle.consistent(old, new, before, forged, path)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 60))
def test_a_tree_grown_bit_by_bit_is_the_tree_grown_at_once(first: int, more: int, again: int) -> None:
    leaves = [merkle.leaf_hash(n.to_bytes(2)) for n in range(first + more + again)]
    made, tops = merkle.grow(0, [], leaves)
    size, piecewise, stack = 0, dict[int, bytes](), list[bytes]()
    for count in (first, more, again):
        new, stack = merkle.grow(size, stack, leaves[size : size + count])
        piecewise |= new
        size += count
    assert (piecewise, stack) == (made, tops)


@given(st.integers(0, 40), st.integers(0, 2**40))
def test_a_place_in_the_tree_tells_the_leaves_under_it(level: int, index: int) -> None:
    assert merkle.leaves_under(merkle.place(level, index)) == (index << level, (index + 1) << level)
