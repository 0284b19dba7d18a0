"""Numbers of an assessment: exact while computing, rounded half up where one is printed, text where one is kept.

Every number that is printed is the number that was computed with, so anybody can follow with a pocket calculator:
an indicator's value has two decimals, a total one. Half up, not half to even: that is what people do by hand.
"""

import unicodedata
from decimal import Decimal
from fractions import Fraction

Exact = Decimal | Fraction | int


def half_up(value: Exact, places: int) -> Decimal:
    """Return a number ≥ 0 rounded to so many decimals, a half upwards."""
    scaled = Fraction(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)


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
