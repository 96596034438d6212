"""Platnosc as a person sees it."""

from __future__ import annotations

from invoicing.model.document import PaymentView
from ksef.fa3.codes import PAYMENT_CODES
from ksef.fa3.tree import Element, children, local_name, own_text, text

_METHODS = {code: method.value for method, code in PAYMENT_CODES.items()}
_PAID_IN_PARTS = "2"  # ZnacznikZaplatyCzesciowej: several payments, together the whole


def read_payment(payment: Element | None) -> PaymentView | None:
    """How and until when to pay; None when the document says nothing about it."""
    if payment is None:
        return None
    code = text(payment, "FormaPlatnosci")
    parts = [text(part, "DataZaplatyCzesciowej") for part in children(payment, "ZaplataCzesciowa")]
    in_parts = text(payment, "ZnacznikZaplatyCzesciowej") == _PAID_IN_PARTS
    return PaymentView(
        method=_METHODS.get(code, code) or text(payment, "OpisPlatnosci"),
        paid=text(payment, "Zaplacono") == "1" or in_parts,
        paid_on=text(payment, "DataZaplaty") or (max(parts) if in_parts and parts else ""),
        due_dates=tuple(filter(None, (_term(term) for term in children(payment, "TerminPlatnosci")))),
        accounts=tuple(
            (text(account, "NrRB"), text(account, "NazwaBanku"))
            for kind in ("RachunekBankowy", "RachunekBankowyFaktora")
            for account in children(payment, kind)
        ),
    )


def _term(term: Element) -> str:
    """A date, a description such as "14 dni od dostawy", or the date with the description in brackets."""
    day = text(term, "Termin")
    words = " ".join(own_text(each) for each in children(term, "TerminOpis/*") if local_name(each))
    return f"{day} ({words})" if day and words else day or words
