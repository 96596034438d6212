"""How, until when and to which account to pay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from invoicing.model.accounts import BankAccount
from invoicing.model.errors import InvalidAccount, InvalidAmount, InvalidDocument, InvalidValue
from invoicing.model.money import check_number
from invoicing.model.text import LONG, check_text

_SWIFT = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
_PAYMENT_ID = re.compile(r"[0-9]{3}[a-zA-Z0-9]{10}")
_ACCOUNT_LENGTHS = range(10, 35)  # TNrRB
_UNIT = 50  # TZnakowy50


class PaymentMethod(StrEnum):
    """How the buyer pays; FormaPlatnosci is the number in the comment of the FA(3) writer."""

    TRANSFER = "transfer"
    CASH = "cash"
    CARD = "card"
    MOBILE = "mobile"
    VOUCHER = "voucher"
    CHEQUE = "cheque"
    CREDIT = "credit"

    @property
    def at_once(self) -> bool:
        """Whether who pays so pays on the spot: no term is assumed for it."""
        return self in _AT_ONCE


_AT_ONCE = frozenset({PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.MOBILE, PaymentMethod.VOUCHER})


class BankOwn(StrEnum):
    """Why a bank's own account stands on an invoice (RachunekWlasnyBanku, art. 96b ust. 3a VATA)."""

    BOUGHT_CLAIMS = "1"
    COLLECTED_BY_BANK = "2"
    OWN_BUSINESS = "3"


@dataclass(frozen=True, slots=True)
class Account:
    """An account to pay to; NRB and IBAN have right check digits, numbers of other shapes are taken as they are."""

    number: str
    swift: str | None = None
    bank: str | None = None
    description: str | None = None
    bank_own: BankOwn | None = None

    def __post_init__(self) -> None:
        check_text(self.number, "account")
        try:
            BankAccount.parse(self.number)
        except InvalidAccount as fault:
            if fault.reason != "account-format" or len(self.number) not in _ACCOUNT_LENGTHS:
                raise
        if self.swift is not None and not _SWIFT.fullmatch(self.swift):
            raise InvalidValue("swift", value=self.swift)
        for text in (self.bank, self.description):
            if text is not None:
                check_text(text, "bank")


@dataclass(frozen=True, slots=True)
class Due:
    """One of several terms: a date, or so many units after an event ("14", "dni", "otrzymanie faktury").

    Attributes:
        count, unit, event: all three or none (TerminOpis).
    """

    on: date | None = None
    count: int | None = None
    unit: str | None = None
    event: str | None = None

    def __post_init__(self) -> None:
        words = (self.count, self.unit, self.event)
        if any(each is None for each in words) and (self.on is None or words != (None, None, None)):
            raise InvalidDocument("due-incomplete")
        if self.unit is not None:
            check_text(self.unit, "due-unit", _UNIT)
        if self.event is not None:
            check_text(self.event, "due-event")


@dataclass(frozen=True, slots=True)
class PartPayment:
    """A payment made before the invoice (ZaplataCzesciowa)."""

    amount: Decimal
    paid_on: date
    method: PaymentMethod | None = None

    def __post_init__(self) -> None:
        check_number(self.amount, "amount", digits=16, decimals=2)
        if self.amount <= 0:
            raise InvalidAmount("amount-negative", amount=str(self.amount))


@dataclass(frozen=True, slots=True)
class CashDiscount:
    """Skonto: what the buyer must do for it, and how much it is."""

    conditions: str
    size: str

    def __post_init__(self) -> None:
        check_text(self.conditions, "cash-discount")
        check_text(self.size, "cash-discount")


@dataclass(frozen=True, slots=True)
class Payment:
    """What is said of the payment beyond the one date, the one account and the method of the invoice.

    Attributes:
        paid_on: the day a paid invoice was paid; the day of issue when nobody says.
        parts: payments already made; with `paid` on the invoice they make the whole of it.
        due: further terms.
        other_method: words where no `PaymentMethod` fits; it goes before the method.
        accounts, factor_accounts: further accounts; of a factor in RachunekBankowyFaktora.
        link, ksef_payment_id: LinkDoPlatnosci, which names IPKSeF in its query, and IPKSeF.
    """

    paid_on: date | None = None
    parts: tuple[PartPayment, ...] = ()
    due: tuple[Due, ...] = ()
    other_method: str | None = None
    accounts: tuple[Account, ...] = ()
    factor_accounts: tuple[Account, ...] = ()
    cash_discount: CashDiscount | None = None
    link: str | None = None
    ksef_payment_id: str | None = None

    def __post_init__(self) -> None:
        if self.other_method is not None:
            check_text(self.other_method, "payment-method")
        if self.paid_on is not None and self.parts:
            raise InvalidDocument("paid-twice")
        if self.link is not None:
            check_text(self.link, "payment-link", LONG)
        if self.ksef_payment_id is not None and not _PAYMENT_ID.fullmatch(self.ksef_payment_id):
            raise InvalidValue("payment-id", value=self.ksef_payment_id)
