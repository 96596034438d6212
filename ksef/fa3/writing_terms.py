"""WarunkiTransakcji and Stopka."""

from __future__ import annotations

from collections.abc import Iterable

from invoicing.model.invoice import Invoice
from invoicing.model.terms import Reference, Terms
from ksef.fa3.numbers import quantity
from ksef.fa3.tree import Element
from ksef.fa3.xml import flag_if, group, put, put_if, say, say_if


def put_terms(content: Element, terms: Terms | None) -> None:
    """WarunkiTransakcji, when anything was agreed."""
    if terms is None or terms == Terms():
        return
    node = group(content, "WarunkiTransakcji")
    _put_references(node, "Umowy", "DataUmowy", "NrUmowy", terms.contracts)
    _put_references(node, "Zamowienia", "DataZamowienia", "NrZamowienia", terms.orders)
    for number in terms.batch_numbers:
        say(node, "NrPartiiTowaru", number)
    say_if(node, "WarunkiDostawy", terms.delivery_terms)
    if terms.contractual_rate is not None:
        put(node, "KursUmowny", quantity(terms.contractual_rate))
        put_if(node, "WalutaUmowna", terms.contractual_currency)
    flag_if(node, "PodmiotPosredniczacy", yes=terms.intermediary)


def _put_references(
    terms: Element, name: str, date: str, number: str, references: Iterable[Reference]
) -> None:
    for reference in references:
        node = group(terms, name)
        if reference.on is not None:
            put(node, date, reference.on.isoformat())
        say_if(node, number, reference.number)


def put_footer(document: Element, invoice: Invoice) -> None:
    """Stopka: free texts, which keep their line breaks, and registers."""
    footer = invoice.footer
    if not footer.texts and not footer.registers:
        return
    node = group(document, "Stopka")
    for text in footer.texts:
        put(group(node, "Informacje"), "StopkaFaktury", text)
    for register in footer.registers:
        entry = group(node, "Rejestry")
        say_if(entry, "PelnaNazwa", register.full_name)
        put_if(entry, "KRS", register.krs)
        put_if(entry, "REGON", "".join((register.regon or "").split()))
        put_if(entry, "BDO", register.bdo)
