"""What letters out need of the installation: addresses that find home, and what a mailbox was seen to do."""

from __future__ import annotations

from app.reading_settings import WrongSettingsError
from app.settings import Settings
from invoicing.services.delivery.addressing import Addresses
from invoicing.services.mailboxes.daily import DailyAllowance
from invoicing.services.mailboxes.presets import PRESETS
from invoicing.services.mailboxes.records import MailboxAbilities
from invoicing.services.ports import Clock
from mailer.accounts import SmtpAccount
from mailer.dkim_signing import signer
from mailer.pacing import Pace
from mailer.smtp import LearnedOf, Signing
from storage.database import Database

_PURPOSE = b"mail-addresses"
_PER_MINUTE = {
    each.smtp.host: each.per_minute for each in PRESETS.values() if each.smtp and each.per_minute is not None
}
_PER_DAY = {
    each.smtp.host: each.per_day for each in PRESETS.values() if each.smtp and each.per_day is not None
}


def our_addresses(database: Database) -> Addresses:
    """Addresses under a key that follows from the installation's secret key."""
    return Addresses(database.derived_key(_PURPOSE))


def learned_of(database: Database) -> LearnedOf:
    """Looks up what `latarnik doctor mail` learned of a mailbox."""

    async def learned(address: str) -> MailboxAbilities | None:
        async with database.units.reading() as work:
            return await work.mailboxes.abilities(address)

    return learned


def pace_of(settings: Settings, database: Database, clock: Clock, account: SmtpAccount) -> Pace:
    """The pace of an account: what its provider lets out, and what recipients' servers are used to."""
    out = _PER_MINUTE.get(account.host, 0)
    return Pace(database.calls, clock, settings.mail_per_minute, lambda _: out)


def allowance_of(
    settings: Settings, database: Database, clock: Clock, account: SmtpAccount
) -> DailyAllowance:
    """How many letters a day go out of an account: what the operator says of their own, else the provider's limit."""
    own = settings.mail_per_day if account.sender == settings.mail_from else 0
    most = own or _PER_DAY.get(account.host, 0)
    return DailyAllowance(database.units, clock, lambda _: most)


def signing_of(settings: Settings) -> Signing | None:
    """What signs letters by DKIM; None where nobody wants it.

    Raises:
        WrongSettingsError: the key cannot be read, or there is no address in From.
    """
    if settings.dkim_selector is None or settings.dkim_key_file is None or settings.mail_from is None:
        return None
    try:
        key = settings.dkim_key_file.read_bytes()
        return signer(settings.mail_from.rpartition("@")[2], settings.dkim_selector, key)
    except (OSError, ValueError) as error:
        raise WrongSettingsError(f"LATARNIK_DKIM_KEY_FILE cannot be used: {error}") from None
