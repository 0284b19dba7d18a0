"""Who sees which screen of a cycle, and what stands on it."""

import json

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback.accounts import Role
from feedback.assessment import Mark, actions
from feedback.db import db
from tests.assessment.conftest import Year, browser
from tests.assessment.examples import MARKS
from tests.checked import CheckedClient


def typed(*keys: str, **changes: str) -> dict[str, str]:
    """Return what a reviewer types: a mark of 85 and its evidence for each key, then changes."""
    fields = {
        f"{name}-{key}": value for key in keys for name, value in (("mark", "85"), ("evidence", "看过台账"))
    }
    return fields | changes


class TestSeeing:
    def test_alice_sees_her_sheet_from_publication_on(self, year: Year, alice: CheckedClient) -> None:
        sheet = f"/assessment/1/brands/{year.mine.id}"
        year.go("open", "marking")
        year.mark_all()
        assert alice.get(sheet).status_code == alice.get("/assessment/1").status_code == 404
        assert "2026年度" not in alice.get("/assessment").text
        year.go("publicised")
        assert "80.6" in alice.get(sheet).text
        assert "红色代办" in alice.get("/assessment").text
        year.go("marking", reason="有申诉")
        assert alice.get(sheet).status_code == 404

    def test_charlie_sees_nothing_of_alices_sheet(self, year: Year, charlie: CheckedClient) -> None:
        year.confirm()
        for address in (
            f"/assessment/1/brands/{year.mine.id}",
            f"/assessment/1/brands/{year.mine.id}.xlsx",
            f"/assessment/1/brands/{year.mine.id}.docx",
            "/assessment/1/brands/999",
            "/assessment/1/result.xlsx",
            "/assessment/1/result.docx",
            "/assessment/1/result.json",
            "/assessment/99",
        ):
            assert charlie.get(address).status_code == 404
        for address in ("/assessment", "/assessment/1", f"/assessment/1/brands/{year.theirs.id}"):
            page = charlie.get(address).text
            assert "邻里灯" in page
            assert "红色代办" not in page
            assert "80.6" not in page

    def test_a_branch_reads_marks_and_evidence_but_not_who_gave_them(
        self, year: Year, alice: CheckedClient, mei: CheckedClient
    ) -> None:
        year.confirm()
        sheet = f"/assessment/1/brands/{year.mine.id}"
        assert "看过台账" in alice.get(sheet).text
        assert "Erik" not in alice.get(sheet).text
        assert "Erik" in mei.get(sheet).text

    def test_reviewers_see_no_result_before_publication(self, year: Year, dora: CheckedClient) -> None:
        year.go("open", "marking")
        year.mark_all()
        assert "80.6" not in dora.get("/assessment/1").text
        assert dora.get(f"/assessment/1/brands/{year.mine.id}").status_code == 404
        assert dora.get("/assessment/1/result.xlsx").status_code == 404
        year.go("publicised")
        assert "80.6" in dora.get("/assessment/1").text

    def test_the_manager_looks_ahead_unless_own_marks_are_still_to_be_given(
        self, year: Year, mei: CheckedClient, app: Flask
    ) -> None:
        year.go("open", "marking")
        year.mark_all()
        assert "预览，尚未公示" in mei.get("/assessment/1").text
        both = year.world.person("both", Role.COMMITTEE_MANAGER, year.world.committee)
        both.memberships.append(type(both.memberships[0])(organisation=year.world.committee, role="reviewer"))
        db.session.commit()
        page = browser(app, "both")
        assert "80.6" not in page.get("/assessment/1").text
        assert "还有 2 个品牌等您打分" in page.get("/assessment/1").text
        for brand in (year.mine, year.theirs):
            year.mark(both, brand, **{key: values[0] for key, values in MARKS.items()})
        assert "预览，尚未公示" in page.get("/assessment/1").text

    def test_a_draft_is_the_managers_own(self, year: Year, dora: CheckedClient, mei: CheckedClient) -> None:
        assert dora.get("/assessment/1").status_code == 404
        assert "启动考核" in mei.get("/assessment/1").text

    def test_a_committee_of_another_place_sees_nothing(self, year: Year, app: Flask) -> None:
        year.confirm()
        year.world.person("fang", Role.COMMITTEE_MANAGER, year.world.other)
        db.session.commit()
        page = browser(app, "fang")
        for address in (
            "/assessment/1",
            "/assessment/1/edit",
            "/assessment/schemes/1",
            "/assessment/1/result.json",
        ):
            assert page.get(address).status_code == 404

    def test_a_committee_role_elsewhere_does_not_open_the_whole_document(
        self, year: Year, app: Flask
    ) -> None:
        year.confirm()
        two = year.world.person("gong", Role.COMMITTEE_MANAGER, year.world.other)
        two.memberships.append(
            type(two.memberships[0])(organisation=year.world.branch, role="branch_manager")
        )
        db.session.commit()
        page = browser(app, "gong")
        assert page.get("/assessment/1").status_code == 200
        for form in ("json", "xlsx", "docx"):
            assert page.get(f"/assessment/1/result.{form}").status_code == 404


