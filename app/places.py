"""From settings to the addresses and accounts that the rooms want."""

from __future__ import annotations

import httpx

from app.http import guarded_client
from app.settings import Settings
from invoicing.model.delivering import DeliveryWay
from invoicing.services.delivery.handing_over import HandingOver
from ksef.environments import Environment, KsefSettings, environment
from mailer.accounts import ImapAccount, Security, SmtpAccount


def ksef_environment(settings: Settings) -> Environment:
    """Where the Ministry's services are."""
    return environment(
        settings.ksef_environment, settings.ksef_api, settings.ksef_qr, settings.lighthouse_api
    )


def ksef_settings(settings: Settings) -> KsefSettings:
    """How to talk to KSeF; only its test environment must be asked for the checks production makes."""
    return KsefSettings(ksef_environment(settings).api, check_identifiers=settings.ksef_environment == "test")


def http_client(settings: Settings) -> httpx.AsyncClient:
    """The client for the configured addresses; the clock's only in the sandbox."""
    place = ksef_environment(settings)
    addresses = [place.api, place.qr, settings.rates_api, settings.vies_api, *network_probes(settings)]
    if settings.microsoft_client:
        addresses.append(settings.microsoft_login)
    return guarded_client([*addresses, settings.clock_url] if settings.clock_url else addresses)


def network_probes(settings: Settings) -> list[str]:
    """Addresses besides KSeF that tell, by any answer at all, whether our own connection works."""
    others = [ksef_environment(settings).lighthouse, settings.register_api]
    return [*others, settings.network_probe] if settings.network_probe else others


def smtp_account(settings: Settings) -> SmtpAccount | None:
    """Where letters go out, None when mail is not set up."""
    if not settings.smtp_host or not settings.mail_from:
        return None
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    return SmtpAccount(
        settings.smtp_host,
        settings.smtp_port,
        Security(settings.smtp_security),
        settings.smtp_user,
        password,
        settings.mail_from,
        settings.mail_from_name,
    )


def imap_account(settings: Settings) -> ImapAccount | None:
    """Where letters come in, None when mail is not set up."""
    if not settings.imap_host or not settings.imap_user or settings.imap_password is None:
        return None
    return ImapAccount(
        settings.imap_host,
        settings.imap_port,
        Security(settings.imap_security),
        settings.imap_user,
        settings.imap_password.get_secret_value(),
        settings.mail_trusted_authserv,
        address=settings.imap_user if "@" in settings.imap_user else settings.mail_from or "",
        tidy=settings.mail_tidy,
    )


def letter_domain(settings: Settings) -> str:
    """The domain in the Message-IDs of our letters."""
    return (settings.mail_from or "latarnik.invalid").rpartition("@")[2]


def ways_to_buyers(settings: Settings) -> frozenset[DeliveryWay]:
    """What this installation can do: a link needs an address that buyers can open, Telegram a bot."""
    ways = {DeliveryWay.EMAIL, DeliveryWay.PRINT}
    ways |= {DeliveryWay.LINK} if settings.public_address else set()
    ways |= {DeliveryWay.TELEGRAM} if settings.telegram_token else set()
    return frozenset(ways)


def handing_over(settings: Settings) -> HandingOver:
    """What promises papers to buyers."""
    return HandingOver(letter_domain(settings), ways_to_buyers(settings))
