"""Checks what the public ledger of 码上评 says, with nothing but Python (3.8 or newer) and the files it offers.

  python3 verify.py receipt receipt.json keys.jsonl             a rating is in the log that a head was signed over
  python3 verify.py growth old.json new.json proof.json keys.jsonl   nothing was changed or removed between two heads
  python3 verify.py heads heads.jsonl keys.jsonl                every head is signed, and the log never shrinks
  python3 verify.py leaves leaves.txt head.json keys.jsonl      the whole list of leaves gives the root of the head

Exit status 0: it fits; 1: it does not. Hashes are those of RFC 9162 (SHA-256), signatures Ed25519 (RFC 8032).
"""

import base64
import hashlib
import json
import sys


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size):
    return 1 << (size - 1).bit_length() - 1


def root_of_leaf(index, size, found, path):
    """RFC 9162, 2.1.3: the root that a path leads to; its last step is the topmost."""
    if not 0 <= index < size or bool(path) != (size > 1):
        raise ValueError("the path does not belong to this leaf")
    if size == 1:
        return found
    if index < split(size):
        return node(root_of_leaf(index, split(size), found, path[:-1]), path[-1])
    return node(path[-1], root_of_leaf(index - split(size), size - split(size), found, path[:-1]))


def roots_of_growth(old, new, old_root, path, whole=True):
    """RFC 9162, 2.1.4: the old and the new root that a consistency proof leads to."""
    if not 0 < old <= new or (len(path) != 1 - whole if old == new else not path):
        raise ValueError("the proof does not belong to these sizes")
    if old == new:
        return (old_root, old_root) if whole else (path[0], path[0])
    if old <= split(new):
        first, second = roots_of_growth(old, split(new), old_root, path[:-1], whole)
        return first, node(second, path[-1])
    first, second = roots_of_growth(old - split(new), new - split(new), old_root, path[:-1], False)
    return node(path[-1], first), node(path[-1], second)


# Ed25519 (RFC 8032, 5.1): plain and slow, for checking only.
P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    x, y = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    t, z = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = (y - x) % P, (z - t) % P, (z + t) % P, (y + x) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point, total=(0, 1, 1, 0)):
    while n:
        total, point, n = (add(total, point) if n & 1 else total), add(point, point), n >> 1
    return total


def point(raw):
    y, sign = int.from_bytes(raw, "little") % 2**255, raw[31] >> 7
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    x = x if (x * x - xx) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if len(raw) != 32 or y >= P or (x * x - xx) % P or (x == 0 and sign):
        raise ValueError("a key or a signature is no point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(what, names, told, public):
    """Raise ValueError unless a head or key, as told, carries a signature of a public key."""
    lines = [f"mashangping {what} 1"] + ["-" if told[n] is None else str(told[n]) for n in names.split()]
    key, made = bytes.fromhex(public), base64.b64decode(told["signature"])
    text = made[:32] + key + "".join(line + "\n" for line in lines).encode()
    s, h = int.from_bytes(made[32:], "little"), int.from_bytes(hashlib.sha512(text).digest(), "little") % Q
    a, b = times(s, BASE), add(point(made[:32]), times(h, point(key)))
    if s >= Q or (a[0] * b[2] - b[0] * a[2]) % P or (a[1] * b[2] - b[1] * a[2]) % P:
        raise ValueError(f"the signature of {what} {told['number']} does not hold")


def check_heads(heads, keys):
    known = {}
    for told in keys:
        if told["key"] == told["signed_by"] and known:
            print(f"NOTE: no earlier key vouches for key {told['key']}; ask why")
        known[hashlib.sha256(bytes.fromhex(told["public"])).hexdigest()[:16]] = told["public"]
        signed("key", "log number key public at signed_by", told, known[told["signed_by"]])
    sizes = [head["size"] for head in heads]
    if sizes != sorted(sizes) or len({(head["size"], head["root"]) for head in heads}) != len(set(sizes)):
        raise ValueError("the log shrinks, or two heads tell different roots of one size")
    for head in heads:
        signed("head", "log number size root at day key", head, known[head["key"]])


def receipt(paper, keys):
    head, opened = paper[0]["head"], paper[0]["leaf"]
    data = json.dumps(opened, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if head is None or opened["public"]["receipt"] != paper[0]["receipt"]:
        raise ValueError("no head covers it yet, or it is the leaf of another receipt")
    path, found = [bytes.fromhex(step) for step in paper[0]["path"]], hashlib.sha256(b"\x00" + data).digest()
    if root_of_leaf(opened["index"], head["size"], found, path).hex() != head["root"]:
        raise ValueError("the rating is not in the log")
    check_heads([head], keys)


def growth(old, new, proof, keys):
    (old,), (new,), path = old, new, [bytes.fromhex(step) for step in proof[0]["path"]]
    roots = [hashlib.sha256().digest(), bytes.fromhex(new["root"])]  # everything continues an empty log
    if old["size"] or path:
        roots = roots_of_growth(old["size"], new["size"], bytes.fromhex(old["root"]), path)
    if [root.hex() for root in roots] != [old["root"], new["root"]]:
        raise ValueError("the log does not continue what it was")
    check_heads([old, new], keys)


def leaves(lines, head, keys):
    level = [bytes.fromhex(line) for line in lines][: head[0]["size"]]
    while len(level) > 1:
        level = [node(level[n - 1], level[n]) for n in range(1, len(level), 2)] + level[len(level) & ~1 :]
    if len(lines) < head[0]["size"] or (level or [hashlib.sha256().digest()])[0].hex() != head[0]["root"]:
        raise ValueError("the leaves do not give the root of the head")
    check_heads(head, keys)


def read(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) if line[0] == "{" else line for line in file if line.strip()]


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    try:
        ways = {"receipt": receipt, "growth": growth, "heads": check_heads, "leaves": leaves}
        ways[sys.argv[1]](*map(read, sys.argv[2:]))
        print("It fits.")
    except (LookupError, TypeError, ValueError, OSError) as error:
        sys.exit(f"It does not fit: {error}")
