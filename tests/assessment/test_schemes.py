"""The form of a scheme: shown, changed, sent back with its faults."""

from typing import Any

from sqlalchemy import select

from feedback.assessment import Scheme, default_body
from feedback.db import db
from tests.assessment.conftest import Year
from tests.checked import CheckedClient


def as_form(**changes: str) -> dict[str, str]:
    """Return the shipped scheme as its form sends it, with some fields changed."""
    body: dict[str, Any] = default_body()
    fields = {"name": "品牌考核", "veto_below": "60", "veto_at_most": "2", "small_sample": "renormalise"}
    fields["small_sample_at_most"] = "1"
    for i, indicator in enumerate(body["indicators"]):
        for name in ("key", "kind", "name", "weight", "standard"):
            fields[f"indicators-{i}-{name}"] = indicator[name]
        for name, value in indicator["params"].items():
            fields[f"indicators-{i}-{name}"] = value
    for i, band in enumerate(body["bands"]):
        fields |= {f"bands-{i}-name": band["name"], f"bands-{i}-start": band["from"]}
    return {**fields, **changes}


def newest() -> Scheme:
    """Return the newest version."""
    return db.session.scalars(select(Scheme).order_by(Scheme.number.desc())).first()  # type: ignore[return-value]


def test_a_form_sent_as_it_is_says_what_the_shipped_scheme_says(year: Year, mei: CheckedClient) -> None:
    assert mei.submit("/assessment/schemes/1/edit", **as_form()).status_code == 303
    assert (newest().number, newest().body) == (2, default_body())


def test_the_form_shows_every_number_of_the_scheme(year: Year, mei: CheckedClient) -> None:
    page = mei.get("/assessment/schemes/1/edit").text
    for value in ("30", "10", "15", "90", "75", "60", "0.5"):
        assert f'value="{value}"' in page


def test_weights_that_miss_a_hundred_come_back_with_what_was_typed(year: Year, mei: CheckedClient) -> None:
    answer = mei.submit("/assessment/schemes/1/edit", **as_form(**{"indicators-0-weight": "40"}))
    assert answer.status_code == 422
    assert "权重合计是 110，要正好是 100，多了 10。" in answer.text
    assert 'value="40"' in answer.text
    assert newest().number == 1


def test_an_indicator_can_be_taken_out_and_another_put_in(year: Year, mei: CheckedClient) -> None:
    changed = as_form(**{
        "indicators-1-remove": "y",
        "indicators-6-key": "", "indicators-6-kind": "reviewed", "indicators-6-name": "服务实效",
        "indicators-6-weight": "１０", "indicators-6-standard": "群众能说出一件办成的事。",
        "indicators-7-key": "", "indicators-7-kind": "reviewed", "indicators-7-name": "", "indicators-7-weight": "",
    })  # fmt: skip
    assert mei.submit("/assessment/schemes/1/edit", **changed).status_code == 303
    names = [(i["key"], i["name"], i["weight"]) for i in newest().body["indicators"]]
    assert ("added_1", "服务实效", "10") in names
    assert "知晓度" not in [name for _, name, _ in names]


def test_a_band_with_another_name_keeps_its_limits(year: Year, mei: CheckedClient) -> None:
    assert mei.submit("/assessment/schemes/1/edit", **as_form(**{"bands-2-name": "合格"})).status_code == 303
    assert newest().body["veto"] == {"below": "60", "at_most": "合格"}


def test_no_veto_and_no_limit_are_choices_too(year: Year, mei: CheckedClient) -> None:
    free = as_form(veto_below="", small_sample_at_most="none", small_sample="not_assessed")
    assert mei.submit("/assessment/schemes/1/edit", **free).status_code == 303
    body = newest().body
    assert (body["veto"], body["small_sample"], body["small_sample_at_most"]) == (None, "not_assessed", "")


def test_a_scheme_cannot_be_made_from_votes(year: Year, mei: CheckedClient) -> None:
    answer = mei.submit("/assessment/schemes/1/edit", **as_form(**{"indicators-1-kind": "votes"}))
    assert (answer.status_code, "种类不在系统里" in answer.text) == (422, True)


def test_old_versions_stay_readable(year: Year, mei: CheckedClient, dora: CheckedClient) -> None:
    mei.submit(
        "/assessment/schemes/1/edit", **as_form(**{"indicators-0-weight": "35", "indicators-1-weight": "5"})
    )
    assert "这是旧版本" in dora.get("/assessment/schemes/1").text
    assert "第 2 版" in dora.get("/assessment/schemes").text
    assert "修改，另存为" not in dora.get("/assessment/schemes/2").text


def test_a_new_scheme_begins_from_the_proposed_one(year: Year, mei: CheckedClient) -> None:
    assert "政治引领" in mei.get("/assessment/schemes/new").text
    assert mei.submit("/assessment/schemes/new", **as_form(name="季度考核")).status_code == 303
    assert mei.submit("/assessment/schemes/new", **as_form(name="")).status_code == 422
