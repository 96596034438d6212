"""The questions of `latarnik setup` about the mailbox: the provider's servers are known for many addresses."""

from __future__ import annotations

from dataclasses import dataclass

from app.commands.setup_questions import NONE, Questions, UnusableAnswerError
from app.commands.speaking import say
from invoicing.services.mailboxes.presets import preset_of
from invoicing.services.mailboxes.records import Endpoint, LogIn, WireSecurity
from templates.mailboxes import mailbox_steps

_LOOPBACK = {"127.0.0.1", "localhost"}
_STARTTLS = {25, 143, 587}
"""Ports on which a connection begins in the clear and goes on with STARTTLS."""
_NO_MAILBOX = "Without a mailbox no letter goes out or comes in; latarnik run leaves mail out."
_MICROSOFT = (
    "{} is a mailbox of Microsoft, which lets programs in by a permission and not by a password. Take another one here, "
    "and give that one to your company later: latarnik mailbox add"
)


@dataclass(frozen=True, slots=True)
class GivenMailbox:
    """What the command line says of the mailbox; None where it says nothing."""

    address: str | None = None
    imap: str | None = None
    smtp: str | None = None
    user: str | None = None


def mailbox_settings(given: GivenMailbox, questions: Questions) -> dict[str, str]:
    """The settings of a mailbox, its password too; an empty log-in name where none is wanted.

    Raises:
        UnusableAnswerError: a server or the address will not do.
    """
    address = (
        (given.address or questions.ask("Latarnik's own, empty mailbox (address)", NONE)).strip().lower()
    )
    if address == NONE:
        say(_NO_MAILBOX)
        return {"imap_user": ""}
    if address.count("@") != 1:
        raise UnusableAnswerError(f"{address} is no address of a mailbox. Without one, say {NONE}.")
    preset = preset_of(None, address)
    if preset.log_in is LogIn.MICROSOFT:
        raise UnusableAnswerError(_MICROSOFT.format(address))
    say(mailbox_steps(preset))
    imap = _server(given.imap, preset.imap, 993) or _asked(questions, "Server of letters in (IMAP)", 993)
    smtp = _server(given.smtp, preset.smtp, 465) or _asked(questions, "Server of letters out (SMTP)", 465)
    user = given.user or (address if preset.imap else questions.ask("Log-in name", address))
    password = questions.secret(f"Password of {address}")
    believed = {"mail_trusted_authserv": preset.trusted_authserv} if preset.trusted_authserv else {}
    return {
        **_way("smtp", smtp, user, password),
        "mail_from": address,
        **_way("imap", imap, user, password),
        **believed,
    }


def _way(name: str, server: Endpoint, user: str, password: str) -> dict[str, str]:
    return {
        f"{name}_host": server.host,
        f"{name}_port": str(server.port),
        f"{name}_security": server.security.value,
        f"{name}_user": user,
        f"{name}_password": password,
    }


def _asked(questions: Questions, question: str, port: int) -> Endpoint:
    return _endpoint(questions.ask(f"{question}, with :port when it is not {port}"), port)


def _server(said: str | None, known: Endpoint | None, port: int) -> Endpoint | None:
    return _endpoint(said, port) if said else known


def _endpoint(said: str, usual: int) -> Endpoint:
    host, _, port = said.partition(":")
    if not host or (port and not (port.isdecimal() and 0 < int(port) < 65536)):
        raise UnusableAnswerError(f"{said or 'Nothing'} is no server; write host or host:port.")
    number = int(port or usual)
    if host in _LOOPBACK:
        return Endpoint(host, number, WireSecurity.NONE)
    return Endpoint(host, number, WireSecurity.STARTTLS if number in _STARTTLS else WireSecurity.TLS)
