"""500 comments made with a fixed seed: each with what must be covered in it, if anything."""

import random
from collections.abc import Callable
from typing import NamedTuple

from feedback.masking import Kind
from feedback.masking.digits import WEIGHTS

HAN = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
WIDE = dict(zip("0123456789X", "０１２３４５６７８９Ｘ", strict=True))
BEFORE = [
    "我的{}是",
    "请联系",
    "师傅您好，",
    "打了三次都没人接，",
    "麻烦回复：",
    "家里老人不会用手机，找我",
    "（",
    "谢谢党员，",
]
AFTER = ["，一直没人管。", " 麻烦尽快。", "，等了两个月", "）", "的事什么时候能办", "！！", "\n谢谢", ""]
PLACES = ["110101", "320102", "330106", "440305", "510107", "610113", "230103", "420111"]


class Case(NamedTuple):
    """A comment, what must not be readable in it ("" = nothing to cover), and its kind."""

    text: str
    secret: str
    kind: Kind | None


def cases(seed: int = 20261121) -> list[Case]:
    """Return the same 500 comments every time."""
    rng = random.Random(seed)
    made = [
        _said(rng, kind, make(rng))
        for kind, make, count in (
            (Kind.ID, _id, 70),
            (Kind.MOBILE, _mobile, 80),
            (Kind.LANDLINE, _landline, 25),
            (Kind.CARD, _card, 30),
            (Kind.PLATE, _plate, 30),
            (Kind.ADDRESS, _address, 40),
            (Kind.EMAIL, _email, 12),
            (Kind.ACCOUNT, _account, 13),
        )
        for _ in range(count)
    ]
    return made + [Case(_harmless(rng), "", None) for _ in range(200)]


def _said(rng: random.Random, kind: Kind, secret: str) -> Case:
    before = rng.choice(BEFORE).format(kind.value)
    return Case(before + secret + rng.choice(AFTER), secret.removeprefix("微信号").removeprefix("QQ"), kind)


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def check_digit(seventeen: str) -> str:
    """Return the last character of an ID number."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(seventeen, WEIGHTS, strict=True)) % 11]


def luhn_digit(digits: str) -> str:
    """Return the digit that completes a card's number."""
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


def _apart(rng: random.Random, number: str, *sizes: int) -> str:
    """Return a number as people write it: whole, in groups, digit by digit, full-width."""
    way = rng.random()
    if way < 0.5:
        return number
    if way < 0.65:
        return "".join(WIDE[d] for d in number)
    if way < 0.72:
        return rng.choice([" ", "-", "　"]).join(number)
    groups, rest = [], number
    for size in sizes:
        groups.append(rest[:size])
        rest = rest[size:]
    return rng.choice([" ", "-", "—", "  ", ".", "·", " - "]).join([*groups, rest])


def _id(rng: random.Random) -> str:
    birthday = f"{rng.randint(1935, 2015)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    place = rng.choice(PLACES)
    if rng.random() < 0.15:
        return _apart(rng, place + birthday[2:] + _digits(rng, 3), 6, 6)
    body = place + birthday + _digits(rng, 3)
    number = body + check_digit(body)
    return _apart(rng, number, 6, 8).replace("X", rng.choice("Xx"))


def _mobile(rng: random.Random) -> str:
    number = f"1{rng.choice('3456789')}{_digits(rng, 9)}"
    way = rng.random()
    if way < 0.12:
        return "".join(HAN[d] for d in number).replace("一", rng.choice("一幺"))
    if way < 0.24:
        return rng.choice(["+86 ", "+86", "86-", "0086 "]) + number
    return _apart(rng, number, *rng.choice([(3, 4), (3, 3), (4, 4), (3,)]))


def _landline(rng: random.Random) -> str:
    area, count = rng.choice([("010", 8), ("021", 8), ("0571", 8), ("0755", 8), ("0835", 7), ("028", 8)])
    number = rng.choice("2345678") + _digits(rng, count - 1)
    return rng.choice([f"{area}-{number}", f"{area} {number}", f"（{area}）{number}", f"{area}{number}"])


def _card(rng: random.Random) -> str:
    start = rng.choice(["622202", "621700", "623058", "621661", "45", "52", "601382"])
    body = start + _digits(rng, rng.choice([16, 19, 19]) - len(start) - 1)
    return _apart(rng, body + luhn_digit(body), 4, 4, 4)


