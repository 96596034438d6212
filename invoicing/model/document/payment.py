"""How, until when and to which account to pay."""

from __future__ import annotations

from dataclasses import dataclass

from invoicing.model.invoice import PaymentMethod

PAYMENT_METHODS = {
    "1": PaymentMethod.CASH,
    "2": PaymentMethod.CARD,
    "3": PaymentMethod.VOUCHER,
    "4": PaymentMethod.CHEQUE,
    "5": PaymentMethod.CREDIT,
    "6": PaymentMethod.TRANSFER,
    "7": PaymentMethod.MOBILE,
}
"""Codes of FormaPlatnosci."""
_ALL_OF_IT = "2"  # ZnacznikZaplatyCzesciowej: several payments, together the whole


@dataclass(frozen=True, slots=True)
class PartPaymentView:
    """A payment made before the invoice (ZaplataCzesciowa); its method as in `PaymentView`."""

    amount: str = ""
    paid_on: str = ""
    method: str = ""
    other_method: str = ""
    method_description: str = ""


@dataclass(frozen=True, slots=True)
class DueTermView:
    """A due date in words (TerminOpis): how many of which unit after what."""

    count: str = ""
    unit: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class DueView:
    """A due date, a term in words, or both (TerminPlatnosci)."""

    date: str = ""
    term: DueTermView | None = None

    def __str__(self) -> str:
        """The date, the words, or the date with the words in brackets."""
        term = self.term or DueTermView()
        words = " ".join(filter(None, (term.count, term.unit, term.event)))
        return f"{self.date} ({words})" if self.date and words else self.date or words


@dataclass(frozen=True, slots=True)
class AccountView:
    """A bank account; `bank_own` is RachunekWlasnyBanku, 1 to 3, for an account that the bank keeps for itself."""

    number: str = ""
    swift: str = ""
    bank_own: str = ""
    bank: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class CashDiscountView:
    """Skonto: what the buyer must do for it, and how much it is."""

    conditions: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class PaymentView:
    """Platnosc.

    Attributes:
        paid, paid_on: flag and day of a payment made before the invoice.
        partly_paid: "1" paid in part, "2" paid wholly in several payments; `parts` are these.
        method: FormaPlatnosci, a key of `PAYMENT_METHODS`; otherwise the flag `other_method` with `method_description`.
        factor_accounts: accounts of a factor (RachunekBankowyFaktora).
        link, ksef_payment_id: LinkDoPlatnosci and IPKSeF, which a cashless payment carries.
    """

    paid: str = ""
    paid_on: str = ""
    partly_paid: str = ""
    parts: tuple[PartPaymentView, ...] = ()
    due: tuple[DueView, ...] = ()
    method: str = ""
    other_method: str = ""
    method_description: str = ""
    accounts: tuple[AccountView, ...] = ()
    factor_accounts: tuple[AccountView, ...] = ()
    cash_discount: CashDiscountView | None = None
    link: str = ""
    ksef_payment_id: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to pay."""
        return self.paid == "1" or self.partly_paid == _ALL_OF_IT

    @property
    def settled_on(self) -> str:
        """The day of the payment or of the last of several; "" when something is left to pay."""
        if not self.is_settled:
            return ""
        return self.paid_on or max((part.paid_on for part in self.parts), default="")
