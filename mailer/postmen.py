"""Letters of every company by its own account, and those of the rest by the account of the installation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol
from uuid import UUID

from invoicing.model.errors import Unavailable
from invoicing.services.letters_out import Letter, SmtpAnswer
from mailer.accounts import SmtpAccount


class AccountPostman(Protocol):
    """A postman of one account."""

    async def send(self, letter: Letter) -> SmtpAnswer:
        """Hand one letter over."""

    async def close(self) -> None:
        """Say goodbye to the server."""


AccountOf = Callable[[UUID], Awaitable[SmtpAccount | None]]
Hire = Callable[[SmtpAccount], AccountPostman]


class Postmen:
    """Chooses the account by whose letter it is (port `Postman`).

    Args:
        house: the postman of the installation's own account; None when it has none.
        account_of: the account of a company; None: it has none of its own.
        hire: makes a postman of an account.
    """

    def __init__(self, house: AccountPostman | None, account_of: AccountOf, hire: Hire) -> None:
        self._house, self._account_of, self._hire = house, account_of, hire
        self._hired: dict[UUID, tuple[SmtpAccount, AccountPostman]] = {}

    async def send(self, letter: Letter) -> SmtpAnswer:
        """Hand one letter over, from the mailbox of its company.

        Raises:
            Unavailable: mailbox-missing, neither the company nor the installation has one yet.
        """
        postman = await self._of(letter.company_id) if letter.company_id is not None else self._house
        if postman is None:
            raise Unavailable("mailbox-missing", service="smtp")
        return await postman.send(letter)

    async def close(self) -> None:
        """Say goodbye to every server."""
        for _, postman in self._hired.values():
            await postman.close()
        self._hired.clear()
        if self._house is not None:
            await self._house.close()

    async def _of(self, company_id: UUID) -> AccountPostman | None:
        account = await self._account_of(company_id)
        kept = self._hired.get(company_id)
        if kept is not None and kept[0] == account:
            return kept[1]
        if kept is not None:
            del self._hired[company_id]  # the account was changed; nobody waits for a goodbye
            await kept[1].close()
        if account is None:
            return self._house
        postman = self._hire(account)
        self._hired[company_id] = account, postman
        return postman
