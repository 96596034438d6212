"""What a letter shows of its sender, gathered for the decision that is made elsewhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

from invoicing.services.messages import MailProof
from mailer.accounts import ImapAccount
from mailer.authenticity import vouched

_PLUS = re.compile(r"([a-z2-7]{16})")
"""A command token: what base32 in lower case writes of ten bytes."""
_IN_SUBJECT = re.compile(r"\[L-([a-z2-7]{8})\]", re.IGNORECASE)


def proof_of(message: EmailMessage, account: ImapAccount) -> MailProof:
    """Everything there is to judge a letter of this mailbox by."""
    token = _plus_token(message, account.user)
    short = None if token else _IN_SUBJECT.search(str(message.get("Subject", ""))[:900])
    return MailProof(
        token=token or (short[1].lower() if short else None),
        in_subject=short is not None,
        vouched=vouched(message, account.trusted_authserv),
        addressed=any(_is_ours(each, account.user) for each in _recipients(message)),
        dated=_dated(message),
    )


def _plus_token(message: EmailMessage, ours: str) -> str | None:
    """Of the envelope's address where the server wrote it down, else of To: the token is the secret, not its place."""
    delivered = [str(value).strip().strip("<>") for value in message.get_all("Delivered-To", [])[:1]]
    for address in (*delivered, *_recipients(message)):
        local = address.lower().rpartition("@")[0]
        if _is_ours(address, ours) and (found := _PLUS.fullmatch(local.partition("+")[2])):
            return found[1]
    return None


def _recipients(message: EmailMessage) -> list[str]:
    headers: list[Any] = [*message.get_all("To", []), *message.get_all("Cc", [])]
    return [str(each.addr_spec) for header in headers for each in header.addresses]


def _is_ours(address: str, ours: str) -> bool:
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" == ours.lower()


def _dated(message: EmailMessage) -> datetime | None:
    try:
        dated = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return None
    return dated if dated.tzinfo else dated.replace(tzinfo=UTC)  # "-0000": no zone is told, the moment is UTC
