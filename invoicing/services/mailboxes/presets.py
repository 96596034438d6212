"""What is known of mail providers: where their servers are, how they let programs in, how much may be sent.

Servers and limits are public knowledge. `checked` is the day somebody held an entry against the provider's own pages;
None says that nobody has, and `latarnik doctor mail` shows whether it fits. How to switch IMAP on is said in Polish by
the room `templates`, under the code of the provider.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from invoicing.model.errors import Refused
from invoicing.services.mailboxes.records import Endpoint, LogIn, WireSecurity

_IMAPS, _SMTPS = (993, WireSecurity.TLS), (465, WireSecurity.TLS)


@dataclass(frozen=True, slots=True)
class Preset:
    """A provider.

    Attributes:
        imap, smtp: its servers; None where every customer has another one.
        trusted_authserv: the authserv-id of its verdicts, where it is known to remove those of others.
        per_day, per_minute: letters it lets out of one mailbox; None: not known.
    """

    code: str
    imap: Endpoint | None
    smtp: Endpoint | None
    log_in: LogIn = LogIn.PASSWORD
    trusted_authserv: str | None = None
    per_day: int | None = None
    per_minute: int | None = None
    checked: date | None = None

    def endpoints(self, imap_host: str | None, smtp_host: str | None) -> tuple[Endpoint, Endpoint]:
        """Its servers, or those that were named.

        Raises:
            Refused: mailbox-servers, neither the preset nor the caller names them.
        """
        imap = Endpoint(imap_host, *_IMAPS) if imap_host else self.imap
        smtp = Endpoint(smtp_host, *_SMTPS) if smtp_host else self.smtp
        if imap is None or smtp is None:
            raise Refused("mailbox-servers", preset=self.code)
        return imap, smtp


def _portal(code: str, imap: str, smtp: str, **known: Any) -> Preset:
    return Preset(code, Endpoint(imap, *_IMAPS), Endpoint(smtp, *_SMTPS), **known)


_KNOWN = (
    _portal(
        "gmail",
        "imap.gmail.com",
        "smtp.gmail.com",
        trusted_authserv="mx.google.com",
        per_day=500,
    ),
    Preset(
        "microsoft",
        Endpoint("outlook.office365.com", *_IMAPS),
        Endpoint("smtp.office365.com", 587, WireSecurity.STARTTLS),
        log_in=LogIn.MICROSOFT,
        per_day=10_000,
        per_minute=30,
        checked=date(2026, 11, 21),  # the way to log in, against Microsoft's page on OAuth for IMAP and SMTP
    ),
    _portal("o2", "poczta.o2.pl", "poczta.o2.pl"),
    _portal("wp", "imap.wp.pl", "smtp.wp.pl"),
    _portal("onet", "imap.poczta.onet.pl", "smtp.poczta.onet.pl"),
    _portal("interia", "poczta.interia.pl", "poczta.interia.pl"),
    Preset("home", None, None),
    Preset("other", None, None),
)

PRESETS: Mapping[str, Preset] = {each.code: each for each in _KNOWN}
"""Providers by code."""

_OF_DOMAIN = {
    "gmail.com": "gmail",
    "googlemail.com": "gmail",
    "outlook.com": "microsoft",
    "hotmail.com": "microsoft",
    "live.com": "microsoft",
    "o2.pl": "o2",
    "tlen.pl": "o2",
    "go2.pl": "o2",
    "wp.pl": "wp",
    "onet.pl": "onet",
    "op.pl": "onet",
    "poczta.onet.pl": "onet",
    "interia.pl": "interia",
    "interia.eu": "interia",
    "poczta.fm": "interia",
}


def preset_of(code: str | None, address: str) -> Preset:
    """The provider of that code, or else of that address.

    >>> preset_of(None, "jan.hydraulik@o2.pl").code, preset_of(None, "biuro@firma.pl").code
    ('o2', 'other')

    Raises:
        Refused: mailbox-preset, nobody knows that code.
    """
    found = PRESETS.get(code or _OF_DOMAIN.get(address.rpartition("@")[2].lower(), "other"))
    if found is None:
        raise Refused("mailbox-preset", preset=code or "", known=", ".join(PRESETS))
    return found