class TestMarking:
    @pytest.fixture(autouse=True)
    def _begun(self, year: Year) -> None:
        year.go("open", "marking")

    def test_a_reviewer_goes_through_the_brands_one_by_one(self, year: Year, dora: CheckedClient) -> None:
        assert "还有 2 个品牌等您打分" in dora.get("/assessment").text
        assert f"/assessment/1/marking/{year.mine.id}" in dora.get("/assessment/1/marking").text
        first = dora.submit(f"/assessment/1/marking/{year.mine.id}", **typed(*MARKS))
        assert (first.status_code, first.location) == (303, f"/assessment/1/marking/{year.theirs.id}")
        second = dora.submit(f"/assessment/1/marking/{year.theirs.id}", **typed(*MARKS))
        assert second.location == "/assessment/1/marking"
        assert "都评完了" in dora.get("/assessment/1/marking").text
        assert db.session.scalar(select(func.count()).select_from(Mark)) == 8

    def test_each_indicator_stands_with_its_standard_and_the_figures_beside(
        self, year: Year, dora: CheckedClient
    ) -> None:
        page = dora.get(f"/assessment/1/marking/{year.mine.id}").text
        assert "“两张皮”的，不超过 60 分" in page
        assert "82.2" in page  # 33850 / 412
        assert "412 条评价" in page

    def test_what_was_typed_stays_when_something_is_wrong(self, year: Year, dora: CheckedClient) -> None:
        wrong = typed(
            "politics", **{"mark-politics": "101", "mark-duty": "70.55", "evidence-fusion": "两件实事"}
        )
        answer = dora.submit(f"/assessment/1/marking/{year.mine.id}", **wrong)
        assert answer.status_code == 422
        assert answer.text.count("请填 0 到 100 的分数，最多一位小数。") == 3
        assert answer.text.count("请写明依据") == 1
        for kept in ('value="101"', 'value="70.55"', "两件实事", "看过台账"):
            assert kept in answer.text
        assert db.session.scalar(select(func.count()).select_from(Mark)) == 0

    def test_words_that_are_too_long_are_counted(self, year: Year, dora: CheckedClient) -> None:
        answer = dora.submit(
            f"/assessment/1/marking/{year.mine.id}", **typed("politics", **{"evidence-politics": "字" * 501})
        )
        assert (answer.status_code, "现在是 501 个" in answer.text) == (422, True)

    def test_part_of_a_brand_may_be_marked_first(self, year: Year, dora: CheckedClient) -> None:
        dora.submit(
            f"/assessment/1/marking/{year.mine.id}", **typed("politics", **{"mark-politics": "８５.５"})
        )
        assert "评了 1 项，还差 3 项" in dora.get("/assessment/1/marking").text
        assert 'value="85.5"' in dora.get(f"/assessment/1/marking/{year.mine.id}").text

    def test_other_reviewers_marks_are_not_on_the_page(self, year: Year, dora: CheckedClient) -> None:
        year.mark(year.erik, year.mine, politics="63.7")
        assert "63.7" not in dora.get(f"/assessment/1/marking/{year.mine.id}").text

    def test_a_form_sent_too_late_is_refused_with_its_words_kept(
        self, year: Year, dora: CheckedClient
    ) -> None:
        token = dora.csrf(f"/assessment/1/marking/{year.mine.id}")
        year.mark_all()
        year.go("publicised")
        answer = dora.post(
            f"/assessment/1/marking/{year.mine.id}",
            data={"csrf_token": token, **typed("politics", **{"evidence-politics": "写了很久的依据"})},
        )
        assert answer.status_code == 422
        assert "打分已经结束" in answer.text
        assert "写了很久的依据" in answer.text

    def test_nobody_else_marks(self, year: Year, mei: CheckedClient, alice: CheckedClient) -> None:
        for client in (mei, alice):
            assert client.get("/assessment/1/marking").status_code == 404
            assert client.get(f"/assessment/1/marking/{year.mine.id}").status_code == 404

    def test_a_reviewer_of_the_branch_itself_finds_it_closed(self, year: Year, dora: CheckedClient) -> None:
        year.dora.memberships.append(
            type(year.dora.memberships[0])(organisation=year.world.branch, role="branch_staff")
        )
        db.session.commit()
        assert dora.get(f"/assessment/1/marking/{year.mine.id}").status_code == 404
        assert "按规定回避" in dora.get("/assessment/1/marking").text


