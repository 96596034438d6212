"""An address as people write it."""

from __future__ import annotations

from invoicing.model.party import Address
from invoicing.services.parsing.countries import BY_NAME
from invoicing.services.parsing.tokens import fold


def address_of(text: str, country: str | None = "PL") -> Address | None:
    """Street, then postcode and town after the first comma or line, then maybe a country.

    Args:
        text: as typed.
        country: where it is when the text does not say; None when that must be said.

    >>> address_of("ul. Prosta 1, 00-001 Warszawa").line2
    '00-001 Warszawa'
    >>> address_of("123 Main Street, New York, USA").country
    'US'
    """
    parts = [" ".join(part.split()) for part in text.replace("\n", ",").split(",")]
    parts = [part for part in parts if part]
    said = BY_NAME.get(fold(parts[-1]).rstrip(".")) if len(parts) > 1 else None
    if said:
        parts.pop()
    where = said or country
    if not parts or where is None:
        return None
    return Address(parts[0], ", ".join(parts[1:]) or None, where)
