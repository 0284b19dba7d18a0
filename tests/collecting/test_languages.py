"""In which language a resident's page speaks: the address first, then the phone, else Chinese as it is written."""

import pytest

from feedback.languages import preferred
from feedback.questionnaire.rules import Words
from tests.checked import CheckedClient
from tests.factories import World

GRADES = ("非常滿意", "滿意", "基本滿意", "不滿意", "非常不滿意")


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-TW,zh;q=0.9,en-US;q=0.8", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant-MO", "zh-Hant"),
        ("zh-Hans-HK", "zh"),
        ("en-GB,zh-TW;q=0.5", "en"),
        ("fr,de;q=0.9,en;q=0.1", "en"),
        ("fr", "zh"),
        ("ug-CN,zh;q=0.5", "zh"),  # no catalogue stands for it yet
        ("", "zh"),
        ("*;q=x,,;", "zh"),
    ],
)
def test_a_phone_is_spoken_to_in_the_first_of_its_languages_that_is_there(accepted: str, code: str) -> None:
    assert preferred(accepted).code == code


def test_words_that_no_catalogue_knows_stay_as_they_were_written() -> None:
    assert Words(zh="办得快", en="Quick")["zh-Hant"] == "辦得快"
    assert Words(zh="办得快", en="Quick")["en"] == "Quick"
    assert Words(zh="茶水好喝", en="Good tea")["zh-Hant"] == "茶水好喝"


@pytest.mark.parametrize("how", [{"query_string": "lang=zh-Hant"}, {"headers": {"Accept-Language": "zh-TW"}}])
def test_the_rating_page_speaks_traditional_chinese(
    phone: CheckedClient, world: World, how: dict[str, dict[str, str]]
) -> None:
    page = phone.get(f"/r/{world.point.code}", **how).text
    assert '<html lang="zh-Hant">' in page
    for words in (*GRADES, "這次服務，您滿意嗎？", "等得太久", "推諉不辦", "送出評價", "隱私說明"):
        assert f">{words}<" in page
    assert "满意" not in page


def test_the_look_chosen_goes_on_to_the_thanks_and_from_there(phone: CheckedClient, world: World) -> None:
    look = "lang=zh-Hant&size=large&contrast=more"
    answer = phone.post(f"/r/{world.point.code}?from=timeline&{look}&openid=1", data={"grade": "2"})
    assert answer.location.endswith(f"?{look}")
    thanks = phone.get(answer.location).text
    assert '<html lang="zh-Hant" class="large contrast">' in thanks
    assert "謝謝您" in thanks
    assert thanks.count(look.replace("&", "&amp;")) >= 4, "code as a picture, private page, receipt, privacy"
    receipt = phone.get(f"{answer.location}&receipt=1")
    assert receipt.location.endswith(f"?{look}")
    assert '<html lang="zh-Hant" class="large contrast">' in phone.get(receipt.location).text


def test_an_address_that_asks_for_nonsense_is_not_refused(phone: CheckedClient, world: World) -> None:
    page = phone.get(f"/r/{world.point.code}?lang=xx&size=huge&contrast=less")
    assert page.status_code == 200
    assert '<html lang="zh-CN">' in page.text