def _plate(rng: random.Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    start = rng.choice("京沪粤浙苏鲁川渝鄂湘皖闽") + rng.choice("ABCDEFGH") + rng.choice(["", "", "·", " "])
    number = rng.choice(
        [
            _digits(rng, 5),
            rng.choice(letters) + _digits(rng, 4),
            _digits(rng, 3) + rng.choice(letters) + _digits(rng, 1),
            rng.choice("DF") + _digits(rng, 5),
            _digits(rng, 5) + rng.choice("DF"),
            _digits(rng, 4) + rng.choice("学警挂"),
        ]
    )
    return start + (number.lower() if rng.random() < 0.15 else number)


def _address(rng: random.Random) -> str:
    street = rng.choice(["解放路", "中山北路", "桂花街", "青石巷", "学院大道", "帽儿胡同", "金鱼弄"])
    estate = rng.choice(["桂花苑", "阳光小区", "锦绣花园", "工人新村", "翠湖家园"])
    a, b, c = rng.randint(1, 290), rng.randint(1, 6), rng.randint(101, 2804)
    return rng.choice(
        [
            f"{street}{a}号",
            f"{street}{a}号{b}幢{b}单元{c}室",
            f"{street}{a}号{c}室",
            f"{estate}{b}栋{b}单元{c}室",
            f"{estate}{b}号楼{c}室",
            f"{estate}{b}幢{b}单元{c}",
            f"{estate}{b}-{b}-{c}",
            f"长宁路{a}弄{b}号{c}室",
            f"{street}十二号",
        ]
    )


def _email(rng: random.Random) -> str:
    return rng.choice(["zhang.san", "li_si88", "w5"]) + rng.choice(
        ["@qq.com", "@163.com", "@mail.example.org.cn"]
    )


def _account(rng: random.Random) -> str:
    return rng.choice(["微信号zhao_{}", "微信号wxid_{}a", "QQ{}"]).format(rng.randint(10**7, 10**9))


HARMLESS: list[Callable[[random.Random], str]] = [
    lambda r: f"办了{r.randint(2, 40)}天还没办好，跑了{r.randint(2, 9)}趟",
    lambda r: f"去年{r.randint(1, 12)}月{r.randint(1, 28)}号交的材料",
    lambda r: f"2026-{r.randint(1, 12):02d}-{r.randint(1, 28):02d} 下午来的，没有人",
    lambda r: f"2026年{r.randint(1, 12)}月{r.randint(1, 28)}日 {r.randint(8, 17)}:30 就排队了",
    lambda r: f"打12345投诉，{r.choice(['110', '119', '120', '12348', '96345'])}也打过",
    lambda r: f"这里房价{r.randint(8000, 99000)}元一平，物业费{r.randint(1, 5)}.{r.randint(10, 99)}元",
    lambda r: (
        f"总价{r.randint(100, 900)}万，贷款{r.randint(10**6, 10**7)}元，{r.randint(13, 19)}000000000元的项目"
    ),
    lambda r: f"订单号2026{_digits(r, 12)}一直没有退款",
    lambda r: f"工单编号：{_digits(r, r.choice([8, 10, 14]))}，到现在没人回",
    lambda r: f"地铁{r.randint(1, 18)}号线施工太吵，{r.randint(2, 6)}号口封了",
    lambda r: f"坐{r.randint(10, 300)}路公交到{r.choice(['解放路', '中山路'])}，{r.randint(1, 5)}号窗口没人",
    lambda r: f"{r.choice(['解放路', '中山路', '桂花街'])}的路灯坏了{r.randint(2, 30)}天",
    lambda r: f"这条路{r.randint(1, 28)}号开始修，到现在没修好",
    lambda r: f"{r.randint(1, 30)}号楼电梯坏了{r.randint(2, 9)}次",
    lambda r: f"我们小区{r.randint(1, 9)}栋{r.randint(100, 900)}户居民都没有水",
    lambda r: f"取号{r.choice('ABC')}{r.randint(100, 999)}，等了{r.randint(20, 180)}分钟",
    lambda r: f"时间写的是9:00-17:00，{r.randint(13, 17)}-{r.randint(18, 20)}点没有人",
    lambda r: f"水泥标号42.5，钢筋直径{r.randint(6, 32)}，瓷砖800*800，3号料",
    lambda r: f"十二月一号来过，二零二六年{r.choice('一二三四五')}月又来一次，一二三四都问了",
    lambda r: f"按照国办发〔2026〕{r.randint(1, 99)}号文件，第{r.randint(1, 40)}条",
    lambda r: f"满意度{r.randint(60, 99)}.{r.randint(1, 9)}%，给{r.randint(90, 100)}分，666",
    lambda r: f"面积{r.randint(50, 140)}.{r.randint(10, 99)}平方米，{r.randint(3, 30)}楼，1梯2户",
    lambda r: f"用微信支付了{r.randint(10, 900)}元，公众号打不开，QQ群里也没有通知",
    lambda r: f"二维码扫了{r.randint(3, 9)}次，页面404，版本8.0.{r.randint(10, 60)}，iPhone 15 Pro",
    lambda r: f"快递单号SF{_digits(r, 13)}放门卫了",
    lambda r: f"流水号{_digits(r, 18)}查不到",
    lambda r: f"人民路{r.randint(2, 9)}号线站口乱停车，新A座{r.randint(2, 9)}楼大厅空调坏了",
]


def _harmless(rng: random.Random) -> str:
    return rng.choice([*BEFORE[1:4], ""]) + rng.choice(HARMLESS)(rng)
