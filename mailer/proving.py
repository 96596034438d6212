"""What a letter shows of its sender, gathered for the decision that is made elsewhere."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

from invoicing.services.messages import MailProof
from mailer.accounts import ImapAccount
from mailer.authenticity import vouched
from mailer.dkim_check import Signature

_PLUS = re.compile(r"([a-z2-7]{16})")
"""A command token: what base32 in lower case writes of ten bytes."""
_IN_SUBJECT = re.compile(r"\[L-([a-z2-7]{8})\]", re.IGNORECASE)


def proof_of(message: EmailMessage, account: ImapAccount, signature: Signature | None = None) -> MailProof:
    """Everything there is to judge a letter of this mailbox by; `signature` is the one that proves From."""
    token = plus_token(message, account.mailbox)
    short = None if token else _IN_SUBJECT.search(str(message.get("Subject", ""))[:900])
    return MailProof(
        mailbox=account.user.lower(),
        token=token or (short[1].lower() if short else None),
        in_subject=short is not None,
        vouched=vouched(message, account.trusted_authserv),
        signed=signature is not None,
        addressed=any(_is_ours(each, account.mailbox) for each in _named(message, signature)),
        dated=_dated(message),
        digest=signature.digest if signature else _digest(message),
    )


def plus_token(message: EmailMessage, ours: str) -> str | None:
    """Of the envelope's address where the server wrote it down, else of To: the token is the secret, not its place."""
    delivered = [str(value).strip().strip("<>") for value in message.get_all("Delivered-To", [])[:1]]
    for address in (*delivered, *_recipients(message)):
        local = address.lower().rpartition("@")[0]
        if _is_ours(address, ours) and (found := _PLUS.fullmatch(local.partition("+")[2])):
            return found[1]
    return None


def _recipients(message: EmailMessage) -> list[str]:
    return _addresses([*message.get_all("To", []), *message.get_all("Cc", [])])


def _addresses(headers: list[Any]) -> list[str]:
    return [str(each.addr_spec) for header in headers for each in header.addresses]


def _named(message: EmailMessage, signature: Signature | None) -> list[str]:
    """Whom the writer named: where From is proven by a signature that leaves Cc out, anybody may have put one in."""
    if signature is not None and "cc" not in signature.covers:
        return _addresses(message.get_all("To", []))
    return _recipients(message)


def _digest(message: EmailMessage) -> str | None:
    """Without a signature the Message-ID has to do; whoever writes none cannot be told from a copy."""
    message_id = message["Message-ID"]
    if message_id is None:
        return None
    return hashlib.sha256(f"{message_id}\0{message['Date']}".encode()).hexdigest()


def _is_ours(address: str, ours: str) -> bool:
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" == ours.lower()


def _dated(message: EmailMessage) -> datetime | None:
    try:
        dated = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return None
    return dated if dated.tzinfo else dated.replace(tzinfo=UTC)  # "-0000": no zone is told, the moment is UTC
