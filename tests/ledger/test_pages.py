"""What the public sees of the log: pages, files, a receipt that tells nothing of the answer."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback import clock, ledger
from feedback.clock import now
from feedback.collecting import RECEIPT_LENGTH, Rating
from feedback.db import db
from feedback.ledger import merkle, tree
from feedback.ledger.models import Leaf
from tests.checked import CheckedClient
from tests.factories import World
from tests.ledger.conftest import Resident, logged

FILES = (
    "/ledger/head.json",
    "/ledger/heads.jsonl",
    "/ledger/keys.jsonl",
    "/ledger/leaves.txt",
    "/ledger/inclusion.json?index=0&size=1",
    "/ledger/consistency.json?from=0&to=0",
    "/ledger/verify.py",
)


def number_of(rating: Rating) -> str:
    return rating.claim[:RECEIPT_LENGTH]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_log_has_its_page_and_says_when_there_will_be_more(phone: CheckedClient, lang: str) -> None:
    page = phone.get(f"/ledger?lang={lang}").text
    assert ("还没有签过账本头" in page, "No head has been signed yet" in page) == (lang == "zh", lang == "en")
    assert "今天还没有账本头" in phone.get("/ledger/witness").text


def test_the_page_shows_the_newest_head_and_every_file_is_there(
    full_log: World, phone: CheckedClient
) -> None:
    page = phone.get("/ledger?lang=zh").text
    newest = json.loads(phone.get("/ledger/head.json").text)
    assert newest["root"][:8] in page
    assert f"{newest['size']:,}" in page
    assert [f for f in FILES if phone.get(f).status_code != 200] == []


def test_the_sheet_for_the_wall_carries_the_heads_line_as_a_code(
    full_log: World, phone: CheckedClient
) -> None:
    page = phone.get("/ledger/witness").text
    daily = json.loads(phone.get("/ledger/heads.jsonl").text.splitlines()[-1])
    assert page.count("<svg") == 2
    assert daily["signature"] in page
    assert f"{daily['size']:,}" in page


def test_the_downloads_give_the_tree_again(full_log: World, phone: CheckedClient) -> None:
    hashes = [bytes.fromhex(line) for line in phone.get("/ledger/leaves.txt").text.splitlines()]
    rest = [bytes.fromhex(line) for line in phone.get("/ledger/leaves.txt?start=40").text.splitlines()]
    assert rest == hashes[40:]
    _, tops = merkle.grow(0, [], hashes)
    assert merkle.folded(tops) == tree.root(len(hashes))
    told = json.loads(phone.get("/ledger/inclusion.json?index=7&size=31").text)
    path = [bytes.fromhex(step) for step in told["path"]]
    assert merkle.root_from_inclusion(7, 31, hashes[7], path) == tree.root(31)


@pytest.mark.parametrize(
    "address",
    [
        "/ledger/inclusion.json",
        "/ledger/inclusion.json?index=-1",
        "/ledger/inclusion.json?index=5&size=5",
        "/ledger/inclusion.json?index=5&size=1000000",
        "/ledger/inclusion.json?index=五",
        "/ledger/consistency.json?from=9&to=8",
        "/ledger/consistency.json?from=1&to=1e9",
        "/ledger/leaves.txt?start=" + "9" * 40,
        "/ledger/heads.jsonl?after=x",
        "/receipt/" + "0" * 32,
        "/receipt/" + "0" * 32 + ".json",
        "/receipt/x",
        "/receipt/" + "F" * 32,
        "/receipt/%25",
    ],
)
def test_what_there_is_not_is_answered_so(full_log: World, phone: CheckedClient, address: str) -> None:
    assert phone.get(address).status_code == 404


def test_a_receipt_waits_then_counts_then_is_proved(resident: Resident, phone: CheckedClient) -> None:
    rating = resident.rates(grade="1", comment="等了快两个小时")
    address = f"/receipt/{number_of(rating)}"
    assert "等待入账（一分钟内）" in phone.get(address).text
    assert json.loads(phone.get(f"{address}.json").text)["leaf"] is None
    logged()
    assert "已计入" in phone.get(address).text
    assert json.loads(phone.get(f"{address}.json").text)["head"] is None
    ledger.sign_head(now())
    page, proof = phone.get(address).text, json.loads(phone.get(f"{address}.json").text)
    assert "下载证明" in page
    assert "2 号窗口" in page
    root = merkle.root_from_inclusion(
        proof["leaf"]["index"],
        proof["head"]["size"],
        db.session.scalars(select(Leaf.hash)).first() or b"",
        [bytes.fromhex(step) for step in proof["path"]],
    )
    assert root
    assert root.hex() == proof["head"]["root"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_receipt_is_the_same_for_every_grade_and_text(
    world: World, phone: CheckedClient, lang: str
) -> None:
    pages, opened = set(), set()
    hour = (now() - timedelta(hours=2)).replace(minute=20)
    for grade in "12345":
        someone = Resident(world, f"somebody of grade {grade}")
        rating = someone.rates(hour, grade=grade, comment=f"评语 {grade}", tags=())  # type: ignore[arg-type]
        page = phone.get(f"/receipt/{number_of(rating)}?lang={lang}").text
        pages.add(page.replace(number_of(rating), ""))
        logged()
        told = phone.get(f"/receipt/{number_of(rating)}.json").get_json()
        assert set(told) == {"head", "leaf", "path", "receipt"}
        leaf = told["leaf"]
        assert set(leaf) == {"index", "kind", "private", "public", "version"}
        opened.add(tuple((k, v) for k, v in sorted(leaf["public"].items()) if k != "receipt"))
    assert len(pages) == 1
    assert opened == {(("hour", hour.strftime("%Y-%m-%dT%HZ")), ("point", world.point.code))}


def test_the_hour_is_that_of_the_residents_clock_and_no_minute_is_told(
    resident: Resident, phone: CheckedClient
) -> None:
    at = now().replace(year=2026, month=3, day=5, hour=18, minute=47, second=31)
    rating = resident.rates(at, grade="4")
    page = phone.get(f"/receipt/{number_of(rating)}?lang=zh").text
    assert "2026年3月6日 2 时" in page
    assert "47" not in page.replace(number_of(rating), "").split("<main>")[1]


def test_the_thanks_page_leads_to_the_receipt_and_the_receipt_not_back(
    world: World, phone: CheckedClient
) -> None:
    thanks = phone.post(f"/r/{world.point.code}", data={"grade": "2"}).headers["Location"]
    page = phone.get(thanks).text
    assert 'href="?receipt=1' in page
    receipt = phone.get(f"{thanks}?receipt=1")
    assert receipt.status_code == 303
    rating = db.session.scalars(select(Rating)).one()
    assert receipt.headers["Location"] == f"/receipt/{number_of(rating)}?lang=zh"
    shown = phone.get(receipt.headers["Location"]).text
    code = page.split('class="code">')[1].split("<")[0]
    assert code not in shown
    assert thanks.split("/")[-1] not in shown


def test_healthz_says_how_far_the_log_is_behind(world: World, phone: CheckedClient) -> None:
    moment = now().replace(microsecond=0)  # heads are signed by the second
    with clock.at(lambda: moment):
        world.rate(world.point, 3, at=moment - timedelta(minutes=3))
        found = phone.get("/healthz").get_json()["ledger"]
        assert (found["leaves"], found["waiting"], found["head_seconds"]) == (0, 1, None)
        assert found["lag_seconds"] == 180
        logged()
        ledger.sign_head(moment - timedelta(seconds=2))
        found = phone.get("/healthz").get_json()["ledger"]
    assert (found["leaves"], found["waiting"], found["lag_seconds"], found["head_seconds"]) == (2, 0, 0, 2)
