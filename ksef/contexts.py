"""In whose name one logs in: the context of KSeF (API, section "Uwierzytelnianie", ContextIdentifier)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from invoicing.model.errors import InvalidValue
from invoicing.model.identifiers import EuVatNumber
from invoicing.model.party import Nip


class ContextKind(StrEnum):
    """How a context is named; the values are the words of the API, of the log-in document and of KOD II."""

    NIP = "Nip"
    INTERNAL_ID = "InternalId"
    EU_VAT = "NipVatUe"


_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Context:
    """A context whose value fits its kind; the NIP at its beginning has passed its check digit.

    Raises:
        InvalidValue: reason ksef-context.
        InvalidNip: the NIP in it is none.

    >>> Context.parse("InternalId:5265877635-00017").nip
    Nip(digits='5265877635')
    """

    kind: ContextKind
    value: str

    def __post_init__(self) -> None:
        rest = self.value[_DIGITS:]
        if not re.fullmatch(r"[0-9]{10}.*", self.value) or not _FITS[self.kind](rest):
            raise InvalidValue("ksef-context", value=str(self))
        Nip.parse(self.value[:_DIGITS])

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"

    @property
    def nip(self) -> Nip:
        """Of the company that the context belongs to."""
        return Nip(self.value[:_DIGITS])

    @classmethod
    def of(cls, nip: Nip) -> Context:
        """The usual one: the company itself."""
        return cls(ContextKind.NIP, nip.digits)

    @classmethod
    def parse(cls, text: str) -> Context:
        """Read `kind:value`, such as `Nip:5265877635`, `InternalId:5265877635-00017`, `NipVatUe:5265877635-ATU12345678`.

        Raises:
            InvalidValue: reason ksef-context.
            InvalidNip: the NIP in it is none.
        """
        kind, _, value = text.partition(":")
        for each in ContextKind:
            if each.lower() == kind.strip().lower():
                return cls(each, value.strip())
        raise InvalidValue("ksef-context", value=text)


def _is_eu_vat(rest: str) -> bool:
    try:
        return rest == f"-{EuVatNumber.parse(rest).value}"
    except InvalidValue:
        return False


_FITS = {
    ContextKind.NIP: lambda rest: rest == "",
    ContextKind.INTERNAL_ID: lambda rest: bool(re.fullmatch(r"-[0-9]{5}", rest)),
    ContextKind.EU_VAT: _is_eu_vat,
}
