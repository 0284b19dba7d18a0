"""A file of points on its way through the page: all of it or nothing."""

import io

import pytest
from werkzeug.test import TestResponse

from feedback.brands import Point
from feedback.db import db
from tests.brands import reading
from tests.checked import CheckedClient
from tests.factories import World

HEAD = "名称,地点,渠道,服务事项\n"


def send(browser: CheckedClient, world: World, raw: bytes, name: str = "评价点.csv") -> TestResponse:
    """Upload a file as the page does."""
    return browser.submit(f"/brands/{world.brand.id}/points/import", file=(io.BytesIO(raw), name))


def test_alice_imports_points_saved_by_excel(alice: CheckedClient, world: World) -> None:
    rows = "".join(f"{i} 号桌,一楼,服务大厅,\n" for i in range(3))
    answer = send(alice, world, (HEAD + rows + "=1+1,二楼,宣传栏,\n").encode("gb18030"))
    assert answer.status_code == 303
    found = reading.points(world.brand.id)
    assert [p.name for p in found] == ["2 号窗口", "0 号桌", "1 号桌", "2 号桌", "=1+1"]
    assert len({p.code for p in found}) == 5
    page = alice.get(f"/brands/{world.brand.id}").text
    assert "已导入 4 个评价点" in page
    assert "=1+1" in page
    assert reading.trail() == [("alice", "brands.import_points")]


def test_a_file_that_is_half_wrong_imports_nothing_and_names_every_line(
    alice: CheckedClient, world: World
) -> None:
    rows = "甲,一楼,服务大厅,\n2 号窗口,一楼,服务大厅,\n乙,一楼,电视,\n丙,一楼,服务大厅,\n"
    answer = send(alice, world, (HEAD + rows).encode())
    assert answer.status_code == 422
    assert "有 2 处要改，一个评价点都没有导入" in answer.text
    assert "第 3 行" in answer.text
    assert "第 4 行" in answer.text
    assert "第 2 行" not in answer.text
    assert [p.name for p in reading.points(world.brand.id)] == ["2 号窗口"]
    assert reading.trail() == []


def test_a_full_file_is_larger_than_a_residents_limit_and_still_comes_in(
    alice: CheckedClient, world: World
) -> None:
    rows = "".join(f"{i:03}{'名' * 37},{'地' * 60},服务大厅,\n" for i in range(500))
    raw = (HEAD + rows).encode()
    assert len(raw) > 64 * 1024
    assert send(alice, world, raw).status_code == 303
    assert len(reading.points(world.brand.id)) == 501


def test_too_large_a_file_is_refused_with_a_sentence(alice: CheckedClient, world: World) -> None:
    answer = send(alice, world, b"x" * (300 * 1024))
    assert answer.status_code == 422
    assert "文件太大了，最多 256 KB" in answer.text
    huge = alice.post(
        f"/brands/{world.brand.id}/points/import",
        data=b"x" * (600 * 1024),
        content_type="multipart/form-data; boundary=x",
    )
    assert huge.status_code == 413
    assert len(reading.points(world.brand.id)) == 1


def test_the_larger_limit_is_for_this_page_only(alice: CheckedClient, world: World) -> None:
    token = alice.csrf(f"/brands/{world.brand.id}/edit")
    body = {"csrf_token": token, "positioning": "x" * 70_000}
    assert alice.post(f"/brands/{world.brand.id}/edit", data=body).status_code == 413


def test_no_file_is_said_so(alice: CheckedClient, world: World) -> None:
    answer = alice.submit(f"/brands/{world.brand.id}/points/import")
    assert answer.status_code == 422
    assert "请先选择一个文件。" in answer.text


def test_a_closed_point_does_not_hold_its_name(alice: CheckedClient, world: World) -> None:
    alice.submit(f"/points/{world.point.id}/retire")
    assert send(alice, world, (HEAD + "2 号窗口,二楼,服务窗口,\n").encode()).status_code == 303


def test_a_race_for_a_name_imports_nothing(
    alice: CheckedClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The look finds the name free, and somebody takes it before the write.
    monkeypatch.setattr("feedback.brands.queries.points_of", lambda _brand: [])
    answer = send(alice, world, (HEAD + "甲,一楼,服务大厅,\n2 号窗口,二楼,服务窗口,\n").encode())
    assert answer.status_code == 422
    assert "这次没有导入，请重新上传" in answer.text
    assert [p.name for p in reading.points(world.brand.id)] == ["2 号窗口"]


def test_bob_and_charlie_import_nothing(bob: CheckedClient, charlie: CheckedClient, world: World) -> None:
    for browser in (bob, charlie):
        assert browser.get(f"/brands/{world.brand.id}/points/import").status_code == 404
        assert browser.get(f"/brands/{world.brand.id}/points/template.csv").status_code == 404


def test_the_template_comes_with_a_chinese_name(alice: CheckedClient, world: World) -> None:
    answer = alice.get(f"/brands/{world.brand.id}/points/template.csv")
    assert answer.mimetype == "text/csv"
    assert "filename*=UTF-8''%E7%BA%A2%E8%89%B2" in answer.headers["Content-Disposition"]
    assert db.session.query(Point).count() == 1
