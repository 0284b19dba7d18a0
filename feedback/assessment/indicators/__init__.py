"""Every kind of indicator: one file each. None of them counts votes, likes, visits or how many took part.

(国办函〔2026〕12号: such counts may not be used for assessment. A share or a mean of answers is a result; a number
of answers is not, and whoever is measured by it begins to collect them.)
"""

from feedback.assessment.indicators import awareness, mass, reviewed
from feedback.assessment.indicators.kind import Kind

KINDS: tuple[Kind, ...] = (
    Kind("mass", "群众评议", mass.measure),
    Kind("awareness", "知晓度", awareness.measure),
    Kind("reviewed", "评委打分", reviewed.measure),
)
BY_KEY = {kind.key: kind for kind in KINDS}
