"""What letters out need of the installation: addresses that find home, and what a mailbox was seen to do."""

from __future__ import annotations

from invoicing.services.delivery.addressing import Addresses
from invoicing.services.mailboxes.records import MailboxAbilities
from mailer.smtp import LearnedOf
from storage.database import Database

_PURPOSE = b"mail-addresses"


def our_addresses(database: Database) -> Addresses:
    """Addresses under a key that follows from the installation's secret key."""
    return Addresses(database.derived_key(_PURPOSE))


def learned_of(database: Database) -> LearnedOf:
    """Looks up what `latarnik doctor mail` learned of a mailbox."""

    async def learned(address: str) -> MailboxAbilities | None:
        async with database.units.reading() as work:
            return await work.mailboxes.abilities(address)

    return learned
