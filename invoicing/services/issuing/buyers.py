"""Who the buyer is: what was said, what the tax-payer register knows, what our own book remembers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from invoicing.model.countries import country_of_vat_number
from invoicing.model.errors import Unavailable
from invoicing.model.identifiers import EU_VAT_SHAPES, EuVatNumber
from invoicing.model.party import Address, Buyer, BuyerKind, Nip
from invoicing.services.contacts.matching import meant
from invoicing.services.contacts.records import KnownBuyer
from invoicing.services.issuing.addresses import address_of
from invoicing.services.parsing.people_names import nominative_person
from invoicing.services.parsing.understood import SaidBuyer
from invoicing.services.ports import TaxpayerRegister, UnitOfWork, UnitsOfWork

__all__ = ["WHO", "BuyerSearch", "FoundBuyer", "address_of", "guessed_name", "known_by_name"]

_LIKE_A_NUMBER = re.compile(r"[A-Z]{2}[ -]?[0-9][0-9A-Z .-]*")
_ACTIVE = "czynny"  # the register's own word for a VAT payer
WHO = "buyer-kind"
"""The gap of a buyer with a name alone: a business with a number, a private person, or an organisation without one."""


@dataclass(frozen=True, slots=True)
class FoundBuyer:
    """The buyer as far as known: an empty name, or no address, is still to be asked for.

    `known_from` is register, book or said; `notes` are codes for the card; `send_to` is the e-mail address that
    somebody told us to remember.

    Attributes:
        missing: what must be said beyond name and address: buyer-kind.
        choices: known buyers with such a name, when there are several.
    """

    buyer: Buyer
    known_from: str | None
    vat_status: str | None = None
    notes: tuple[str, ...] = ()
    send_to: str | None = None
    missing: tuple[str, ...] = ()
    choices: tuple[KnownBuyer, ...] = ()


class BuyerSearch:
    """Finds the buyer somebody means; of a NIP the register comes first, because names and addresses change."""

    def __init__(self, units: UnitsOfWork, register: TaxpayerRegister) -> None:
        self._units, self._register = units, register

    async def __call__(self, company: UUID, said: SaidBuyer, on: date) -> FoundBuyer | None:
        """Put together what was said and what is known; None when nothing was said of a buyer.

        The register is asked with no transaction open.

        Raises:
            InvalidValue: eu-vat-number, where a name can only be a mistyped one.
        """
        if said.nip is not None:
            domestic = Buyer(BuyerKind.DOMESTIC, said.name or "", _address(said), said.nip)
            return await self._domestic(company, domestic, said.nip, on)
        if said.eu_vat_number is not None:
            return await self._abroad(company, said, said.eu_vat_number)
        if said.name is None:
            nobody = Buyer(BuyerKind.CONSUMER, "", _address(said))
            return FoundBuyer(nobody, None) if said.kind is BuyerKind.CONSUMER else None
        known = await self._known(company, said)
        if not known:
            _refuse_number(said.name)
        if len(known) == 1:
            return await self._again(company, known[0], said, on)
        return _by_name(said, tuple(known))

    async def chosen(self, company: UUID, known: KnownBuyer, on: date) -> FoundBuyer:
        """A known buyer that somebody picked; of a NIP the register is asked again."""
        return await self._again(company, known, SaidBuyer(), on)

    async def _again(self, company: UUID, known: KnownBuyer, said: SaidBuyer, on: date) -> FoundBuyer:
        buyer = replace(known.buyer, address=_address(said) or known.buyer.address)
        if buyer.nip is not None:
            return await self._domestic(company, buyer, buyer.nip, on, "book")
        return FoundBuyer(buyer, "book", send_to=buyer.email)

    async def _domestic(
        self, company: UUID, said: Buyer, nip: Nip, on: date, known_from: str = "said"
    ) -> FoundBuyer:
        found = await self._found(company, said, nip, on, known_from)
        return replace(found, send_to=await self._send_to(company, nip))

    async def _found(self, company: UUID, said: Buyer, nip: Nip, on: date, known_from: str) -> FoundBuyer:
        try:
            entry = await self._register.find(nip, on)
        except Unavailable:
            return await self._without_register(company, said, "register-down", known_from)
        if entry is None:
            return await self._without_register(company, said, "buyer-not-in-register", known_from)
        address = entry.address or (await self._remembered(company, said)).address
        active = entry.vat_status is not None and entry.vat_status.strip().lower() == _ACTIVE
        buyer = replace(said, name=entry.name, address=address)
        return FoundBuyer(buyer, "register", entry.vat_status, () if active else ("buyer-not-active",))

    async def _send_to(self, company: UUID, nip: Nip) -> str | None:
        async with self._units.reading() as work:
            known = await work.buyers.by_nip(company, nip)
        return known.email if known else None

    async def _without_register(self, company: UUID, said: Buyer, note: str, known_from: str) -> FoundBuyer:
        known = await self._remembered(company, said)
        source = known_from if said.name else "book" if known.name else None
        return FoundBuyer(known, source, notes=(note,))

    async def _remembered(self, company: UUID, said: Buyer) -> Buyer:
        """What was said, filled up from our own book."""
        if said.name and said.address:
            return said
        async with self._units.reading() as work:
            known = await work.buyers.like(company, said)
        if known is None:
            return said
        return replace(said, name=said.name or known.buyer.name, address=said.address or known.buyer.address)

    async def _abroad(self, company: UUID, said: SaidBuyer, number: str) -> FoundBuyer:
        """A business of another country of the Union; whether its number is alive only VIES knows, which is not asked."""
        there = country_of_vat_number(number)
        buyer = Buyer(
            BuyerKind.EU, said.name or "", address_of(said.address or "", there), eu_vat_number=number
        )
        full = await self._remembered(company, buyer)
        async with self._units.reading() as work:
            known = await work.buyers.like(company, buyer)
        source = "said" if buyer.name else "book" if full.name else None
        return FoundBuyer(full, source, send_to=known.buyer.email if known else None)

    async def _known(self, company: UUID, said: SaidBuyer) -> list[KnownBuyer]:
        async with self._units.reading() as work:
            return await known_by_name(work, company, said.name or "", said.kind)


async def known_by_name(
    work: UnitOfWork, company: UUID, name: str, kind: BuyerKind | None = None
) -> list[KnownBuyer]:
    """Known buyers whose name it may be, in any case form; of one kind, where a kind was said."""
    found = [await work.buyers.get(company, each) for each in meant(name, await work.buyers.names(company))]
    return [each for each in found if each is not None and kind in {None, each.buyer.kind}]


def _refuse_number(name: str) -> None:
    """Refuse what looks like a VAT number of the Union and has not the shape of one: it is nobody's name.

    Raises:
        InvalidValue: eu-vat-number.
    """
    if name[:2] in EU_VAT_SHAPES and _LIKE_A_NUMBER.fullmatch(name):
        EuVatNumber.parse(name)


def guessed_name(found: FoundBuyer | None, text: str) -> frozenset[str]:
    """Whether the name of somebody new stands otherwise in the text: it was put into the nominative."""
    if found is None or found.known_from != "said" or not found.buyer.name or found.buyer.name in text:
        return frozenset()
    return frozenset({"buyer-name"})


def _by_name(said: SaidBuyer, known: tuple[KnownBuyer, ...]) -> FoundBuyer:
    """Somebody new, or one of several: as far as it was said, with what must be asked."""
    name, _ = nominative_person(said.name or "")
    kind = said.kind
    address = address_of(said.address or "", said.country or (None if kind is BuyerKind.NON_EU else "PL"))
    sure = kind in {BuyerKind.CONSUMER, BuyerKind.NON_EU} and not known
    if kind is BuyerKind.NO_NIP or kind is None:
        kind = BuyerKind.NO_NIP
    buyer = Buyer(kind, name, address)
    missing = () if sure else (WHO,)
    return FoundBuyer(buyer, "said", missing=missing, choices=known)


def _address(said: SaidBuyer) -> Address | None:
    return address_of(said.address or "", said.country or "PL")
