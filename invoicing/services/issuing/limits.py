"""What cannot become an invoice, or cannot yet: refused with its reason, never bent into something else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from invoicing.model.company import VatStatus
from invoicing.model.errors import InvalidDocument, Refused
from invoicing.model.invoice import Draft
from invoicing.model.kinds import DEMANDS, InvoiceKind
from invoicing.model.party import Nip
from invoicing.services.issuing.lines import UNPRICED
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import Problem, Understood

_WITHOUT_VAT = re.compile(r"\b(?:bez|without|без) (?:vat|vatu|podatku|ptu|tax|пдв)\b")
_EXEMPT = re.compile(r"\b(?:zw|zwol\w*|exempt|звільн\w*)\b")


def refuse_impossible(heard: Understood, seller: Nip) -> None:
    """Refuse what was misheard, mistyped, or is beyond a basic VAT invoice.

    Raises:
        Refused: the code of the parsing problem (nip-checksum, amount-negative, date-past ...), buyer-is-seller,
            pro-forma-one-address, or not-yet with `what`: recurring.
    """
    refuse_problems(heard.problems)
    if heard.buyer.nip == seller:
        raise Refused("buyer-is-seller", nip=seller.digits)
    if heard.kind is InvoiceKind.PRO_FORMA and heard.buyer.more_emails:
        raise Refused("pro-forma-one-address")
    if heard.recurs is not None:
        raise Refused("not-yet", what="recurring")


def refuse_problems(problems: Sequence[Problem]) -> None:
    """Refuse what was misheard or mistyped.

    Raises:
        Refused: the code of the first parsing problem, with the words it is about.
    """
    for problem in problems:
        code = problem.code.replace("_", "-")
        name = "nip" if code.startswith("nip-") else "value"
        raise Refused(code, **{name: problem.value})


def refuse_two_meanings(text: str, status: VatStatus) -> None:
    """Refuse "500 zł bez VAT" of a company that charges VAT: a net price to one, an exempt sale to another.

    Raises:
        Refused: without-vat.
    """
    said = fold(text)
    if status is VatStatus.ACTIVE and _WITHOUT_VAT.search(said) and not _EXEMPT.search(said):
        raise Refused("without-vat")


def refuse_above_limit(draft: Draft) -> None:
    """Refuse a simplified invoice that comes to more than it may, while there is still a card to change.

    Raises:
        InvalidDocument: simplified-limit (art. 106e ust. 5 pkt 3 VATA).
    """
    limit, gross = DEMANDS[draft.kind].limit_in(draft.currency), draft.totals.gross
    if limit is not None and gross > limit:
        raise InvalidDocument(
            "simplified-limit", stated=str(gross), limit=str(limit), currency=draft.currency
        )


def refuse_worthless(draft: Draft) -> None:
    """Refuse a line whose price times quantity rounds to nothing: 0,001 zł makes no invoice.

    Raises:
        Refused: amount-zero.
    """
    for line in draft.lines:
        if line.unit_price != UNPRICED and not line.value:
            raise Refused("amount-zero", value=str(line.unit_price))
