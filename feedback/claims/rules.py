"""What a claim code looks like, and how long a rating may be replaced by it."""

import re
import unicodedata
from datetime import datetime, timedelta

REPLACEABLE = timedelta(days=7)
DIGITS = 20


def read_claim_code(typed: str) -> str:
    """Return the twenty digits of a typed code; "" for what no code can be. Blanks, dashes, full-width digits are read."""
    digits = re.sub(r"[\s\-–—]", "", unicodedata.normalize("NFKC", typed[:200]))
    return digits if re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits) else ""


def replaceable(taken_at: datetime, now: datetime) -> bool:
    """Return whether a rating taken at a moment may still be replaced; a clock set back opens nothing for longer."""
    return timedelta(days=-1) <= now - taken_at < REPLACEABLE
