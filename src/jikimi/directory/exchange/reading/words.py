"""Which table a file is of, told by its name."""

from __future__ import annotations

import re
from functools import cache

from jikimi.directory.exchange.reading.older import known_words

_ODD = {
    "services_at_location": "service_at_location",
    "service_at_locations": "service_at_location",
    "services_at_locations": "service_at_location",
    "services_taxonomy": "service_taxonomy",
    "payments_accepted": "payment_accepted",
    "eligibilities": "eligibility",
    "organisation": "organization",
    "organisations": "organization",
    "programme": "program",
    "mail_addresses": "mail_address",
    "taxonomies": "taxonomy",
    "service_capacities": "service_capacity",
    "accessibilities": "accessibility",
    "urls": "url",
    "metadata": "metadata",
    "fundings": "funding",
}


@cache
def table_word(name: str) -> str | None:
    """The table of a file called so, in singular or plural, in any version; None for none."""
    plain = re.sub(r"\W+|_+", "_", name.lower()).strip("_").removesuffix("_rejects")
    words = known_words()
    for one in (plain, _ODD.get(plain, ""), plain.removesuffix("s"), plain.removesuffix("es")):
        if one in words:
            return one
    return None
