"""What an answer does to an onboarding: one function a step; questions to the register are asked before anything is written."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from invoicing.model.accounts import BankAccount
from invoicing.model.company import VatExemption, VatStatus
from invoicing.model.errors import InvalidValue, Refused, Unavailable
from invoicing.model.party import Address, Nip
from invoicing.model.text import LONG, check_text
from invoicing.services.onboarding import asking
from invoicing.services.onboarding.numbers import numbering_in
from invoicing.services.onboarding.records import Onboarding, Seen, Step
from invoicing.services.parsing.tokens import fold
from invoicing.services.ports import Clock, TaxpayerRegister, UnitsOfWork
from invoicing.services.received.ports import AccountRegister

ACTIVE = "Czynny"
"""The register's word for those who charge VAT."""
LIMIT_BASIS = "art. 113 ust. 1 i 9 ustawy o VAT"
"""What most exempt companies write: sales below the limit."""
_NIP = re.compile(r"(?:nip|vat|пдв)?\s*:?\s*(?P<rest>.+)", re.IGNORECASE | re.DOTALL)
_ACCOUNT = re.compile(r"(?:(?:numer )?(?:konta|konto|rachunek|rachunku|nrb|iban|account|рахунок))?\s*:?\s*(?P<rest>.+)", re.IGNORECASE)  # fmt: skip
_TOWN = re.compile(r"(?P<street>.+?),\s*(?P<town>\d{2}-\d{3}\s+.+)")
_EXEMPT = re.compile(r"\b(?:zwoln|exempt|nie (?:place|jestem)|звільн|113)")
_TAXED = re.compile(r"\b(?:czynny|place|vat|taxed|tak|плачу|пдв)")

Answer = Callable[[Onboarding, str], Awaitable[Onboarding]]


class Steps:
    """Takes answers in words and by buttons.

    Args:
        units: to see whether a company is here already.
        clock: tells the day that the register is asked about.
        register: knows names, addresses and VAT status.
        accounts: knows which accounts belong to whom.
    """

    def __init__(
        self, units: UnitsOfWork, clock: Clock, register: TaxpayerRegister, accounts: AccountRegister
    ) -> None:
        self._units, self._clock, self._register, self._accounts = units, clock, register, accounts
        self._answers: Mapping[Step, Answer] = {
            Step.NIP: self._nip,
            Step.ACCOUNT: self._account,
        }

    async def said(self, onboarding: Onboarding, text: str) -> Onboarding:
        """The onboarding after an answer in words.

        Raises:
            InvalidValue: the answer cannot be; the question stands.
            Refused: company-here-already.
        """
        answer = self._answers.get(onboarding.step)
        if answer is not None:
            return await answer(onboarding, text)
        return IN_WORDS[onboarding.step](onboarding, text, self._clock.today())

    async def _nip(self, onboarding: Onboarding, text: str) -> Onboarding:
        found = _NIP.fullmatch(text.strip())
        nip, today = Nip.parse(found["rest"] if found else text), self._clock.today()
        async with self._units.reading() as work:
            if await work.companies.by_nip(nip) is not None:
                raise Refused("company-here-already", nip=nip.digits)
        try:
            entry = await self._register.find(nip, today)
        except Unavailable:
            return onboarding.at(Step.NAME, nip=nip, silent=True, seen=None)
        if entry is None:
            return onboarding.at(Step.NAME, nip=nip, silent=False, seen=Seen(today))
        seen = Seen(today, entry.name, entry.address, entry.vat_status, entry.accounts, entry.request_id)
        return onboarding.at(
            Step.CARD if entry.address else Step.ADDRESS,
            nip=nip, silent=False, seen=seen, name=entry.name, address=entry.address,
            vat_status=VatStatus.ACTIVE, exemption=None,
        )  # fmt: skip

    async def _account(self, onboarding: Onboarding, text: str) -> Onboarding:
        found = _ACCOUNT.fullmatch(text.strip())
        account = BankAccount.parse(found["rest"] if found else text)
        if await self._is_unlisted(onboarding, account):
            return onboarding.again(doubted=account.number)
        return with_account(onboarding, account.number)

    async def _is_unlisted(self, onboarding: Onboarding, account: BankAccount) -> bool:
        """Whether the register says so; an exempt company need not be there, and silence says nothing."""
        exempt = onboarding.vat_status is VatStatus.EXEMPT
        if exempt or onboarding.nip is None or not account.iban.startswith("PL"):
            return False
        try:
            return not await self._accounts.assigned(onboarding.nip, account.number, self._clock.today())
        except Unavailable:
            return False


def with_account(onboarding: Onboarding, account: str | None, *, unlisted: bool = False) -> Onboarding:
    """The account is settled; the numbers come next."""
    return onboarding.at(Step.NUMBERING, account=account, doubted=None, unlisted=unlisted)


