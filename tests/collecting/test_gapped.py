"""What goes over the wire in pieces is the page, to the byte."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from feedback.collecting.gapped import Gapped
from tests.checked import CheckedClient
from tests.factories import World


@given(st.lists(st.text(max_size=300), min_size=1, max_size=4), st.binary(max_size=60))
def test_the_gzip_of_a_filled_page_is_the_filled_page(pieces: list[str], what: bytes) -> None:
    page = Gapped.of("\x00gap\x00".join(p.replace("\x00", "") for p in pieces), "\x00gap\x00")
    assert gzip.decompress(page.gzip(what)) == page.plain(what)


def test_a_phone_that_reads_gzip_gets_a_third_of_the_bytes(phone: CheckedClient, world: World) -> None:
    plain = phone.get(f"/r/{world.point.code}")
    packed = phone.get(f"/r/{world.point.code}", headers={"Accept-Encoding": "gzip, br"}, checks=False)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) * 0.45
    text = gzip.decompress(packed.data).decode()
    assert len(text) == len(plain.text), "the same page but for its key"
