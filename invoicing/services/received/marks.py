"""What is odd about a received invoice; a mark is a reason to look, never a verdict."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import date

from invoicing.model.document import DocumentView
from invoicing.model.errors import InvalidDocument, InvalidNip, Unavailable
from invoicing.model.party import Nip
from invoicing.services.received.ports import AccountRegister, Reads

log = logging.getLogger(__name__)

NEW_SELLER, UNLISTED, NOT_OURS, UNASKED = "new-seller", "account-unlisted", "not-our-nip", "register-silent"
_ACCOUNT = re.compile(r"(?:PL)?(\d{26})")
_PAID = "1"
_PAID_IN_PARTS = "2"


@dataclass(frozen=True, slots=True)
class Said:
    """What its document says of paying it; nothing where there is no document yet.

    Attributes:
        paid: it was paid before it was issued.
        accounts: of 26 digits, in their order.
        buyer: NIP of the buyer, where the document has one.
    """

    due_date: date | None = None
    paid: bool = False
    accounts: tuple[str, ...] = ()
    buyer: str | None = None


def said_of(xml: bytes | None, reads: Reads) -> Said:
    """Read it; a document that cannot be read says nothing, and is shown all the same."""
    if xml is None:
        return Said()
    try:
        view = reads(xml)
    except InvalidDocument as error:
        log.warning("a received document cannot be read", extra={"why": error.reason})
        return Said()
    return Said(_due(view), _is_paid(view), _accounts(view), dict(view.buyer.identifiers).get("nip"))


def _due(view: DocumentView) -> date | None:
    """The last day of payment; whoever may pay in parts has until then."""
    days = []
    for term in view.payment.due if view.payment else ():
        try:
            days.append(date.fromisoformat(term.date))
        except ValueError:
            continue  # a term in words, or none that can be
    return max(days, default=None)


def _is_paid(view: DocumentView) -> bool:
    payment = view.payment
    return payment is not None and (payment.paid == _PAID or payment.partly_paid == _PAID_IN_PARTS)


def _accounts(view: DocumentView) -> tuple[str, ...]:
    payment = view.payment
    every = (*payment.accounts, *payment.factor_accounts) if payment else ()
    found = (_ACCOUNT.fullmatch(re.sub(r"[\s-]", "", each.number)) for each in every)
    return tuple(match[1] for match in found if match)


class Accounts:
    """Asks about accounts, once for each seller and account; when nobody answers it does not ask on."""

    def __init__(self, register: AccountRegister, today: date) -> None:
        self._register, self._today, self._silent = register, today, False

    async def marks(self, seller: str | None, said: Said) -> list[str]:
        """What is odd about where the money is to go."""
        try:
            nip = Nip.parse(seller or "")
        except InvalidNip:
            return []  # a foreign seller is in no Polish register
        if said.paid or not said.accounts:
            return []
        if self._silent:
            return [UNASKED]
        try:
            known = [await self._register.assigned(nip, each, self._today) for each in said.accounts]
        except Unavailable as error:
            log.info("the register does not answer about an account", extra={"why": error.reason})
            self._silent = True
            return [UNASKED]
        return [] if all(known) else [UNLISTED]
