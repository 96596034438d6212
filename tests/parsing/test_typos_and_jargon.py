"""Slips of the finger in keywords and what people write short are understood; names are left as they were typed."""

from __future__ import annotations

from datetime import date

import pytest

from invoicing.model.invoice import PaymentMethod
from invoicing.model.kinds import InvoiceKind
from invoicing.model.vat import PriceKind
from invoicing.services.intents import understand
from invoicing.services.parsing.understood import Intent

TODAY = date(2026, 11, 20)
IN_TWO_WEEKS = date(2026, 12, 4)
NIP = "5260250274"


@pytest.mark.parametrize(
    "said",
    [
        "wystw fakture dla {nip} audyt 500 netto przelew 14 dni",
        "fktura dla {nip} audyt 500 neto przelwe 14 dni",
        "fakutre na {nip} audyt 500 netto, przlew, temin 14 dni",
        "f-ra {nip} audyt 500 netto przelewm, t.p. 14 dni",
        "fvke {nip} audyt 500 netto, przel., TP 14 dni",
    ],
)
def test_one_slip_in_a_keyword_changes_nothing(said: str) -> None:
    understood = understand(said.format(nip=NIP), TODAY)

    (line,) = understood.lines
    assert (understood.intent, line.name, line.price_kind) == (Intent.ISSUE, "audyt", PriceKind.NET)
    assert (understood.payment_method, understood.due_date) == (PaymentMethod.TRANSFER, IN_TWO_WEEKS)


@pytest.mark.parametrize(
    "name",
    ["wystawa", "proszek", "gotowa strona", "klimatyzator split", "sztuczna choinka", "Faktor", "korektor"],
)
def test_a_thing_that_looks_like_a_keyword_is_sold(name: str) -> None:
    (line,) = understand(f"faktura dla {NIP}: {name} 500 zł", TODAY).lines

    assert line.name == name


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("wystaw uproszczoną: nip {nip}, toner 320 zł brutto", InvoiceKind.SIMPLIFIED),
        ("FZAL {nip} meble 500 brutto", InvoiceKind.ADVANCE),
        ("zaliczkowa dla {nip} meble 500 brutto", InvoiceKind.ADVANCE),
        ("wystaw końcową dla {nip} meble 500 brutto", InvoiceKind.SETTLEMENT),
    ],
)
def test_a_kind_of_invoice_may_stand_alone(said: str, kind: InvoiceKind) -> None:
    understood = understand(said.format(nip=NIP), TODAY)

    assert understood.kind is kind
    assert len(understood.lines) == 1


def test_split_said_of_paying_is_split_payment() -> None:
    understood = understand(f"fv {NIP} audyt 500 netto split 14 dni", TODAY)

    assert understood.split_payment
    assert understood.due_date == IN_TWO_WEEKS
    assert [line.name for line in understood.lines] == ["audyt"]


def test_the_price_with_the_tax_in_it_is_gross() -> None:
    (line,) = understand(f"fv {NIP} audyt 1230 zł razem z VAT 23%", TODAY).lines

    assert (line.price_kind, line.vat) == (PriceKind.GROSS, "23")
