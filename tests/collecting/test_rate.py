"""A resident rates: what the page shows, what is kept, what is refused and how it is said."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from feedback import clock
from feedback.clock import now
from feedback.collecting import Comment, Outbox, Rating, RatingChange, Visit
from feedback.db import db
from tests.checked import CheckedClient
from tests.factories import World

KEY = "k" * 20


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def latest() -> RatingChange:
    db.session.rollback()  # what nobody committed is not there
    return db.session.scalars(select(RatingChange).order_by(RatingChange.id.desc()).limit(1)).one()


def send(phone: CheckedClient, world: World, *tags: str, **fields: str) -> TestResponse:
    return phone.post(f"/r/{world.point.code}", data={**fields, **({"tags": list(tags)} if tags else {})})


def hidden(text: str, name: str) -> str:
    return str(re.findall(rf'name="{name}"[^>]* value="([^"]*)"', text)[0])


class TestThePage:
    def test_offers_five_grades_in_whole_words_and_chooses_none(
        self, phone: CheckedClient, world: World
    ) -> None:
        page = phone.get(f"/r/{world.point.code}")
        for words in ("非常满意", "满意", "基本满意", "不满意", "非常不满意"):
            assert f"<span>{words}</span>" in page.text
        assert hidden(page.text, "grade") == ""
        assert '" checked' not in page.text
        assert 'aria-current="' not in page.text

    def test_sets_no_cookie_but_the_device_s_and_is_never_kept_by_a_cache(
        self, phone: CheckedClient, world: World
    ) -> None:
        page = phone.get(f"/r/{world.point.code}")
        assert [c.split("=")[0] for c in page.headers.getlist("Set-Cookie")] == ["msd"]
        assert page.headers["Cache-Control"] == "no-store"

    def test_has_a_new_key_at_every_visit(self, phone: CheckedClient, world: World) -> None:
        keys = {hidden(phone.get(f"/r/{world.point.code}").text, "key") for _ in range(5)}
        assert len(keys) == 5
        assert all(re.fullmatch(r"[A-Za-z0-9_-]{16,64}", key) for key in keys)

    def test_without_javascript_a_face_is_a_link_to_the_form_with_its_tags(
        self, phone: CheckedClient, world: World
    ) -> None:
        link = re.search(r'href="(\?grade=2)[^"]*"', phone.get(f"/r/{world.point.code}").text)
        assert link
        page = phone.get(f"/r/{world.point.code}{link[1]}").text
        assert hidden(page, "grade") == "2"
        shown = re.sub(r"<template.*?</template>", "", page, flags=re.S)
        assert 'value="wait2"' in shown
        assert 'value="fast5"' not in shown

    def test_every_grade_costs_the_same(self, phone: CheckedClient, world: World) -> None:
        sizes = {
            grade: len(
                re.sub(r"<(legend|span)>.*?</\1>", "", phone.get(f"/r/{world.point.code}?grade={grade}").text)
            )
            for grade in (1, 5)
        }
        # The words differ by language; what stands around them does not.
        assert abs(sizes[1] - sizes[5]) <= 12

    def test_speaks_english_when_the_phone_does(self, phone: CheckedClient, world: World) -> None:
        page = phone.get(f"/r/{world.point.code}", headers={"Accept-Language": "en-GB,en;q=0.9"})
        assert "How was the service?" in page.text
        assert 'lang="en"' in page.text

    def test_the_address_decides_over_the_phone(self, phone: CheckedClient, world: World) -> None:
        page = phone.get(f"/r/{world.point.code}?lang=zh&from=timeline", headers={"Accept-Language": "en"})
        assert "这次服务，您满意吗？" in page.text

    def test_changes_at_once_when_the_brand_does(self, phone: CheckedClient, world: World) -> None:
        phone.get(f"/r/{world.point.code}")
        world.brand.name = "新名字"
        db.session.commit()
        assert "新名字" in phone.get(f"/r/{world.point.code}").text

    def test_counts_its_visits_without_a_commit_for_each(self, phone: CheckedClient, world: World) -> None:
        phone.application.extensions["visits"].counts.clear()
        for _ in range(3):
            phone.get(f"/r/{world.point.code}")
        assert count(Visit) == 0
        phone.application.extensions["visits"].write()
        phone.get(f"/r/{world.point.code}")
        phone.application.extensions["visits"].write()
        visit = db.session.scalars(select(Visit)).one()
        assert (visit.point_id, visit.kind, visit.count) == (world.point.id, "open", 4)


class TestTaking:
    def test_keeps_the_whole_answer_and_thanks(self, phone: CheckedClient, world: World) -> None:
        answer = send(
            phone, world, "wait2", "rude2", grade="2", comment="等了两个小时", awareness="heard", above="1"
        )
        assert answer.status_code == 303
        state = latest()
        assert (state.grade, state.tags, state.awareness, state.above) == (
            2,
            ["wait2", "rude2"],
            "heard",
            True,
        )
        assert db.session.scalars(select(Comment.text)).one() == "等了两个小时"
        assert (count(Rating), count(Outbox)) == (1, 1)

    def test_the_thanks_show_a_claim_code_and_nothing_of_the_answer(
        self, phone: CheckedClient, world: World
    ) -> None:
        pages = []
        for grade in ("5", "1"):
            address = send(phone, world, grade=grade, comment="说了一句").headers["Location"]
            assert address.startswith("/r/")
            pages.append(phone.get(address).text)
        codes = [re.findall(r"\d{4} \d{4} \d{4} \d{4} \d{4}", page) for page in pages]
        assert [len(c) for c in codes] == [1, 1]
        assert codes[0] != codes[1]
        # The same page for every grade, but for the code.
        assert pages[0].replace(codes[0][0], "") == pages[1].replace(codes[1][0], "")
        assert not any(word in pages[0] for word in ("满意", "说了一句"))

    def test_an_answer_without_key_version_or_anything_but_a_grade_is_taken(
        self, phone: CheckedClient, world: World
    ) -> None:
        assert send(phone, world, grade="1").status_code == 303
        assert (latest().grade, count(Comment)) == (1, 0)

    def test_a_malformed_key_counts_as_none(self, phone: CheckedClient, world: World) -> None:
        for _ in range(2):
            assert send(phone, world, grade="5", key="short").status_code == 303
        assert count(Rating) == 2

    def test_unknown_fields_and_parameters_are_ignored(self, phone: CheckedClient, world: World) -> None:
        answer = phone.post(
            f"/r/{world.point.code}?from=timeline&isappinstalled=0", data={"grade": "4", "wx": "1"}
        )
        assert answer.status_code == 303
        assert answer.headers["Location"].endswith(answer.headers["Location"].split("/")[-1].split("?")[0])

    def test_the_language_of_the_page_goes_on_to_the_thanks(self, phone: CheckedClient, world: World) -> None:
        answer = phone.post(f"/r/{world.point.code}?lang=en&grade=5", data={"grade": "5"})
        assert "Thank you" in phone.get(answer.headers["Location"]).text

    def test_what_is_kept_of_a_key_and_a_code_are_digests(self, phone: CheckedClient, world: World) -> None:
        address = send(phone, world, grade="5", key=KEY).headers["Location"]
        code = re.findall(r"(?:\d{4} ){4}\d{4}", phone.get(address).text)[0]
        row = db.session.scalars(select(Rating)).one()
        stored = f"{row.key_hash} {row.claim} {row.seal}"
        assert KEY not in stored
        assert code.replace(" ", "") not in stored
        assert address.rsplit("/", 1)[1] not in stored


class TestRefusing:
    @pytest.mark.parametrize(
        ("tags", "fields", "sentence"),
        [
            ([], {}, "请先点一个表情，再提交。"),
            ([], {"grade": "6"}, "没有这个选项"),
            ([], {"grade": "none"}, "没有这个选项"),
            ([], {"grade": "非常满意"}, "没有这个选项"),
            (["wait2"], {"grade": "5"}, "这些标签和所选的满意程度对不上"),
            (["nothing"], {"grade": "5"}, "这些标签和所选的满意程度对不上"),
            ([], {"grade": "5", "comment": "好" * 501}, "最多写 500 个字"),
            ([], {"grade": "5", "comment": "a\x00b"}, "里面有无法保存的字符"),
            ([], {"grade": "5", "awareness": "maybe"}, "请在三个选项里选一个"),
            ([], {"grade": "5", "version": "999"}, "评价的问题刚刚更新过"),
        ],
    )
    def test_says_why_beside_the_field_and_keeps_nothing(
        self, phone: CheckedClient, world: World, tags: list[str], fields: dict[str, str], sentence: str
    ) -> None:
        answer = send(phone, world, *tags, **fields)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert (count(Rating), count(Comment)) == (0, 0)

    def test_keeps_what_was_typed(self, phone: CheckedClient, world: World) -> None:
        said = "等了很久<b>" + "好" * 500
        page = send(phone, world, "wait2", grade="2", comment=said, awareness="heard", above="1").text
        assert "等了很久&lt;b&gt;" in page
        assert 'value="wait2" checked' in page
        assert 'value="heard" checked' in page
        assert 'name="above" value="1" checked' in page
        assert hidden(page, "grade") == "2"

    def test_bytes_that_are_no_text_are_refused_not_stored(self, phone: CheckedClient, world: World) -> None:
        answer = phone.post(
            f"/r/{world.point.code}",
            data=b"grade=5&comment=%ED%A0%80",
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code == 422
        assert "里面有无法保存的字符" in answer.text

    def test_500_characters_count_as_a_person_counts(self, phone: CheckedClient, world: World) -> None:
        # A browser sends two characters for each line break, and an emoji is two code units.
        assert send(phone, world, grade="5", comment="\r\n".join(["👍" * 124] * 4)).status_code == 303

    def test_another_site_cannot_send_its_visitors_ratings(self, phone: CheckedClient, world: World) -> None:
        for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert (
                phone.post(f"/r/{world.point.code}", data={"grade": "5"}, headers=headers).status_code == 403
            )
        assert count(Rating) == 0

    @pytest.mark.parametrize("origin", ["null", "http://127.0.0.1:8000", "http://localhost"])
    def test_our_own_page_and_old_phones_are_taken(
        self, phone: CheckedClient, world: World, origin: str
    ) -> None:
        answer = phone.post(f"/r/{world.point.code}", data={"grade": "5"}, headers={"Origin": origin})
        assert answer.status_code == 303

    def test_too_long_a_body_is_refused_unread(self, phone: CheckedClient, world: World) -> None:
        assert send(phone, world, grade="5", comment="x" * 70_000).status_code == 413

    def test_an_unknown_code_names_no_brand(self, phone: CheckedClient, world: World) -> None:
        for answer in (phone.get("/r/0000000000"), phone.post("/r/0000000000", data={"grade": "5"})):
            assert answer.status_code == 404
            assert "没有找到这个二维码" in answer.text
            assert "红色代办" not in answer.text

    @pytest.mark.parametrize("code", ["%00", "a" * 300, "0000000000%20or%201", "%3Cscript%3E", "..%5c..%5cr"])
    def test_a_doctored_code_is_an_unknown_one_and_is_not_said_back(
        self, phone: CheckedClient, world: World, code: str
    ) -> None:
        for answer in (phone.get(f"/r/{code}"), phone.post(f"/r/{code}", data={"grade": "5"})):
            assert answer.status_code == 404
            assert "没有找到这个二维码" in answer.text
            assert unquote(code) not in answer.text
        assert count(Rating) == 0

    def test_a_retired_point_says_so_and_its_visit_is_counted(
        self, phone: CheckedClient, world: World
    ) -> None:
        phone.application.extensions["visits"].counts.clear()
        world.point.retired_at = now()
        db.session.commit()
        assert phone.get(f"/r/{world.point.code}").status_code == 410
        assert send(phone, world, grade="5").status_code == 410
        phone.application.extensions["visits"].write()
        assert count(Rating) == 0
        visit = db.session.scalars(select(Visit)).one()
        assert (visit.kind, visit.count) == ("closed", 2)

    def test_points_of_a_retired_brand_are_closed(self, phone: CheckedClient, world: World) -> None:
        world.brand.retired_at = now()
        db.session.commit()
        assert send(phone, world, grade="5").status_code == 410


class TestTheSameKey:
    def test_leads_to_the_same_thanks_and_one_rating(self, phone: CheckedClient, world: World) -> None:
        first, second = (
            send(phone, world, grade="5", key=KEY, comment="好").headers["Location"] for _ in range(2)
        )
        assert first == second
        assert phone.get(first).text == phone.get(second).text
        assert (count(Rating), count(RatingChange)) == (1, 1)

    def test_other_content_in_time_is_a_change_and_what_was_not_sent_stays(
        self, phone: CheckedClient, world: World
    ) -> None:
        first = send(phone, world, "wait2", grade="2", key=KEY, comment="慢", awareness="heard")
        second = send(phone, world, key=KEY, comment="等了两小时")
        assert first.headers["Location"] == second.headers["Location"]
        state = latest()
        assert (state.number, state.grade, state.tags, state.awareness) == (2, 2, ["wait2"], "heard")
        assert list(db.session.scalars(select(Comment.text))) == ["等了两小时"]
        assert (count(Rating), count(Outbox)) == (1, 2)

    def test_a_new_grade_drops_the_tags_of_the_old_one(self, phone: CheckedClient, world: World) -> None:
        send(phone, world, "wait2", grade="2", key=KEY)
        send(phone, world, grade="4", key=KEY)
        assert (latest().grade, latest().tags) == (4, [])
        assert db.session.scalars(select(Rating.grade)).one() == 2, "the row itself is never changed"

    def test_after_half_an_hour_nothing_is_changed_and_the_page_says_so(
        self, phone: CheckedClient, world: World
    ) -> None:
        first = send(phone, world, grade="2", key=KEY)
        later = now() + timedelta(minutes=31)
        with clock.at(lambda: later):
            second = send(phone, world, grade="5", key=KEY)
            page = phone.get(second.headers["Location"]).text
        assert first.headers["Location"] == second.headers["Location"]
        assert latest().grade == 2
        assert "提交半小时以后再改的内容没有采用" in page
        assert not re.search(r"\d{4} \d{4}", page)

    def test_half_an_hour_is_counted_from_the_first_tap_and_not_from_the_last_change(
        self, phone: CheckedClient, world: World
    ) -> None:
        first = now()
        send(phone, world, grade="2", key=KEY)
        for minutes, grade in ((20, "3"), (40, "5")):
            later = first + timedelta(minutes=minutes)
            with clock.at(lambda then=later: then):  # type: ignore[misc]
                send(phone, world, grade=grade, key=KEY)
        assert latest().grade == 3

    def test_at_another_point_is_another_rating(self, phone: CheckedClient, world: World) -> None:
        other = world.make_point(world.brand, "1 号窗口")
        db.session.commit()
        send(phone, world, grade="5", key=KEY)
        phone.post(f"/r/{other.code}", data={"grade": "5", "key": KEY})
        assert count(Rating) == 2


class TestTheThanksAddress:
    def test_opens_nothing_when_a_letter_of_it_is_changed(self, phone: CheckedClient, world: World) -> None:
        address = send(phone, world, grade="5").headers["Location"]
        for place in (-1, -12, -35):
            letter = "a" if address[place] != "a" else "b"
            forged = address[:place] + letter + (address[place + 1 :] if place != -1 else "")
            assert phone.get(forged).status_code == 404

    def test_set_back_clocks_do_not_open_old_addresses(self, phone: CheckedClient, world: World) -> None:
        address = send(phone, world, grade="5").headers["Location"]
        yesterday = now() - timedelta(days=1)
        with clock.at(lambda: yesterday):
            assert not re.search(r"\d{4} \d{4}", phone.get(address).text)
