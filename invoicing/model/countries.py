"""Countries as the tax law groups them: of the Union, and all others."""

from __future__ import annotations

from invoicing.model.identifiers import EU_VAT_SHAPES

_BY_PREFIX = {"EL": "GR", "XI": "GB"}  # VAT numbers of Greece and Northern Ireland bear codes of their own

IN_THE_UNION = frozenset({"PL"} | {_BY_PREFIX.get(prefix, prefix) for prefix in EU_VAT_SHAPES} - {"GB"})
"""ISO codes of member states; Northern Ireland belongs to the Union for goods alone."""


def country_of_vat_number(number: str) -> str:
    """The ISO code of the country that gave a VAT number of the Union.

    >>> country_of_vat_number("EL123456789"), country_of_vat_number("DE123456788")
    ('GR', 'DE')
    """
    return _BY_PREFIX.get(number[:2], number[:2])
