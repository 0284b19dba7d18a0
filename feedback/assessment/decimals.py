"""Numbers of an assessment: exact while computing, rounded half up where one is printed, text where one is kept.

Every number that is printed is the number that was computed with, so anybody can follow with a pocket calculator:
an indicator's value has two decimals, a total one. Half up, not half to even: that is what people do by hand.
"""

import unicodedata
from decimal import Decimal


def half_up(value: Decimal | int, places: int, over: Decimal | int = 1) -> Decimal:
    """Return value ÷ over (value ≥ 0, over > 0) rounded to so many decimals, an exact half upwards."""
    above, below = value.as_integer_ratio()
    by, of = over.as_integer_ratio()
    above, below = above * of * 10**places, below * by
    return Decimal((2 * above + below) // (2 * below)).scaleb(-places)


def plain(value: Decimal) -> str:
    """Return a number without trailing zeros or exponent: "30", "12.5"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read(text: object) -> Decimal | None:
    """Return a number typed or kept as text (full-width digits too), or None for anything else."""
    try:
        number = Decimal(unicodedata.normalize("NFKC", str(text)).strip())
    except ArithmeticError:
        return None
    return number if number.is_finite() else None
