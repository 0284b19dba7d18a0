"""The application starts, and somebody can sign in."""

from tests.checked import CheckedClient


def test_alice_signs_in_and_sees_her_first_page(alice: CheckedClient) -> None:
    assert alice.get("/", follow_redirects=True).status_code == 200
