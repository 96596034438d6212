"""Which environment of KSeF books belong to: numbers of one are worth nothing in another, so the books remember it.

Noted with their first company, and carried along wherever the books go: moved, copied, brought back. Without it one
changed setting would send invoices of the test environment to the real KSeF.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select

from storage.tables import companies
from storage.traffic import cursors
from storage.transaction import Transaction

_NAME = "ksef-environment"
_WHICH = select(cursors.c.value).where(cursors.c.name == _NAME)
_ANY_COMPANY = select(companies.c.id).limit(1)


async def environment_of(transaction: Transaction) -> str | None:
    """The environment that the books belong to; None as long as they know none."""
    row = await transaction.first(_WHICH)
    return None if row is None else str(row.value)


async def belong(transaction: Transaction) -> None:
    """From their first company on the books belong to the environment of this process."""
    here = transaction.shared.environment
    if here is not None:
        new = transaction.insert(cursors).values(name=_NAME, value=bindparam("environment"))
        await transaction.run(new.on_conflict_do_nothing(), {"environment": here})


async def is_undecided(transaction: Transaction) -> bool:
    """Whether there is a company whose environment nobody has noted: books from before it was."""
    unknown = transaction.shared.environment is not None and await environment_of(transaction) is None
    return unknown and await transaction.first(_ANY_COMPANY) is not None


async def misplaced(transaction: Transaction) -> str | None:
    """What is wrong, as a code that names where the books belong (books-of-test); None where they are in place."""
    here, theirs = transaction.shared.environment, await environment_of(transaction)
    return None if here is None or theirs in {None, here} else f"books-of-{theirs}"
