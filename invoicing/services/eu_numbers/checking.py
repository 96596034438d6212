"""A draft with a buyer of the Union, held against VIES: never blocked by it, and with the proof kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from invoicing.model.countries import country_of_vat_number
from invoicing.model.errors import InvalidValue, Unavailable
from invoicing.model.eu_vat_check import EuVatCheck, EuVatStanding
from invoicing.model.identifiers import EuVatNumber
from invoicing.model.invoice import Draft
from invoicing.model.party import Address, Buyer, BuyerKind, Nip
from invoicing.model.vat import VatRate
from invoicing.services.eu_numbers.ports import EuVatRegister
from invoicing.services.messages import Json
from invoicing.services.parsing.tokens import fold

_TALK = re.compile(
    r"(?:sprawdz |zapytaj )?(?:numer |nabywce )?(?:w |jeszcze raz )?vies(?: jeszcze raz)?[ .!?]*"
)
_NOTES: Mapping[EuVatStanding | None, str] = {
    None: "eu-number-unchecked",
    EuVatStanding.UNKNOWN: "eu-number-unanswered",
    EuVatStanding.INACTIVE: "eu-number-inactive",
}


def about_vies(text: str, draft: Draft | None) -> bool:
    """Whether somebody wants VIES to be asked again about the buyer of an open draft: "vies", "sprawdź w VIES"."""
    return draft is not None and _number_of(draft) is not None and bool(_TALK.fullmatch(fold(text).strip()))


async def with_check(vies: EuVatRegister | None, draft: Draft, seller: Nip, now: datetime) -> Draft:
    """The draft with what VIES says of its buyer, and with the name and address that it lacked, where VIES tells them.

    Asked with no transaction open. An answer holds for its day; silence is asked again at the next change.
    """
    number = _number_of(draft)
    if number is None or vies is None:
        return replace(draft, eu_check=None) if draft.eu_check else draft
    check = draft.eu_check
    if check is None or not check.answers(number, now):
        check = await _asked(vies, number, seller, now)
    return replace(draft, eu_check=check, buyer=_filled(draft.buyer, check))


def notes_of(draft: Draft) -> tuple[str, ...]:
    """Codes of what to know of the number before the tap."""
    if draft.buyer is None or draft.buyer.kind is not BuyerKind.EU:
        return ()
    standing = draft.eu_check.standing if draft.eu_check else None
    goods = any(line.vat_rate is VatRate.ZERO_INTRA_EU for line in draft.lines)
    warned = ("zero-rate-inactive",) if goods and standing is EuVatStanding.INACTIVE else ()
    return (*([_NOTES[standing]] if standing in _NOTES else []), *warned)


def check_data(check: EuVatCheck | None) -> dict[str, Json] | None:
    """The check as cards and the history carry it."""
    if check is None:
        return None
    return {
        "number": check.number,
        "standing": check.standing.value,
        "asked_at": check.asked_at.isoformat(),
        "consultation": check.consultation,
    }


async def _asked(vies: EuVatRegister, number: str, seller: Nip, now: datetime) -> EuVatCheck:
    try:
        return await vies.check(EuVatNumber.parse(number), seller)
    except (Unavailable, InvalidValue):
        return EuVatCheck(number, EuVatStanding.UNKNOWN, now)


def _number_of(draft: Draft) -> str | None:
    """The number to ask about; None where there is none, and for a correction: its sale was checked then."""
    buyer = draft.buyer
    if buyer is None or buyer.kind is not BuyerKind.EU or draft.correction is not None:
        return None
    return buyer.eu_vat_number


def _filled(buyer: Buyer | None, check: EuVatCheck) -> Buyer | None:
    if buyer is None:
        return None
    return replace(buyer, name=buyer.name or check.name or "", address=buyer.address or _address(check))


def _address(check: EuVatCheck) -> Address | None:
    if not check.address:
        return None
    first, rest = check.address[0], ", ".join(check.address[1:])
    return Address(first, rest or None, country_of_vat_number(check.number))
