"""Who the buyer is: what was said, what the tax-payer register knows, what our own book remembers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from invoicing.model.errors import Unavailable
from invoicing.model.party import Address, Buyer, BuyerKind, Nip
from invoicing.services.ports import TaxpayerRegister, UnitsOfWork

_ACTIVE = "czynny"  # the register's own word for a VAT payer


@dataclass(frozen=True, slots=True)
class FoundBuyer:
    """The buyer as far as known: an empty name, or no address, is still to be asked for.

    `known_from` is register, book or said; `notes` are codes for the card; `send_to` is the e-mail address that
    somebody told us to remember.
    """

    buyer: Buyer
    known_from: str | None
    vat_status: str | None = None
    notes: tuple[str, ...] = ()
    send_to: str | None = None


class BuyerSearch:
    """Looks a NIP up; the register comes first, because names and addresses change."""

    def __init__(self, units: UnitsOfWork, register: TaxpayerRegister) -> None:
        self._units, self._register = units, register

    async def __call__(
        self, company: UUID, nip: Nip, name: str | None, address: Address | None, on: date
    ) -> FoundBuyer:
        """Put together what was said and what is known; the register is asked with no transaction open."""
        said = Buyer(BuyerKind.DOMESTIC, name or "", address, nip)
        return replace(await self._found(company, said, nip, on), send_to=await self._send_to(company, nip))

    async def _found(self, company: UUID, said: Buyer, nip: Nip, on: date) -> FoundBuyer:
        try:
            entry = await self._register.find(nip, on)
        except Unavailable:
            return await self._without_register(company, said, "register-down")
        if entry is None:
            return await self._without_register(company, said, "buyer-not-in-register")
        address = entry.address or (await self._remembered(company, said)).address
        active = entry.vat_status is not None and entry.vat_status.strip().lower() == _ACTIVE
        buyer = replace(said, name=entry.name, address=address)
        return FoundBuyer(buyer, "register", entry.vat_status, () if active else ("buyer-not-active",))

    async def _send_to(self, company: UUID, nip: Nip) -> str | None:
        async with self._units.reading() as work:
            known = await work.buyers.by_nip(company, nip)
        return known.email if known else None

    async def _without_register(self, company: UUID, said: Buyer, note: str) -> FoundBuyer:
        known = await self._remembered(company, said)
        source = "said" if said.name else "book" if known.name else None
        return FoundBuyer(known, source, notes=(note,))

    async def _remembered(self, company: UUID, said: Buyer) -> Buyer:
        """What was said, filled up from our own book."""
        if said.nip is None or (said.name and said.address):
            return said
        async with self._units.reading() as work:
            known = await work.buyers.by_nip(company, said.nip)
        if known is None:
            return said
        return replace(said, name=said.name or known.name, address=said.address or known.address)


def address_of(text: str) -> Address | None:
    """An address as people write it: street, then postcode and town after the first comma or line.

    >>> address_of("ul. Prosta 1, 00-001 Warszawa").line2
    '00-001 Warszawa'
    """
    first, _, rest = text.replace("\n", ",").partition(",")
    lines = [" ".join(part.split()) for part in (first, rest) if part.strip()]
    if not lines:
        return None
    return Address(lines[0], lines[1] if len(lines) > 1 else None)
