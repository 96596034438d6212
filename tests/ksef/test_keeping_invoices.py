"""An invoice of any kind is kept as JSON and comes back the same; older rows, which know less, still open."""

import json
from dataclasses import replace

import pytest

from invoicing.model.invoice import Invoice
from ksef.fa3.writer import Fa3Writer
from storage.codec import decode, encode
from tests.ksef.fa3_invoices.variants import VARIANTS

KNOWN_FROM_THE_FIRST_DAY = {
    "Invoice": {
        "number", "kind", "issue_date", "seller", "buyer", "lines", "price_kind", "currency", "supply_date",
        "due_date", "payment_method", "paid", "bank_account", "exemption", "cash_accounting", "split_payment",
        "note", "extra",
    },
    "seller": {"nip", "name", "address", "email", "phone"},
    "buyer": {"kind", "name", "address", "nip", "eu_vat_number", "email"},
    "line": {"name", "quantity", "unit", "unit_price", "vat_rate"},
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_what_is_kept_comes_back_and_is_written_the_same(name, invoice, clock):
    made = replace(invoice, **VARIANTS[name])

    kept = decode(Invoice, encode(made))

    assert kept == made
    assert Fa3Writer()(kept, clock.now()) == Fa3Writer()(made, clock.now())


def test_a_row_of_the_first_day_still_opens(invoice):
    plain = json.loads(encode(invoice))
    old = {name: value for name, value in plain.items() if name in KNOWN_FROM_THE_FIRST_DAY["Invoice"]}
    for part in ("seller", "buyer"):
        old[part] = {
            name: value for name, value in plain[part].items() if name in KNOWN_FROM_THE_FIRST_DAY[part]
        }
    old["lines"] = [
        {name: value for name, value in line.items() if name in KNOWN_FROM_THE_FIRST_DAY["line"]}
        for line in plain["lines"]
    ]

    assert decode(Invoice, json.dumps(old)) == invoice
