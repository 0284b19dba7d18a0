"""A contact is asked of every grade alike, stands encrypted, is read with a reason, and goes when it should."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from feedback import clock
from feedback.accounts.models import AuditEntry
from feedback.clock import now
from feedback.collecting import Rating
from feedback.contacts import rotation, tidy, vault
from feedback.contacts.models import Contact
from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import World

PHONE = "13812345678"
LEFT = {"do": "contact", "contact": PHONE, "consent": "1"}


@pytest.fixture(autouse=True)
def _own_keys(app: Flask) -> None:
    """The data directory outlives a test; its keys must not."""
    for number in vault.key_ids():
        vault.destroy(number)


def thanked(phone: CheckedClient, world: World, **fields: str) -> str:
    """Send a rating; return the address of its thanks page."""
    return str(phone.post(f"/r/{world.point.code}", data={"grade": "2", **fields}).headers["Location"])


def code_on(phone: CheckedClient, thanks: str) -> str:
    found = re.search(r"(?:\d{4} ){4}\d{4}", phone.get(thanks).text)
    assert found
    return found[0]


def stored() -> int:
    return db.session.scalar(select(func.count(Contact.rating_id))) or 0


def address(client: CheckedClient, world: World) -> str:
    found = re.search(r'href="(/contacts/\d+/[^"]+)"', client.get(f"/contacts/{world.brand.id}").text)
    return found[1] if found else ""


def trail() -> list[tuple[str, str, object]]:
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("contacts.")))
    return [(e.username, e.action, e.detail.get("reason")) for e in rows]


def test_it_is_asked_after_the_rating_with_the_same_page_for_every_grade(
    phone: CheckedClient, world: World
) -> None:
    assert "联系方式" not in phone.get(f"/r/{world.point.code}").text
    asked, answered = set(), set()
    for grade in "12345":
        thanks = thanked(phone, world, grade=grade)
        asked.add(re.sub(r"(\d{4} ){4}\d{4}", "", phone.get(thanks).text))
        answered.add(phone.post(thanks, data=LEFT).text.replace(thanks, ""))
    assert (len(asked), len(answered)) == (1, 1)
    assert "希望我们联系您吗" in asked.pop()
    assert stored() == 5


@pytest.mark.parametrize("wrong", [{"consent": ""}, {"contact": " "}, {"contact": "1" * 61}])
def test_without_consent_or_words_nothing_is_kept(
    phone: CheckedClient, world: World, wrong: dict[str, str]
) -> None:
    answer = phone.post(thanked(phone, world), data={**LEFT, **wrong})
    assert (answer.status_code, stored()) == (422, 0)
    assert "还没有保存" in answer.text


def test_the_address_takes_it_for_half_an_hour_from_our_own_page_only(
    phone: CheckedClient, world: World
) -> None:
    thanks = thanked(phone, world)
    assert phone.post(thanks, data=LEFT, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    other = world.make_point(world.brand, "别处")
    db.session.commit()
    token = thanks.rsplit("/", 1)[1]
    assert phone.post(f"/r/{other.code}/thanks/{token}", data=LEFT).status_code == 404
    forged = thanks[:-1] + ("a" if thanks[-1] != "a" else "b")
    assert phone.post(forged, data=LEFT).status_code == 404
    assert phone.post(thanks, data={"do": "x"}).status_code == 404
    later = now() + timedelta(minutes=31)
    with clock.at(lambda: later):
        assert phone.post(thanks, data=LEFT).status_code == 410
    assert stored() == 0


def test_it_stands_encrypted_and_bound_to_its_rating(phone: CheckedClient, world: World, app: Flask) -> None:
    for _ in range(2):
        phone.post(thanked(phone, world), data=LEFT)
    rows = db.session.scalars(select(Contact).order_by(Contact.rating_id)).all()
    seals = [db.session.get_one(Rating, row.rating_id).seal for row in rows]
    assert PHONE.encode() not in rows[0].sealed
    assert rows[0].sealed != rows[1].sealed
    assert vault.decrypt(rows[0].key_id, rows[0].sealed, seals[0]) == PHONE
    assert vault.decrypt(rows[0].key_id, rows[0].sealed, seals[1]) is None
    torn = rows[0].sealed[:-1] + bytes([rows[0].sealed[-1] ^ 1])
    assert vault.decrypt(rows[0].key_id, torn, seals[0]) is None
    key = app.config["DATA_DIR"] / "keys" / "contact-1.key"
    assert key.stat().st_mode & 0o777 == 0o600


def test_the_resident_sees_changes_copies_and_erases_it(phone: CheckedClient, world: World) -> None:
    thanks = thanked(phone, world, comment="灯坏了")
    code = code_on(phone, thanks)
    phone.post(thanks, data=LEFT)

    def claim(**fields: str) -> str:
        return phone.post("/claim", data={"code": code, **fields}).text

    assert PHONE in claim()
    assert PHONE in claim(do="copy")
    assert "微信 88" in claim(**{**LEFT, "contact": "微信 88"})
    refused = phone.post("/claim", data={"code": code, "do": "contact", "contact": "x"})
    assert (refused.status_code, stored()) == (422, 1)
    erased = claim(do="erase")
    assert ("微信 88" in erased, "灯坏了" in erased, stored()) == (False, False, 0)
    claim(**LEFT)
    assert "联系方式已经删除" in claim(do="erase")
    assert stored() == 0


def test_alice_and_the_committee_read_it_with_a_reason_and_nobody_else(
    phone: CheckedClient,
    world: World,
    alice: CheckedClient,
    bob: CheckedClient,
    charlie: CheckedClient,
    cora: CheckedClient,
) -> None:
    phone.post(thanked(phone, world, comment="灯坏了，我住解放路128号3幢501室"), data=LEFT)
    where = address(alice, world)
    assert "有居民希望联系" in alice.get(f"/dashboard/{world.brand.id}").text
    assert "有居民希望联系" not in bob.get(f"/dashboard/{world.brand.id}").text
    assert PHONE not in alice.get(f"/contacts/{world.brand.id}").text + alice.get(where).text
    assert alice.submit(where, reason="看").status_code == 422
    assert trail() == []
    shown = alice.submit(where, reason="约时间修灯").text
    assert PHONE in shown
    assert "〔门牌号已隐去〕" in shown
    assert "非常" not in shown
    assert PHONE in cora.submit(where, reason="核实有没有修").text
    for client in (bob, charlie):
        assert client.get(where).status_code == 404
        assert client.get(f"/contacts/{world.brand.id}").status_code == 404
        token = client.csrf("/password")
        assert client.post(where, data={"csrf_token": token, "reason": "我想看一看"}).status_code == 404
    assert trail() == [("alice", "contacts.read", "约时间修灯"), ("cora", "contacts.read", "核实有没有修")]


@pytest.mark.parametrize("how", [({"above": "1", "comment": "灯坏了"}, {}), ({}, {"contact_above": "1"})])
def test_what_is_only_for_those_above_is_nothing_to_the_branch(
    phone: CheckedClient,
    world: World,
    alice: CheckedClient,
    cora: CheckedClient,
    how: tuple[dict[str, str], dict[str, str]],
) -> None:
    phone.post(thanked(phone, world, **how[0]), data={**LEFT, **how[1]})
    assert address(alice, world) == ""
    assert "有居民希望联系" not in alice.get(f"/dashboard/{world.brand.id}").text
    where = address(cora, world)
    assert alice.get(where).status_code == 404
    assert PHONE in cora.submit(where, reason="核实有没有修").text


def test_it_is_deleted_when_its_time_is_over_and_the_number_is_kept(
    phone: CheckedClient, world: World, alice: CheckedClient
) -> None:
    for _ in range(2):
        phone.post(thanked(phone, world), data=LEFT)
    where = address(alice, world)
    assert alice.submit(f"{where}/end", form=where).status_code == 303
    month, half = now() + timedelta(days=30), now() + timedelta(days=180)
    assert (tidy(month - timedelta(days=1)), tidy(month), stored()) == (0, 1, 1)
    assert (tidy(half - timedelta(days=1)), tidy(half), stored()) == (0, 1, 0)
    assert [(name, action) for name, action, _ in trail()] == [
        ("alice", "contacts.end"),
        ("system", "contacts.expire"),
        ("system", "contacts.expire"),
    ]


def test_a_new_key_takes_over_and_one_cut_short_is_finished(
    phone: CheckedClient, world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    thanks = [thanked(phone, world) for _ in range(5)]
    for one in thanks:
        phone.post(one, data=LEFT)
    monkeypatch.setattr(rotation, "BATCH", 2)
    with monkeypatch.context() as patch:
        encrypt, calls = vault.encrypt, iter(range(3))

        def dies(text: str, bound_to: str) -> tuple[int, bytes]:
            next(calls)
            return encrypt(text, bound_to)

        patch.setattr(vault, "encrypt", dies)
        with pytest.raises(StopIteration):
            rotation.rotate()
    db.session.rollback()
    assert used() == [1, 1, 1, 2, 2]
    rotation.go_on(now() - timedelta(hours=2))
    assert (used(), vault.key_ids()) == ([2] * 5, [1, 2])
    ran = app.test_cli_runner().invoke(args=["contact", "rotate"])
    assert "第 3 把密钥，重新加密了 5 条" in ran.output
    rotation.go_on(now() + timedelta(minutes=59))
    assert vault.key_ids() == [1, 2, 3]
    rotation.go_on(now() + timedelta(minutes=61))
    assert vault.key_ids() == [3]
    assert PHONE in phone.post("/claim", data={"code": code_on(phone, thanks[0])}).text


def used() -> list[int]:
    return sorted(db.session.scalars(select(Contact.key_id)))


def test_a_lost_key_costs_a_sentence_and_nothing_else(
    phone: CheckedClient, world: World, alice: CheckedClient
) -> None:
    thanks = thanked(phone, world, comment="灯坏了")
    phone.post(thanks, data=LEFT)
    vault.destroy(1)
    assert "密钥不在了" in alice.submit(address(alice, world), reason="约时间修灯").text
    code = code_on(phone, thanks)
    opened = phone.post("/claim", data={"code": code}).text
    assert "现在读不出来了" in opened
    assert "灯坏了" in opened
    assert rotation.rotate()[1:] == (0, 1)
    phone.post(thanks, data=LEFT)
    assert PHONE in phone.post("/claim", data={"code": code}).text


def test_a_contact_moved_to_another_rating_by_hand_is_not_read(phone: CheckedClient, world: World) -> None:
    first, second = thanked(phone, world), thanked(phone, world)
    phone.post(first, data=LEFT)
    ids = sorted(db.session.scalars(select(Rating.id)))
    db.session.execute(update(Contact).values(rating_id=ids[1]))
    db.session.commit()
    moved = phone.post("/claim", data={"code": code_on(phone, second)}).text
    assert PHONE not in moved
    assert "现在读不出来了" in moved


def test_a_key_that_is_lost_is_never_made_anew(app: Flask) -> None:
    number, sealed = vault.encrypt("微信 abc", "a seal")
    vault.destroy(number)
    assert vault.decrypt(number, sealed, "a seal") is None
    assert number not in vault.key_ids(), "a new file under the old number would hide the loss"


def test_a_key_that_a_contact_still_names_is_kept(phone: CheckedClient, world: World) -> None:
    for _ in range(2):
        phone.post(thanked(phone, world), data=LEFT)
    # One that cannot be read now: perhaps with a backup of it, later.
    first = select(func.min(Contact.rating_id)).scalar_subquery()
    db.session.execute(update(Contact).where(Contact.rating_id == first).values(sealed=b"torn" * 10))
    db.session.commit()
    assert rotation.rotate() == (2, 1, 1), "what cannot be read does not stop the others"
    rotation.go_on(now() + timedelta(hours=2))
    assert vault.key_ids() == [1, 2]
