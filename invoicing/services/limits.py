"""What cannot become an invoice, or cannot yet: refused with its reason, never bent into something else."""

from __future__ import annotations

from invoicing.model.errors import Refused
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Nip
from invoicing.services.parsing.understood import Understood


def refuse_impossible(heard: Understood, seller: Nip) -> None:
    """Refuse what was misheard, mistyped, or is beyond a basic VAT invoice in złoty.

    Raises:
        Refused: the code of the parsing problem (nip-checksum, amount-negative, date-past ...), buyer-is-seller,
            or not-yet with `what`: kind, currency, eu-buyer, recurring.
    """
    for problem in heard.problems:
        code = problem.code.replace("_", "-")
        name = "nip" if code.startswith("nip-") else "value"
        raise Refused(code, **{name: problem.value})
    if heard.buyer.nip == seller:
        raise Refused("buyer-is-seller", nip=seller.digits)
    beyond = {
        "kind": heard.kind is not InvoiceKind.VAT,
        "currency": heard.currency != "PLN",
        "eu-buyer": heard.buyer.eu_vat_number is not None,
        "recurring": heard.recurs is not None,
    }
    for what, said in beyond.items():
        if said:
            raise Refused("not-yet", what=what)
