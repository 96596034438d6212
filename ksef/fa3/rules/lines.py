"""Rules about rows: what the law wants in them, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ksef.fa3.rules.document import Document, Entry
from ksef.fa3.rules.found import Findings, found
from ksef.fa3.tree import own_text, place

_OLD_RATES = frozenset({"22", "7", "3"})  # until the end of 2010
_GOODS = frozenset(f"GTU_{number:02}" for number in range(1, 11))
_SERVICES = frozenset({"GTU_11", "GTU_12", "GTU_13"})
_IMPORTED_ON = frozenset({"I_42", "I_63"})  # intra-EU supplies after import
_GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_ORDINALS = frozenset({"NrWierszaFa", "UU_ID"})


def has_lines(document: Document) -> Findings:
    """What was sold; the schema asks for no row at all."""
    if not document.rows:
        yield found("lines-missing", "Faktura/Fa")


def lines_are_whole(document: Document) -> Findings:
    """Name, value and rate of each row; the schema wants none of them."""
    for row in document.rows:
        if "P_7" not in row.fields:
            yield found("line-name-missing", row.place())
        if row.value is None:
            yield found("line-value-missing", row.place())
        if row.group is None:
            yield found("line-rate-missing", row.place())


def ordinals_are_unique(document: Document) -> Findings:
    """NrWierszaFa numbers the rows, NrWierszaZam those of an order; before and after are two states of one row.

    A correction of several invoices may count anew for each.
    """
    if len(document.originals) > 1:
        return
    yield from _twice(document.rows, "NrWierszaFa", "StanPrzed", "duplicate-row")
    yield from _twice(document.order, "NrWierszaZam", "StanPrzedZ", "duplicate-row")


def identifiers_are_unique(document: Document) -> Findings:
    """UU_ID is one row's own."""
    yield from _twice(document.rows, "UU_ID", "StanPrzed", "duplicate-row-id")


def _twice(rows: Iterable[Entry], name: str, before: str, code: str) -> Findings:
    seen: set[tuple[str, bool]] = set()
    for row in rows:
        if name not in row.fields:
            continue
        key = row.fields[name], before in row.fields
        if key in seen:
            yield found(code, row.place(name), ordinal=key[0])
        seen.add(key)


def rows_differ(document: Document) -> Findings:
    """Two rows alike in everything but their number are mostly one row entered twice."""
    seen: dict[frozenset[tuple[str, str]], Mapping[str, str]] = {}
    for row in document.rows:
        content = frozenset(each for each in row.fields.items() if each[0] not in _ORDINALS)
        first = seen.setdefault(content, row.fields)
        if first is not row.fields and "P_7" in row.fields:
            yield found("identical-rows", row.place(), ordinal=first.get("NrWierszaFa", "?"))


def only_corrections_show_before(document: Document) -> Findings:
    """StanPrzed and StanPrzedZ are states before a correction."""
    rows: tuple[tuple[Iterable[Entry], str], ...] = (
        (document.rows, "StanPrzed"),
        (document.order, "StanPrzedZ"),
    )
    for entries, name in rows:
        for row in entries:
            if name in row.fields:
                yield found("before-state-idle", row.place(name))


def rates_are_in_force(document: Document) -> Findings:
    """22, 7 and 3 % are on corrections of old invoices only."""
    for row in document.rows:
        if row.fields.get("P_12") in _OLD_RATES:
            yield found("rate-not-in-force", row.place("P_12"), rate=row.fields["P_12"])


def marks_fit(document: Document) -> Findings:
    """GTU 01-10 mark goods and 11-13 services; I_42 and I_63 are intra-EU supplies."""
    for row in document.rows:
        rate, mark = row.fields.get("P_12", ""), row.fields.get("GTU", "")
        if (rate == "0 WDT" and mark in _SERVICES) or (rate == "np II" and mark in _GOODS):
            yield found("mark-mismatch", row.place("GTU"), mark=mark, rate=rate)
        if row.fields.get("Procedura") in _IMPORTED_ON and rate not in {"", "0 WDT"}:
            yield found("mark-mismatch", row.place("Procedura"), mark=row.fields["Procedura"], rate=rate)


def referred_rows_exist(document: Document) -> Findings:
    """A note or a new means of transport that names a row names one that is there."""
    named = [*document.notes.all("NoweSrodkiTransportu/NowySrodekTransportu/P_NrWierszaNST")]
    for note in document.all_inside("DodatkowyOpis"):
        named += [each for each in note if str(each.tag).endswith("}NrWiersza")]
    if not named:
        return
    there = {row.fields.get("NrWierszaFa") for row in document.rows}
    there |= {row.fields.get("NrWierszaZam") for row in document.order}
    for each in named:
        if own_text(each) not in there:
            yield found("row-unknown", place(each), ordinal=own_text(each))


def article_numbers(document: Document) -> Findings:
    """The check digit of GTIN (GS1); what has another length is no GTIN and is left alone."""
    for row in document.rows:
        said = row.fields.get("GTIN", "")
        if said.isdigit() and len(said) in _GTIN_LENGTHS and not _is_gtin(said):
            yield found("gtin-checksum", row.place("GTIN"), number=said)


def _is_gtin(said: str) -> bool:
    weighed = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(said)))
    return weighed % 10 == 0 or len(set(said)) == 1
