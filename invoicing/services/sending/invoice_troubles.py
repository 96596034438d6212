"""What follows when the call about one invoice fails: its issuer hears why it waits, if it still does."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from invoicing.model.errors import Refused
from invoicing.services.ports import Clock, UnitsOfWork
from invoicing.services.records import StoredInvoice
from invoicing.services.sending.troubles import Trouble, endure
from invoicing.services.sending.waiting import say_no_access, say_that_it_waits


async def endure_alone(
    trouble: Trouble,
    units: UnitsOfWork,
    clock: Clock,
    stored: StoredInvoice,
    is_due: Callable[[StoredInvoice], bool],
) -> NoReturn:
    """Tell the person, and say to the worker what follows.

    Args:
        trouble: what the call to KSeF ended with.
        units: to write down what is told.
        clock: when.
        stored: the invoice as it was before the call.
        is_due: whether it still waits, as it is now; else nobody need know.

    Raises:
        Unavailable, NotYet, SetAside: as `endure`.
    """

    async def waits(cause: str | None) -> None:
        async with units() as work:
            now = await work.invoices.get(stored.id)
            if is_due(now):
                await say_that_it_waits(work, now, clock, cause)

    async def no_access(refusal: Refused) -> None:
        async with units() as work:
            await say_no_access(work, stored, refusal, clock.now())

    await endure(trouble, waits, no_access)
