"""The manager's way with a batch: made, shown once, printed again after a reload, voided and made anew."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback import clock
from feedback.accounts.models import AuditEntry
from feedback.admission import CodeBatch, Occasion, OneTimeCode, Wanted, spend
from feedback.admission.code_actions import codes_from, make_batch, void_batch
from feedback.admission.spending import digest
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused
from tests.checked import CheckedClient
from tests.factories import World


def form_of(client: CheckedClient, world: World, **changed: str) -> dict[str, str]:
    """Return what a manager sends who fills in the form as it is opened."""
    page = client.get(f"/points/{world.point.id}/codes/new").text
    fields = {n: re.findall(f'name="{n}"[^>]*value="([^"]*)"', page)[-1] for n in ("seed", "csrf_token")}
    day = (now() + timedelta(days=9)).date().isoformat()
    return {**fields, "name": "议事会", "occasion": "meeting", "count": "12", "last_day": day, **changed}


def printed(page: str) -> list[str]:
    """Return the codes on the slips of a page."""
    return [code.replace(" ", "") for code in re.findall(r'slip__typed">([^<]+)<', page)]


def left() -> int:
    db.session.rollback()  # what nobody committed is not there
    return db.session.scalar(select(func.count()).select_from(OneTimeCode)) or 0


def test_a_batch_is_shown_once_and_kept_as_digests(alice: CheckedClient, world: World) -> None:
    address = f"/points/{world.point.id}/codes/new"
    sent = form_of(alice, world)
    codes = printed(alice.post(address, data=sent).text)
    assert len(set(codes)) == 12
    assert left() == 12
    kept = [
        *db.session.scalars(select(OneTimeCode.code_hash)),
        *db.session.scalars(select(CodeBatch.made_from)),
    ]
    assert not any(code in kept or sent["seed"] in kept for code in codes)
    stored = [
        row.code_hash for row in db.session.execute(select(OneTimeCode.code_hash, OneTimeCode.batch_id))
    ]
    assert stored == sorted(stored), "where a row stands says nothing about where its slip stood"
    assert not any(code in alice.get(f"/points/{world.point.id}/codes").text for code in codes)
    again = printed(alice.post(address, data=sent).text)
    assert (again, left()) == (codes, 12), "a reload, a second click: the same slips, no second batch"
    with clock.at(lambda: clock._system() + timedelta(minutes=16)):
        late = alice.post(address, data=sent)
    assert (late.status_code, printed(late.text)) == (422, [])
    assert "码只显示一次" in late.text


def test_the_table_holds_the_same_codes_and_nothing_a_spreadsheet_would_run(
    alice: CheckedClient, world: World
) -> None:
    sent = form_of(alice, world, name="=HYPERLINK(1)")
    codes = printed(alice.post(f"/points/{world.point.id}/codes/new", data=sent).text)
    answer = alice.post(f"/points/{world.point.id}/codes/slips.csv", data=sent)
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]
    assert [row[0].replace(" ", "") for row in rows] == codes
    assert all(row[1].endswith(f"/c#{code}") for row, code in zip(rows, codes, strict=True))
    assert not any(cell[0] in "=+-@\t\r＝" for row in rows for cell in row)
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_did_not_come_out_of_the_printer_is_voided_and_made_anew(
    alice: CheckedClient, world: World
) -> None:
    address = f"/points/{world.point.id}/codes"
    alice.post(f"{address}/new", data=form_of(alice, world))
    batch = db.session.scalars(select(CodeBatch)).one()
    answer = alice.submit(f"{address}/{batch.id}/void", form=address, again="1")
    form = alice.get(answer.headers["Location"]).text
    assert 'value="议事会"' in form
    assert left() == 0
    trail = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert trail == ["admission.void_codes", "admission.make_codes"]


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    alice: CheckedClient, world: World
) -> None:
    address = f"/points/{world.point.id}/codes/new"
    for changed, sentence in (
        ({"count": "5"}, "一批请做 10 到 200 张"),
        ({"count": "many"}, "请填一个整数"),
        ({"last_day": "2020-01-01"}, "这一天已经过去"),
        ({"name": ""}, "请写一个名称"),
        ({"seed": "short"}, "重新打开"),
    ):
        answer = alice.post(address, data=form_of(alice, world, **changed))
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence
        assert changed.get("name", "议事会") in answer.text
    assert left() == 0


def test_a_seed_shows_its_codes_to_nobody_else_and_at_no_other_point(world: World) -> None:
    wanted, today = Wanted(Occasion.LETTER, "入户信", 10, now().date()), now().date()
    elsewhere = world.make_point(world.brand, "3 号窗口")
    batch, _ = make_batch(world.alice, world.point, wanted, "s" * 24, today, now())
    for who, point in ((world.bob, world.point), (world.alice, elsewhere)):
        with pytest.raises(Refused, match="码只显示一次"):
            make_batch(who, point, wanted, "s" * 24, today, now())
    void_batch(world.alice, batch, now())
    with pytest.raises(Refused, match="码只显示一次"):
        make_batch(world.alice, world.point, wanted, "s" * 24, today, now())


def test_a_point_that_is_closed_gets_no_codes(alice: CheckedClient, world: World) -> None:
    sent = form_of(alice, world)
    world.point.retired_at = now()
    db.session.commit()
    answer = alice.post(f"/points/{world.point.id}/codes/new", data=sent)
    assert (answer.status_code, "已经停用" in answer.text, left()) == (422, True, 0)


def test_the_page_does_not_tell_one_resident_s_turn(alice: CheckedClient, world: World) -> None:
    codes = printed(alice.post(f"/points/{world.point.id}/codes/new", data=form_of(alice, world)).text)
    assert spend(codes[0], world.point.id, now().date())
    db.session.commit()
    assert "不到 5 张" in alice.get(f"/points/{world.point.id}/codes").text


def test_bob_looks_and_makes_none(bob: CheckedClient, world: World) -> None:
    assert "制作一批" not in bob.get(f"/points/{world.point.id}/codes").text
    assert bob.get(f"/points/{world.point.id}/codes/new").status_code == 404


def test_another_point_of_hers_does_not_void_it(alice: CheckedClient, world: World) -> None:
    other = world.make_point(world.brand, "3 号窗口")
    db.session.commit()
    alice.post(f"/points/{world.point.id}/codes/new", data=form_of(alice, world))
    batch = db.session.scalars(select(CodeBatch)).one()
    address = f"/points/{other.id}/codes"
    assert alice.submit(f"{address}/{batch.id}/void", form=f"{address}/new").status_code == 404
    assert left() == 12


def test_what_is_kept_of_a_code_nobody_works_out_without_the_key_file(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest("0123456789abcdefgh")
    monkeypatch.setitem(app.extensions["keys"], "claim", b"another key of thirty-two bytes.")
    assert digest("0123456789abcdefgh") != before


def test_no_two_codes_of_a_seed_are_alike_and_none_follows_from_another_seed(app: object) -> None:
    one, two = codes_from("abcd", "x" * 20, 200), codes_from("abcd", "y" * 20, 200)
    assert len({*one, *two}) == 400
