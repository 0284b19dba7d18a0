"""What is written in letters: number plates, e-mail addresses, WeChat and QQ names where they are called so."""

import re
from collections.abc import Iterator

from feedback.masking.plain import Kind, Span

PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
SIGN = "[A-HJ-NP-Z0-9]"
PLATE = re.compile(
    rf"(?:{PROVINCE}[ ·.]?[A-HJ-NP-Z][ ·•・.\-]{{0,2}}|(?:车牌号?|牌照|车号)[是为:：]{{0,2}} ?[A-HJ-NP-Z][·.]?)"
    # Eight characters with a new energy, seven without; the last of those may be a word.
    rf"(?:[A-HJK]{SIGN}[0-9]{{4}}|[0-9]{{5}}[A-HJK]|(?={SIGN}{{0,4}}[0-9]){SIGN}{{4}}[A-HJ-NP-Z0-9挂学警港澳领试超])"
    r"(?![A-Z0-9])",
    re.IGNORECASE,
)
# Bounded on every side, and begun only where a word begins: no text makes it look twice.
EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64} ?@ ?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"
)
ACCOUNT = re.compile(
    r"(?:(?:微信|薇信|威信|V信|weixin|wechat|[加+]?我?(?<![a-z])(?:wx|vx|v)(?![a-z]))"
    r"(?:号码?|号|id)?(?:加|是|为|叫|[:： ]|\(){0,3}(?P<name>[a-z][a-z0-9_-]{5,19}|[1-9][0-9]{5,11})"
    r"|(?<![a-z])(?:qq|扣扣|企鹅)(?:号码?|号)?(?:加|是|为|叫|[:： ]|\(){0,3}(?P<number>[1-9][0-9]{5,10}))(?![a-z0-9_])",
    re.IGNORECASE,
)


def signs(text: str) -> Iterator[Span]:
    """Return plates, e-mail addresses and stated accounts in a plain text."""
    for kind, pattern in ((Kind.PLATE, PLATE), (Kind.EMAIL, EMAIL)):
        yield from (Span(m.start(), m.end(), kind) for m in pattern.finditer(text))
    for match in ACCOUNT.finditer(text):
        group = "name" if match["name"] else "number"
        yield Span(match.start(group), match.end(group), Kind.ACCOUNT)
