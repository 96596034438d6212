"""How fast an invoice of five lines becomes a valid FA(3) file, beside peers in the same run, one core.

    python -m benchmarks.fa3

Peers: `ksef-client` with its own builder and its own XSD validation of the same sale, and lxml alone making the
very file that we make (tags and texts known beforehand) and validating it. Everybody ends with bytes. Rounds of
all of them alternate, the best round of each counts. Exit status 1 when a figure misses its bound.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ksef_client.documents import fa3 as peer
from lxml import etree

from benchmarks.figures import Bound, Figure, missed, show
from invoicing.model.invoice import Invoice, Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.model.vat import PriceKind, VatRate
from ksef.fa3.schema import schema_problems
from ksef.fa3.tree import NAMESPACE
from ksef.fa3.writer import Fa3Writer

BOUNDS = {
    "build + XSD to ksef-client": Bound(least=15),
    "model + build + XSD to ksef-client": Bound(least=15),
    "build + XSD to bare lxml": Bound(least=0.3),
    "model + build + XSD to bare lxml": Bound(least=0.3),
}
_ROUNDS, _IN_A_ROUND = 9, 100
_NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
_TODAY, _DUE = date(2026, 11, 20), date(2026, 12, 4)
_ROWS = tuple((f"usługa {at}", Decimal(at), Decimal("100.55") + at) for at in range(1, 6))
_ACCOUNT = "96999000120000000000000001"

Step = tuple[int, str, str | None, Mapping[str, str]]


def our_invoice() -> Invoice:
    """The sale as a value of the model, with everything the model checks."""
    return Invoice(
        number="FV/2026/11/7",
        kind=InvoiceKind.VAT,
        issue_date=_TODAY,
        seller=Seller(Nip.parse("5265877635"), "Latarnia Morska", Address("ul. Portowa 1", "80-001 Gdańsk")),
        buyer=Buyer(BuyerKind.DOMESTIC, "Klient S.A.", Address("ul. Polna 2"), Nip.parse("5260250274")),
        lines=tuple(Line(name, count, "szt.", price, VatRate.STANDARD) for name, count, price in _ROWS),
        price_kind=PriceKind.NET,
        due_date=_DUE,
        bank_account=_ACCOUNT,
    )


def ours(writer: Fa3Writer, invoice: Invoice) -> bytes:
    """Build, ask the schema, serialise."""
    root = writer.build(invoice, _NOW)
    problems = schema_problems(root)
    assert not problems
    made: bytes = etree.tostring(root, encoding="utf-8")
    return made


def peers_builder() -> Any:
    """The same sale in the words of ksef-client."""
    builder = peer.BasicInvoiceBuilder(invoice_number="FV/2026/11/7").issued_on(_TODAY)
    builder.seller(
        peer.InvoiceParty.polish_company(nip="5265877635", name="Latarnia Morska", address="ul. Portowa 1")
    )
    builder.buyer(
        peer.InvoiceParty.polish_company(nip="5260250274", name="Klient S.A.", address="ul. Polna 2")
    )
    for name, count, price in _ROWS:
        tax = peer.TaxCategory.standard_23()
        builder.add_service_line(name, quantity=count, unit_net_price=price, tax=tax, unit="szt.")
    account = peer.BankAccount(_ACCOUNT)
    return builder.payment(peer.PaymentTerms.transfer(bank_account=account, due_date=_DUE))


def steps_of(root: Any) -> list[Step]:
    """A tree as the calls that make it: parent, tag, text, attributes."""
    known: dict[Any, int] = {}
    steps: list[Step] = []
    for element in root.iter():
        known[element] = len(steps)
        steps.append((known.get(element.getparent(), -1), element.tag, element.text, dict(element.attrib)))
    return steps


def bare(steps: list[Step]) -> bytes:
    """Nothing but lxml: the calls, the schema (our compiled one), the bytes."""
    made = [etree.Element(steps[0][1], nsmap={None: NAMESPACE})]
    for parent, tag, text, attributes in steps[1:]:
        element = etree.SubElement(made[parent], tag)
        made.append(element)
        if text is not None:
            element.text = text
        for name, value in attributes.items():
            element.set(name, value)
    problems = schema_problems(made[0])
    assert not problems
    done: bytes = etree.tostring(made[0], encoding="utf-8")
    return done


def best(actions: Mapping[str, tuple[int, Callable[[], object]]]) -> dict[str, float]:
    """Microseconds of one call in the best of several alternating rounds."""
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(_ROUNDS):
        for name, (times, action) in actions.items():
            start = time.perf_counter()
            for _ in range(times):
                action()
            taken[name].append((time.perf_counter() - start) / times * 1e6)
    return {name: min(rounds) for name, rounds in taken.items()}


def measure() -> list[Figure]:
    writer, invoice, builder = Fa3Writer(), our_invoice(), peers_builder()
    steps = steps_of(writer.build(invoice, _NOW))
    assert bare(steps) == ours(writer, invoice)
    took = best(
        {
            "bare": (_IN_A_ROUND, lambda: bare(steps)),
            "ours": (_IN_A_ROUND, lambda: ours(writer, invoice)),
            "model": (_IN_A_ROUND, lambda: ours(writer, our_invoice())),
            "sent": (_IN_A_ROUND, lambda: writer(invoice, _NOW)),
            "peer": (1, lambda: builder.to_xml(xsd_validate=True)),
            "peer, no XSD": (_IN_A_ROUND // 10, builder.to_xml),
        }
    )
    size = f"{len(ours(writer, invoice))} bytes, {len(steps)} elements"
    return [
        Figure("bare lxml, the same file", took["bare"], "us", size),
        Figure("ours: build + XSD", took["ours"], "us"),
        Figure("ours: model + build + XSD", took["model"], "us"),
        Figure("ours as it goes out", took["sent"], "us", "with our rules and the check of characters"),
        Figure("ksef-client: build + XSD", took["peer"], "us", "it compiles the schema for every file"),
        Figure("ksef-client: build alone", took["peer, no XSD"], "us", "with its facets, no XSD"),
        Figure("build + XSD to ksef-client", took["peer"] / took["ours"], "x"),
        Figure("model + build + XSD to ksef-client", took["peer"] / took["model"], "x"),
        Figure("build + XSD to its build alone", took["peer, no XSD"] / took["ours"], "x"),
        Figure("build + XSD to bare lxml", took["bare"] / took["ours"], "x", "speed; bare lxml is 1"),
        Figure("model + build + XSD to bare lxml", took["bare"] / took["model"], "x"),
        Figure("as it goes out to bare lxml", took["bare"] / took["sent"], "x"),
    ]


def main() -> int:
    figures = measure()
    show("Writing an FA(3) document of five lines", figures, BOUNDS)
    sentences = missed(figures, BOUNDS)
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return 1 if sentences else 0


if __name__ == "__main__":
    raise SystemExit(main())
