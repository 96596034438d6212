"""The code on an invoice that a bank's app scans to fill in a transfer.

Two standards: the one of Polish banks for złoty ("Standard 2D", recommendation of ZBP of 3.12.2013, version 1.0)
and the one of the SEPA for euro (EPC069-12, version 002). Both are written in ASCII, because apps disagree about the
coding of other letters and a bank routes by the account alone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from invoicing.model.document import AccountView, DocumentView, PartyView

_TRANSFER = "6"  # FormaPlatnosci
_FACTOR = "1"  # Rola of Podmiot3
_YES = "1"
_NRB = re.compile(r"[0-9]{26}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_AMOUNT = re.compile(r"[0-9]{1,16}(\.[0-9]{1,2}0*)?")
_STROKES = str.maketrans("łŁđĐøØ–—", "lLdDoO--")  # letters that do not come apart into a letter and a mark
_NOT_ALLOWED = re.compile(r"[^A-Za-z0-9 ,./\\\-@#&*_]")
_MOST_PLN, _MOST_EUR = Decimal("99999999.99"), Decimal("999999999.99")
_NAME_PLN, _TITLE_PLN, _NAME_EUR, _TITLE_EUR = 20, 32, 70, 140


class TransferStandard(StrEnum):
    """Whose app reads the code; the value is the level of error correction that the standard demands."""

    POLISH = "L"
    EPC = "M"


@dataclass(frozen=True, slots=True)
class TransferCode:
    """What stands in the code."""

    standard: TransferStandard
    text: str


def transfer_code(view: DocumentView) -> TransferCode | None:
    """The code for what is left to pay of an invoice; None where a transfer would be wrong or cannot be written.

    None for: money other than PLN and EUR, nothing left to pay, payment not by transfer, split payment (art. 108a
    VATA: a plain transfer would break the duty), an account with wrong check digits, an amount beyond the standard.
    """
    payment = view.payment
    if payment is None or payment.method != _TRANSFER or view.annotations.split_payment == _YES:
        return None
    to, account = _receiver(view)
    left = left_to_pay(view)
    if account is None or left is None or left <= 0:
        return None
    if view.currency == "PLN":
        return _polish(to, account, left, view.number)
    return _epc(to, account, left, view.number) if view.currency == "EUR" else None


def left_to_pay(view: DocumentView) -> Decimal | None:
    """The sum due less what was paid before; None when a sum is no amount.

    The issuer's own word (DoZaplaty) goes before any arithmetic.
    """
    payment, settlement = view.payment, view.settlement
    if payment is not None and payment.is_settled:
        return Decimal(0)
    if settlement is not None and (settlement.to_pay or settlement.to_settle):
        return _amount(settlement.to_pay) if settlement.to_pay else Decimal(0)
    paid = [_amount(each.amount) for each in payment.parts] if payment else []
    due = _amount(view.gross)
    if due is None or None in paid:
        return None
    return due - sum((each for each in paid if each is not None), Decimal(0))


def ascii_only(text: str, longest: int) -> str:
    """Text as both standards can carry it: no marks on letters, nothing that parts fields, cut and trimmed.

    >>> ascii_only("ŻANETA PRZYKŁADOWA|USŁUGI", 20)
    'ZANETA PRZYKLADOWAUS'
    """
    apart = unicodedata.normalize("NFKD", re.sub(r"\s+", " ", text.translate(_STROKES)))
    return re.sub(" +", " ", _NOT_ALLOWED.sub("", apart)).strip()[:longest].strip()


def _receiver(view: DocumentView) -> tuple[PartyView, AccountView | None]:
    """Who gets the money: the factor whose account is named, otherwise the seller."""
    payment = view.payment
    if payment is None:
        return view.seller, None
    factor = next((each for each in view.third_parties if each.role == _FACTOR), None)
    if payment.factor_accounts:
        return (factor, payment.factor_accounts[0]) if factor else (view.seller, None)
    return view.seller, payment.accounts[0] if payment.accounts else None


def _polish(to: PartyView, account: AccountView, left: Decimal, number: str) -> TransferCode | None:
    nrb = re.sub(r"\s", "", account.number).removeprefix("PL")
    if not _NRB.fullmatch(nrb) or not _checks(f"PL{nrb}") or left > _MOST_PLN:
        return None
    grosze = f"{int(left * 100):06d}"  # more digits where the amount needs them, never a cut amount
    name, title = ascii_only(to.name, _NAME_PLN), ascii_only(number, _TITLE_PLN)
    return TransferCode(TransferStandard.POLISH, f"{to.nip}|PL|{nrb}|{grosze}|{name}|{title}|||")


def _epc(to: PartyView, account: AccountView, left: Decimal, number: str) -> TransferCode | None:
    compact = re.sub(r"\s", "", account.number).upper()
    iban = f"PL{compact}" if _NRB.fullmatch(compact) else compact
    name = ascii_only(to.name, _NAME_EUR)
    if not _IBAN.fullmatch(iban) or not _checks(iban) or left > _MOST_EUR or not name:
        return None
    amount = f"{left:f}".rstrip("0").rstrip(".") if "." in f"{left:f}" else f"{left:f}"
    lines = ["BCD", "002", "1", "SCT", "", name, iban, f"EUR{amount}", "", "", ascii_only(number, _TITLE_EUR)]
    return TransferCode(TransferStandard.EPC, "\n".join(lines))


def _checks(iban: str) -> bool:
    """Check digits of an IBAN (ISO 13616): letters as numbers from 10, remainder 1 by 97."""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(each, 36)) for each in turned)) % 97 == 1


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if _AMOUNT.fullmatch(text) else None