def _name(onboarding: Onboarding, text: str, today: date) -> Onboarding:
    del today
    name = " ".join(text.split())
    check_text(name, "name", LONG)
    return onboarding.at(Step.CARD if onboarding.address else Step.ADDRESS, name=name)


def _address(onboarding: Onboarding, text: str, today: date) -> Onboarding:
    del today
    line = ", ".join(" ".join(part.split()).strip(",") for part in text.splitlines() if part.strip())
    parts = _TOWN.fullmatch(line)
    address = Address(parts["street"], parts["town"]) if parts else Address(line)
    return onboarding.at(Step.CARD, address=address)


def _card(onboarding: Onboarding, text: str, today: date) -> Onboarding:
    """A word of consent, or what should stand there instead."""
    said = fold(text).strip(" .!")
    if said in asking.AGREED:
        return confirmed(onboarding)
    label, _, value = text.partition(":")
    change = {"nazwa": _name, "name": _name, "adres": _address, "address": _address}.get(fold(label).strip())
    if change is None or not value.strip():
        raise InvalidValue("onboarding-card")
    return change(onboarding, value, today)


def confirmed(onboarding: Onboarding) -> Onboarding:
    """Name and address fit; whoever the register does not call active is asked about VAT."""
    if onboarding.seen is not None and onboarding.seen.vat_status == ACTIVE:
        return onboarding.at(Step.ACCOUNT)
    return onboarding.at(Step.VAT)


def _vat(onboarding: Onboarding, text: str, today: date) -> Onboarding:
    del today
    said = fold(text)
    if _EXEMPT.search(said):
        return onboarding.at(Step.EXEMPTION)
    if _TAXED.search(said):
        return taxed(onboarding)
    raise InvalidValue("onboarding-vat")


def taxed(onboarding: Onboarding) -> Onboarding:
    """The company charges VAT."""
    return onboarding.at(Step.ACCOUNT, vat_status=VatStatus.ACTIVE, exemption=None)


def _exemption(onboarding: Onboarding, text: str, today: date) -> Onboarding:
    """The law's own words, as they will stand on invoices (P_19A); without an article they are none."""
    del today
    basis = " ".join(text.split())
    if not re.search(r"\bart\.?\s*\d", fold(basis)):
        raise InvalidValue("exemption-basis")
    return exempt_by(onboarding, VatExemption(basis).text)


def exempt_by(onboarding: Onboarding, basis: str) -> Onboarding:
    """The company charges no VAT, on that ground."""
    return onboarding.at(Step.ACCOUNT, vat_status=VatStatus.EXEMPT, exemption=basis)


def _numbering(onboarding: Onboarding, text: str, today: date) -> Onboarding:
    said = numbering_in(text, today)
    return onboarding.again(
        series=said.series or onboarding.series,
        next_number=said.next_number or (1 if said.series else onboarding.next_number),
    )


IN_WORDS: Mapping[Step, Callable[[Onboarding, str, date], Onboarding]] = {
    Step.NAME: _name,
    Step.ADDRESS: _address,
    Step.CARD: _card,
    Step.VAT: _vat,
    Step.EXEMPTION: _exemption,
    Step.NUMBERING: _numbering,
}
_BY_BUTTON: Mapping[tuple[Step, str], Callable[[Onboarding], Onboarding]] = {
    (Step.CARD, asking.YES): confirmed,
    (Step.CARD, asking.NAME): lambda one: one.at(Step.NAME),
    (Step.CARD, asking.ADDRESS): lambda one: one.at(Step.ADDRESS),
    (Step.VAT, asking.TAXED): taxed,
    (Step.VAT, asking.EXEMPT): lambda one: one.at(Step.EXEMPTION),
    (Step.EXEMPTION, asking.LIMIT): lambda one: exempt_by(one, LIMIT_BASIS),
    (Step.ACCOUNT, asking.NO_ACCOUNT): lambda one: with_account(one, None),
    (Step.ACCOUNT, asking.ANYWAY): lambda one: with_account(one, one.doubted, unlisted=True),
    (Step.PAUSED, asking.BEGIN): Onboarding.begun_anew,
}


def tapped(onboarding: Onboarding, action: str) -> Onboarding | None:
    """The onboarding after a tap; None where the button has no meaning at this step."""
    if action == asking.BACK:
        return onboarding.back()
    if action == asking.STOP:
        return onboarding.stopped()
    if onboarding.step is Step.ACCOUNT and action in asking.LISTED and onboarding.seen:
        at = asking.LISTED.index(action)
        listed = onboarding.seen.accounts
        return with_account(onboarding, listed[at]) if at < len(listed) else None
    change = _BY_BUTTON.get((onboarding.step, action))
    return change(onboarding) if change else None
