"""In which language a buyer is written to."""

from __future__ import annotations

from uuid import UUID

from invoicing.model.party import Buyer
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import StoredInvoice

POLISH, ENGLISH = "pl", "en"
_HOME = "PL"
_PAPERS = {ENGLISH: "pl-en"}
"""Papers that go abroad say everything in Polish too: the seller's own books and offices read them."""


async def language_to(work: UnitOfWork, stored: StoredInvoice) -> str:
    """The language that the company's book has for the buyer; else Polish at home and English abroad."""
    return await language_of(work, stored.company_id, stored.invoice.buyer)


async def language_of(work: UnitOfWork, company_id: UUID, buyer: Buyer) -> str:
    """The same, of any buyer of a company."""
    known = await work.buyers.like(company_id, buyer)
    return (known and known.language) or (POLISH if _at_home(buyer) else ENGLISH)


def paper_language(language: str) -> str:
    """The language, or languages, of the papers in a letter."""
    return _PAPERS.get(language, language)


def _at_home(buyer: Buyer) -> bool:
    """With a Polish number, or an address that is not abroad; a consumer of whom nothing is said is at home."""
    if buyer.nip is not None and (buyer.address is None or buyer.address.country == _HOME):
        return True
    if buyer.eu_vat_number is not None:
        return buyer.eu_vat_number.startswith(_HOME)
    if buyer.address is not None:
        return buyer.address.country == _HOME
    return buyer.foreign_id is None
