"""What bookkeepers and craftsmen write short, spelled out for the readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from invoicing.services.parsing.languages import Walk
from invoicing.services.parsing.stuck_together import taken_apart, with_stoves
from invoicing.services.parsing.tokens import Kind, Token, fold
from invoicing.services.parsing.words import words

_WORDS: Mapping[str, str] = {
    form: meant
    for meant, forms in {
        "fakture": "f-ra f-re fra fre fvka fvke fvki fvk-e f-ka f-ke faktka faktke fakt fakturzyna fakturzyne fczka fak rach rachun fakt-ra fvs fv-vat f-vat",
        "termin": "tp term t-p",
        "nabywca": "nab nabyw",
        "tytulem": "tyt",
        "dokument": "dok",
        "przelew": "przel przlw prz",
        "zaplacono": "wplacono wplacone wplacona zapl oplac rozliczono",
        "brutto": "bruttem brutta bruto btto",
        "netto": "nettem nt neto",
    }.items()
    for form in words(forms)
}
_PHRASES: Mapping[tuple[str, ...], tuple[str, ...]] = {
    tuple(fold(said).split()): tuple(meant.split())
    for said, meant in {
        "fzal": "faktura zaliczkowa",
        "dostawa wdt dla": "wdt dla",
        "sprzedaż wdt dla": "wdt dla",
        "z tyt": "tytulem",
        "dok sprzedaży": "faktura",
        "dokument sprzedaży": "faktura",
        "fv sprzed": "fv sprzedaz",
        "faktura sprzed": "faktura sprzedaz",
        "fakture sprzed": "fakture sprzedaz",
        "data sprz": "data sprzedazy",
        "ds": "data sprzedazy",
        "data dost": "data dostawy",
        "dnia sprz": "dnia sprzedazy",
        "fvzal": "faktura zaliczkowa",
        "fv-zal": "faktura zaliczkowa",
        "fvr": "faktura rozliczeniowa",
        "rz końcowa": "faktura koncowa",
        "razem z vat": "w tym vat",
        "łącznie z vat": "w tym vat",
        "wraz z vat": "w tym vat",
        "na fakturze wpisz": "uwagi",
        "na fakturze dopisz": "uwagi",
        "na fakturze dodaj": "uwagi",
        "wpisz na fakturze": "uwagi",
        "dopisz na fakturze": "uwagi",
        "dodaj na fakturze": "uwagi",
        "sprzedaż opodatkowana": "stawka",
        "jak zawsze": "",
        "ceny brutto za sztukę": "ceny brutto",
        "ceny brutto za szt": "ceny brutto",
        "ceny netto za sztukę": "ceny netto",
        "ceny netto za szt": "ceny netto",
        "odroczony termin": "termin",
        "termin odroczony": "termin",
        "weź wystaw": "wystaw",
        "weź mi wystaw": "wystaw",
        "weź zrób": "zrob",
        "obie kwoty": "wszystko",
        "obie ceny": "wszystko",
        "za pobraniem": "",
        "na mnie": "",
        "od całości": "",
        "termin jak zwykle": "",
        "płatność jak zwykle": "",
        "ostatni dzień miesiąca": "konca miesiaca",
        "ostatniego dnia miesiąca": "konca miesiaca",
        "powiększone o": "plus",
        "powiększona o": "plus",
        "powiększonej o": "plus",
        "powiększoną o": "plus",
        "powiększony o": "plus",
        "powiększonego o": "plus",
        "z doliczonym": "plus",
        "plus należny": "plus",
        "na całość": "",
        "usługa wykonana": "wykonana",
        "usługę wykonano": "wykonano",
        "usługi wykonane": "wykonane",
        "usługa zrealizowana": "wykonana",
        "praca wykonana": "wykonana",
        "prace wykonane": "wykonane",
        "robota wykonana": "wykonana",
        "w wysokości": "w kwocie",
        "na kwotę": "w kwocie",
        "na poczet": "tytulem",
        "za kwotę": "w kwocie",
    }.items()
}
_TIMES = frozenset(words("razy raz times рази разів krotnie"))
_KINDS = ("uproszczon", "zaliczkow", "rozliczeniow", "koncow")
_SHORT_KINDS = {"zal": "zaliczkowa", "upr": "uproszczona", "uprosz": "uproszczona", "rozl": "rozliczeniowa"}
_ASKS = frozenset(words("wystaw wystawić wystawcie zrób zrobić daj poproszę proszę o na przygotuj"))
_INVOICE = frozenset(words("faktura fakturę faktury fakturą fakturka fakturkę fv fvat vat"))
_AFTER_SPLIT = frozenset(words("termin przelew płatne dni mpp"))
_BEFORE_SPLIT = frozenset(words("netto brutto zł pln vat przelew"))


def spelled_out(tokens: list[Token]) -> list[Token]:
    """The tokens with what was written short in full; the text of each stays as typed."""
    walked = Walk(_without_dots(taken_apart(with_stoves(tokens))), _PHRASES, _WORDS).done()
    said: list[Token] = []
    for at, token in enumerate(walked):
        before = walked[at - 1] if at else None
        after = walked[at + 1] if at + 1 < len(walked) else None
        said.append(_as_times(token, before))
        if token.kind is not Kind.WORD:
            continue
        if token.folded.startswith(_KINDS) and _alone(before, after):
            said.append(replace(token, folded="faktura"))
        elif token.folded == "split" and _is_payment(before, after):
            said.append(replace(token, folded="payment"))
    return said


def _as_times(token: Token, before: Token | None) -> Token:
    """Reads "3 razy po 200" as "3 x po 200"."""
    counted = before is not None and before.kind is Kind.NUMBER and token.folded in _TIMES
    return replace(token, kind=Kind.TIMES, text="x") if counted and token.kind is Kind.WORD else token


def _without_dots(tokens: list[Token]) -> list[Token]:
    """Reads "t.p. 14 dni", "t. 14 dni", "term. 14", "przel." without their dots."""
    said: list[Token] = []
    at = 0
    while at < len(tokens):
        if _is_rate(tokens, at):
            said.append(replace(tokens[at], folded="stawka"))
            at += 2
            continue
        end = _term_end(tokens, at)
        if end:
            said.append(replace(tokens[at], folded="termin"))
            at = end
            continue
        if tokens[at].is_word("f", "fa") and (end := _vat_end(tokens, at)):
            said.append(replace(tokens[at], folded="fakture"))
            at = end
            continue
        kind = _SHORT_KINDS.get(tokens[at].folded)
        if kind is not None and _names_kind(tokens, at):
            said.append(replace(tokens[at], folded=kind))
            at += 2 if at + 1 < len(tokens) and tokens[at + 1].is_sign(".") else 1
            continue
        said.append(tokens[at])
        short = tokens[at].kind is Kind.WORD and tokens[at].folded in _WORDS
        dotted = short and at + 1 < len(tokens) and tokens[at + 1].is_sign(".") and tokens[at + 1].glued
        at += 2 if dotted and at + 2 < len(tokens) else 1
    return said


def _names_kind(tokens: list[Token], at: int) -> bool:
    """Reads "fv upr. 5968518985", and "ZAL 7388309088" that begins a line; elsewhere the word may be another."""
    before = tokens[at - 1] if at else None
    if before is not None and before.kind is not Kind.BREAK:
        return before.folded in _INVOICE
    return at + 1 < len(tokens) and tokens[at].text.isupper() and tokens[at + 1].kind is Kind.NUMBER


def _is_rate(tokens: list[Token], at: int) -> bool:
    """Reads "st. podst.", "st. 8%", "st. VAT"."""
    dotted = tokens[at].is_word("st") and at + 2 < len(tokens) and tokens[at + 1].is_sign(".")
    if not dotted:
        return False
    percent = at + 3 < len(tokens) and tokens[at + 3].is_sign("%")
    return tokens[at + 2].is_word("podst", "podstawowa", "vat", "zw") or percent


def _vat_end(tokens: list[Token], at: int) -> int | None:
    """Where "f.vat", "f. vat", "fa vat" ends."""
    end = at + 2 if at + 1 < len(tokens) and tokens[at + 1].is_sign(".") else at + 1
    return end + 1 if end < len(tokens) and tokens[end].is_word("vat") else None


def _term_end(tokens: list[Token], at: int) -> int | None:
    """Where "t.p." or "t." ends that stands before a number of days."""
    after_number = at > 0 and tokens[at - 1].kind is Kind.NUMBER  # 5 t is a weight
    if not tokens[at].is_word("t", "p") or after_number:
        return None
    end = _past_sign(tokens, at + 1)
    both = end < len(tokens) and tokens[end].is_word("p")
    if both:
        end = _past_sign(tokens, end + 1)
    counted = end < len(tokens) and tokens[end].kind is Kind.NUMBER and tokens[end].text.isdecimal()
    short = tokens[at].folded == "t" and (both or end + 1 == len(tokens))
    days = counted and (short or (end + 1 < len(tokens) and tokens[end + 1].is_word("d", "dni")))
    return end if days else None


def _past_sign(tokens: list[Token], at: int) -> int:
    return at + 1 if at < len(tokens) and tokens[at].is_sign("./:") else at


def _alone(before: Token | None, after: Token | None) -> bool:
    """Whether "uproszczona" stands without the word invoice, where that would stand."""
    beside = {token.folded for token in (before, after) if token is not None}
    leads = before is None or before.kind is Kind.BREAK or before.folded in _ASKS
    return leads and not beside & _INVOICE


def _is_payment(before: Token | None, after: Token | None) -> bool:
    """Whether "split" is said of paying, and is no air conditioner."""
    led = (
        before is None
        or before.is_sign(",;%")
        or before.folded in _BEFORE_SPLIT
        or before.kind is Kind.NUMBER
    )
    ends = after is None or after.is_sign(",;.") or after.kind in {Kind.NUMBER, Kind.BREAK}
    return led and (ends or (after is not None and after.folded in _AFTER_SPLIT))
