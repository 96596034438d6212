"""The letter of a drill: from the company to itself, never to a buyer."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.model.papers import Paper
from invoicing.services.ids import letter_id
from invoicing.services.letters_out import Attachment, Letter
from invoicing.services.messages import Channel
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Company, Role

FILES = {
    Paper.TRANSACTION_CONFIRMATION: "CWICZENIA-potwierdzenie.pdf",
    Paper.VISUALISATION: "CWICZENIA-wizualizacja.pdf",
}
"""Papers that an outage asks for, and the names of their files."""


async def own_address(work: UnitOfWork, company: Company) -> str:
    """Where the company itself is reached: its own address, else that of an owner; never a buyer's.

    Raises:
        Refused: drill-no-address.
    """
    if company.profile.seller.email is not None:
        return company.profile.seller.email
    for person, membership in await work.people.members(company.id):
        if membership.role is Role.OWNER:
            address = await work.people.address(person.id, Channel.EMAIL)
            if address is not None:
                return address
    raise Refused("drill-no-address")


def letter_to_ourselves(
    drill: UUID, to: str, words: tuple[str, str, str], papers: Mapping[Paper, bytes], domain: str
) -> Letter:
    """The letter with the papers; a repeat is the same letter.

    Args:
        drill: names the letter.
        to: an address of the company itself.
        words: subject, text part and HTML part.
        papers: PDFs.
        domain: the right side of our letters' Message-IDs.
    """
    subject, text, html = words
    files = [Attachment(FILES[paper], "application/pdf", drawn) for paper, drawn in papers.items()]
    return Letter(letter_id(drill, to, domain), to, subject, text, html, tuple(files))
