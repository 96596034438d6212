"""A log-in with what a company has just handed in, to see what it may do (port `Entry`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from ksef.auth import Login
from ksef.credentials import KsefCredentials
from ksef.standing import permissions_in


class EntryOverHttp:
    """Logs in anew each time."""

    def __init__(
        self,
        login: Login,
        credentials: Callable[[UUID, bool], Awaitable[KsefCredentials]],
        forget: Callable[[UUID], None],
    ) -> None:
        """`credentials` takes the company and whether its token is meant; `forget` drops log-ins from before."""
        self._login, self._credentials, self._forget = login, credentials, forget

    async def what_it_may(self, company_id: UUID, *, by_token: bool) -> frozenset[str]:
        """What may be done with it, in KSeF's words; raises as `Login`."""
        self._forget(company_id)
        tokens = await self._login(await self._credentials(company_id, by_token))
        return permissions_in(tokens.access)
