"""The voice of who is discontent costs no more and counts no less (I1), and leaves nothing of its phone (P1, P2).

`make test` sends a few of each grade; `make proof` (PROOF=1) a thousand.
"""

import copy
import os
import re
from collections import Counter
from datetime import timedelta

from flask import Flask
from sqlalchemy import String, cast, func, select
from werkzeug.test import TestResponse

from feedback import clock, pipeline
from feedback.clock import now
from feedback.collecting import Rating
from feedback.db import db
from feedback.questionnaire import Version, current_version
from feedback.scoring import counts_of
from tests.checked import CheckedClient, Page
from tests.factories import World

OF_EACH = 1_000 if os.environ.get("PROOF") else 12
GRADES = "12345"
# What a phone says of itself without being asked.
TELLING = {
    "User-Agent": "MicroMessenger/8.0 unmistakable-agent",
    "X-Forwarded-For": "203.0.113.77",
    "Referer": "http://127.0.0.1:8000/unmistakable-referrer",
    "Cookie": "openid=unmistakable-openid",
    "Accept-Language": "zh-CN,unmistakable-language",
}


def asked_of(html: str) -> Counter[tuple[str, str]]:
    """Return what a page asks for: the kinds of its fields, how many of each, and which must be filled in."""
    page = Page(html)
    fields = [
        (tag, a) for tag, a in page.tags if tag in ("input", "textarea", "select", "button", "a", "form")
    ]
    return Counter((tag, f"{a.get('type')} {'required' in a}") for tag, a in fields)


def without_codes(html: str) -> str:
    """Return a page without what differs for every rating: codes, keys, marks and addresses."""
    return re.sub(r"(\d{4} ?){5}|[0-9a-z]{32,}|name=\"key\"[^>]*", "", html)


def way(phone: CheckedClient, world: World, grade: str) -> list[TestResponse]:
    """Go the whole way with a grade: page, thanks, receipt, private page, copy."""
    page = phone.get(f"/r/{world.point.code}?grade={grade}")
    sent = phone.post(f"/r/{world.point.code}", data={"grade": grade, "comment": "等了一会儿"})
    thanks = phone.get(sent.headers["Location"])
    receipt = phone.get(phone.get(sent.headers["Location"] + "?receipt=1").headers["Location"])
    code = re.search(r"(?:\d{4} ){4}\d{4}", thanks.text)
    assert code
    claim = phone.post("/claim", data={"code": code[0]})
    copy = phone.post("/claim", data={"code": code[0], "do": "copy"})
    return [page, sent, thanks, receipt, claim, copy]


def test_every_grade_goes_the_same_way_with_the_same_fields_and_bytes(
    phone: CheckedClient, world: World
) -> None:
    moment = now()  # one moment: some pages tell the minute
    with clock.at(lambda: moment):
        ways = {grade: way(phone, world, grade) for grade in GRADES}
    statuses = {grade: [answer.status_code for answer in answers] for grade, answers in ways.items()}
    assert statuses == {grade: [200, 303, 200, 200, 200, 200] for grade in GRADES}
    asked = {grade: asked_of(answers[0].text) for grade, answers in ways.items()}
    assert [grade for grade in GRADES if asked[grade] != asked["5"]] == []
    assert sum(count for (_, how), count in asked["1"].items() if "True" in how) <= 1, (
        "only the grade must be"
    )
    for step in range(2, 6):
        pages = {without_codes(answers[step].text) for answers in ways.values()}
        assert len(pages) == 1, f"step {step} tells the grade"


def test_of_each_grade_as_many_count_as_were_sent(app: Flask, phone: CheckedClient, world: World) -> None:
    for n in range(OF_EACH * len(GRADES)):
        answer = phone.post(f"/r/{world.point.code}", data={"grade": GRADES[n % len(GRADES)]}, checks=False)
        assert answer.status_code == 303
    pipeline.drain()
    (day,) = set(db.session.scalars(select(Rating.day)))
    counted = counts_of([world.point.id], day, day).grades
    assert counted == {int(grade): OF_EACH for grade in GRADES}
    rows = db.session.execute(select(Rating.grade, func.count()).group_by(Rating.grade)).all()
    assert {row[0]: row[1] for row in rows} == counted


def test_nothing_a_phone_says_of_itself_is_kept_anywhere(
    app: Flask, phone: CheckedClient, world: World
) -> None:
    sent = phone.post(
        f"/r/{world.point.code}?openid=unmistakable-openid",
        data={"grade": "1", "comment": "等了很久", "phone": "unmistakable-field"},
        headers=TELLING,
        environ_base={"REMOTE_ADDR": "203.0.113.77"},
    )
    phone.get(sent.headers["Location"], headers=TELLING)
    pipeline.drain()
    found = [
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        for wanted in ("unmistakable", "203.0.113")
        if db.session.scalar(
            select(func.count()).select_from(table).where(cast(column, String).contains(wanted))
        )
    ]
    assert db.session.scalar(select(func.count(Rating.id))) == 1
    assert found == []


def test_a_grade_that_only_a_closed_version_offered_is_refused_and_nothing_is_kept(
    phone: CheckedClient, world: World
) -> None:
    """A page left open for eight days still sends "none"; the version that follows does not offer it."""
    offering, address = version_with(True), f"/r/{world.point.code}"
    version_with(False)
    sent = {"grade": "none", "version": str(offering)}
    later = now() + timedelta(days=8)
    with clock.at(lambda: later):
        refused = phone.post(address, data=sent)
    assert refused.status_code == 422
    assert "评价的问题刚刚更新过" in refused.text
    assert phone.post(address, data={"grade": "none"}).status_code == 422
    assert db.session.scalar(select(func.count(Rating.id))) == 0
    assert phone.post(address, data=sent).status_code == 303, (
        "within seven days the page that was open counts"
    )


def version_with(none: bool) -> int:
    """Publish a version of the first questionnaire that offers 不了解 or not; return its id."""
    last = current_version(1)
    body = copy.deepcopy(last.body)
    words = {"zh": "不了解", "en": "I do not know it"}
    body["grades"][5:] = [{"value": "none", "words": words, "asks": words, "tags": []}] if none else []
    added = Version(
        questionnaire_id=1, number=last.number + 1, body=body, created_at=now(), published_at=now()
    )
    db.session.add(added)
    db.session.commit()
    return added.id