class TestSteps:
    def test_a_manager_takes_a_cycle_from_new_to_confirmed(self, year: Year, mei: CheckedClient) -> None:
        made = mei.submit(
            "/assessment/new", name="第二次", organisation=str(year.world.committee.id), scheme="1",
            begins_on="2026-01-01", ends_on="2026-11-18",
        )  # fmt: skip
        assert made.location == "/assessment/2"
        for state in ("open", "marking"):
            assert mei.submit(f"/assessment/2/to/{state}").status_code == 303
        page = mei.get("/assessment/2/to/publicised").text
        assert "还有 2 个品牌没有评完" in page
        assert "<button" not in page.split("<main")[1]

    def test_confirming_through_the_page_seals_the_result(self, year: Year, mei: CheckedClient) -> None:
        year.go("open", "marking")
        year.mark_all()
        for state in ("publicised", "confirmed"):
            assert mei.submit(f"/assessment/1/to/{state}").status_code == 303
        (version,) = year.versions()
        page = mei.get("/assessment/1").text
        assert version.sha256 in page
        assert "已确认，第 1 版" in page
        assert "80.6" in page

    def test_the_way_back_asks_for_its_reason_on_the_page(self, year: Year, mei: CheckedClient) -> None:
        year.go("open", "marking")
        year.mark_all()
        year.go("publicised")
        answer = mei.submit("/assessment/1/to/marking", reason="  ")
        assert (answer.status_code, "请写明原因" in answer.text) == (422, True)
        assert mei.submit("/assessment/1/to/marking", reason="有申诉").status_code == 303

    def test_a_step_that_is_none_leads_back(self, year: Year, mei: CheckedClient) -> None:
        assert mei.get("/assessment/1/to/confirmed").location == "/assessment/1"
        assert mei.get("/assessment/1/to/nowhere").location == "/assessment/1"

    def test_reviewers_and_branches_take_no_step(
        self, year: Year, dora: CheckedClient, alice: CheckedClient
    ) -> None:
        for client in (dora, alice):
            for address in (
                "/assessment/1/to/open",
                "/assessment/new",
                "/assessment/1/edit",
                "/assessment/schemes/new",
            ):
                assert client.get(address).status_code == 404

    def test_the_frozen_text_is_sent_to_the_last_byte(self, year: Year, mei: CheckedClient) -> None:
        version = year.confirm()
        assert mei.get("/assessment/1/result.json").data == version.document.encode()

    def test_every_version_stays_readable(self, year: Year, mei: CheckedClient) -> None:
        year.confirm()
        assert mei.submit("/assessment/1/correction", decision="begin", reason="登分有误").status_code == 303
        year.mark(year.dora, year.mine, originality="95")
        page = mei.get("/assessment/1/correction").text
        assert "80.6 分，较好" in page
        assert "81.2 分，较好" in page
        assert mei.submit("/assessment/1/correction", decision="keep").status_code == 303
        assert "81.2" in mei.get("/assessment/1").text
        assert "80.6" in mei.get("/assessment/1?version=1").text
        assert "更正原因：登分有误" in mei.get("/assessment/1").text
        assert mei.get("/assessment/1?version=3").status_code == 404
        assert json.loads(mei.get("/assessment/1/result.json?version=1").data)["seal"]["number"] == 1

    def test_confirmed_pages_ask_the_frozen_text_alone(self, year: Year, mei: CheckedClient) -> None:
        year.confirm()
        year.mine.name = "改了名的品牌"
        db.session.commit()
        assert "改了名的品牌" not in mei.get("/assessment/1").text
        assert "红色代办" in mei.get(f"/assessment/1/brands/{year.mine.id}").text

    def test_the_dates_can_be_mended_while_marking_and_the_rest_cannot(
        self, year: Year, mei: CheckedClient
    ) -> None:
        year.go("open", "marking")
        fields = {"name": "2026年度", "organisation": str(year.world.committee.id), "scheme": "1"}
        mended = mei.submit("/assessment/1/edit", **fields, begins_on="2026-01-01", ends_on="2026-11-10")
        assert mended.status_code == 303
        refused = mei.submit("/assessment/1/edit", **fields, begins_on="2026-02-01", ends_on="2026-11-10")
        assert (refused.status_code, year.stored().begins_on.month) == (422, 1)
        crossed = mei.submit("/assessment/1/edit", **fields, begins_on="2026-01-01", ends_on="2025-11-10")
        assert "结束日期不能早于开始日期" in crossed.text

    def test_two_cycles_do_not_share_a_name(self, year: Year, mei: CheckedClient) -> None:
        again = mei.submit(
            "/assessment/new", name="2026年度", organisation=str(year.world.committee.id), scheme="1",
            begins_on="2026-01-01", ends_on="2026-11-18",
        )  # fmt: skip
        assert (again.status_code, "已经有一个同名的周期" in again.text) == (422, True)

    def test_a_correction_that_changes_nothing_can_only_be_given_up(
        self, year: Year, mei: CheckedClient
    ) -> None:
        year.confirm()
        actions.begin_correction(year.mei, year.cycle, "核对")
        assert "到现在为止还没有变化" in mei.get("/assessment/1/correction").text
        assert mei.submit("/assessment/1/correction", decision="drop").status_code == 303
        assert len(year.versions()) == 1


def test_a_committee_without_anything_is_led_to_its_first_scheme(
    world: object, year: Year, app: Flask
) -> None:
    from feedback.accounts import Kind
    from feedback.accounts.actions import add_organisation

    place = add_organisation("新街道党委", Kind.COMMITTEE, None)
    year.world.person("gu", Role.COMMITTEE_MANAGER, place)
    db.session.commit()
    page = browser(app, "gu")
    assert "还没有考核周期" in page.get("/assessment").text
    assert page.get("/assessment/new").location == "/assessment/schemes/new"
