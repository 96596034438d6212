"""What KSeF's answers mean for a promise: come back later, tell the person why, or leave it to a human."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NoReturn

from invoicing.model.errors import LatarnikError, Misunderstood, Refused, Unavailable
from invoicing.services.jobs import NotYet

ACCESS_CHECK = 300.0
"""Seconds until we try again with an access that KSeF refused."""
UNREADABLE = "unreadable"
"""Cause of waiting: somebody answers in KSeF's place, or KSeF answers what no KSeF should."""
_CALL_REFUSED = "ksef-call-refused"
_SLOW_DOWN = {"ksef-limit", "ksef-too-many-requests"}
_NEVER_FITS = {"batch-too-large"}
_A_WHILE = 60.0


class SetAside(LatarnikError):
    """Trying again will not help: the promise is set aside until a human has looked."""

    code = "set-aside"


Trouble = Unavailable | Misunderstood | Refused


async def endure(
    trouble: Trouble,
    waits: Callable[[str | None], Awaitable[None]],
    no_access: Callable[[Refused], Awaitable[None]],
) -> NoReturn:
    """Tell who must know, and say to the worker what follows.

    Args:
        trouble: what the call to KSeF ended with.
        waits: tells that it waits; a cause, or None for KSeF's silence.
        no_access: tells that the company's access does not serve.

    Raises:
        Unavailable: the worker comes back.
        NotYet: a limit; nothing is wrong and nobody need know.
        SetAside: KSeF understood the call and refused it (HTTP 400 with its codes), which is our fault.
    """
    if trouble.reason in _NEVER_FITS:
        raise SetAside(trouble.reason, **trouble.details) from trouble
    if isinstance(trouble, Refused):
        await no_access(trouble)
        raise Unavailable("access-missing", retry_after=ACCESS_CHECK) from trouble
    if isinstance(trouble, Misunderstood):
        if trouble.reason == _CALL_REFUSED and trouble.details.get("codes"):
            raise SetAside(trouble.reason, **trouble.details) from trouble
        await waits(UNREADABLE)
        raise Unavailable(trouble.reason) from trouble
    if trouble.reason in _SLOW_DOWN:
        raise NotYet(_A_WHILE if trouble.retry_after is None else trouble.retry_after) from trouble
    await waits(None)
    raise Unavailable(trouble.reason, retry_after=trouble.retry_after) from trouble
