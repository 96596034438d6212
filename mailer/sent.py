"""Copies of letters in the folder of sent ones."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from email import message_from_bytes
from email.message import EmailMessage
from uuid import UUID

from invoicing.model.errors import Unavailable
from mailer.accounts import ImapAccount
from mailer.forgiving import FORGIVING
from mailer.imap import Imap

AccountOf = Callable[[UUID], Awaitable[ImapAccount | None]]


class ImapSentFolder:
    """Puts a copy into the mailbox that a letter went from (port `SentFolder`).

    Args:
        account_of: the mailbox of a company; None: it has none of its own.
        house: the installation's mailbox; None when it has none.
    """

    def __init__(self, account_of: AccountOf, house: ImapAccount | None) -> None:
        self._account_of, self._house = account_of, house

    async def keep(self, company_id: UUID, raw: bytes, folder: str) -> None:
        """Put a letter there once, which its Message-ID tells.

        Raises:
            Unavailable: the mailbox does not answer.
        """
        account = await self._account_of(company_id) or self._house
        if account is None:
            return
        message_id = _message_id(raw)
        async with Imap(account) as mailbox:
            if not await _opened(mailbox, folder):
                await mailbox.create(folder)
                await mailbox.open(folder)
            if not message_id or not await mailbox.uids_with("MESSAGE-ID", message_id):
                await mailbox.append(raw, folder)


async def _opened(mailbox: Imap, folder: str) -> bool:
    try:
        await mailbox.open(folder)
    except Unavailable as refusal:
        if "connection" in refusal.details.get("text", ""):
            raise
        return False
    return True


def _message_id(raw: bytes) -> str:
    head = message_from_bytes(raw.partition(b"\r\n\r\n")[0], _class=EmailMessage, policy=FORGIVING)
    return str(head.get("Message-ID", "")).strip().strip("<>")
