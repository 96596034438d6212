"""Platnosc."""

from __future__ import annotations

from invoicing.model.document import (
    AccountView,
    CashDiscountView,
    DueTermView,
    DueView,
    PartPaymentView,
    PaymentView,
)
from ksef.fa3.reading_parts import Part

_METHOD = {"method": "FormaPlatnosci", "other_method": "PlatnoscInna", "method_description": "OpisPlatnosci"}
_PART_PAYMENT = {"amount": "KwotaZaplatyCzesciowej", "paid_on": "DataZaplatyCzesciowej"} | _METHOD
_TERM = {"count": "Ilosc", "unit": "Jednostka", "event": "ZdarzeniePoczatkowe"}
_ACCOUNT = {
    "number": "NrRB",
    "swift": "SWIFT",
    "bank_own": "RachunekWlasnyBanku",
    "bank": "NazwaBanku",
    "description": "OpisRachunku",
}
_DISCOUNT = {"conditions": "WarunkiSkonta", "size": "WysokoscSkonta"}
_PAYMENT = {
    "paid": "Zaplacono",
    "paid_on": "DataZaplaty",
    "partly_paid": "ZnacznikZaplatyCzesciowej",
    "link": "LinkDoPlatnosci",
    "ksef_payment_id": "IPKSeF",
} | _METHOD


def read_payment(part: Part) -> PaymentView | None:
    """How and until when to pay; None when the document says nothing about it."""
    if not part:
        return None
    discount = part.part("Skonto")
    return PaymentView(
        parts=tuple(PartPaymentView(**each.fields(_PART_PAYMENT)) for each in part.parts("ZaplataCzesciowa")),
        due=tuple(map(_due, part.parts("TerminPlatnosci"))),
        accounts=_accounts(part, "RachunekBankowy"),
        factor_accounts=_accounts(part, "RachunekBankowyFaktora"),
        cash_discount=CashDiscountView(**discount.fields(_DISCOUNT)) if discount else None,
        **part.fields(_PAYMENT),
    )


def _due(part: Part) -> DueView:
    term = part.part("TerminOpis")
    return DueView(part.value("Termin"), DueTermView(**term.fields(_TERM)) if term else None)


def _accounts(part: Part, name: str) -> tuple[AccountView, ...]:
    return tuple(AccountView(**each.fields(_ACCOUNT)) for each in part.parts(name))
