"""今天要办: somebody waits to be reached."""

from collections.abc import Sequence
from datetime import date

from flask import url_for

from feedback.accounts import COMMITTEE, Person, Role, may_see
from feedback.brands import Brand
from feedback.contacts.queries import any_open

# Who answers for the handling; nobody else reads how to reach somebody.
READERS = (Role.BRANCH_MANAGER, Role.COMMITTEE_MANAGER)


def waiting(who: Person, brand: Brand, _today: date) -> Sequence[tuple[str, str, str]]:
    """Say that residents wish to be reached, to those who may read how."""
    if not may_see(who, brand.organisation, *READERS):
        return []
    if not any_open(brand, may_see(who, brand.organisation, *COMMITTEE)):
        return []
    return [("有居民希望联系", "去看看", url_for("contacts.contacts", brand_id=brand.id))]
