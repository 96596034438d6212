"""Set phrases that say one thing of the whole invoice: tables of word stems, and readers that walk them."""

from __future__ import annotations

from collections.abc import Mapping

from invoicing.model.kinds import InvoiceKind
from invoicing.services.parsing.rate_words import PERCENTS
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import CURRENCIES, words

_INVOICE = frozenset(
    words(
        "faktura fakturę faktury fakturka fakturkę fakturą fv fvat vat rachunek invoice фактура фактуру рахунок"
    )
)
_SPLIT = (  # stems, each of the word at its place
    ("mechanizm", "podzielon", "platnos"),
    ("podzielon", "platnos"),
    ("platnos", "podzielon"),
    ("split", "payment"),
    ("split-payment",),
    ("splitpayment",),
    ("mpp",),
)
_BEFORE_SPLIT = frozenset(words("w z ze with zastosuj oznacz jako zaznacz"))
_NO = frozenset(words("bez nie without no не"))
_KINDS: Mapping[str, InvoiceKind] = {
    "zaliczkow": InvoiceKind.ADVANCE,
    "advance": InvoiceKind.ADVANCE,
    "авансов": InvoiceKind.ADVANCE,
    "rozliczeniow": InvoiceKind.SETTLEMENT,
    "rozliczajac": InvoiceKind.SETTLEMENT,
    "koncow": InvoiceKind.SETTLEMENT,
    "final": InvoiceKind.SETTLEMENT,
    "uproszczon": InvoiceKind.SIMPLIFIED,
    "simplified": InvoiceKind.SIMPLIFIED,
}
_PLAIN = frozenset(
    words(
        "sprzedaż sprzedaży sprzedażowa sprzedażową zwykła zwykłą nowa nową pilna pilną kolejna kolejną druga drugą elektroniczna elektroniczną papierowa papierową"
    )
)
_ADVANCES = frozenset(words("zaliczka zaliczkę zadatek przedpłata przedpłatę"))
_INVOICED = ("wystawiona", "zafakturowana", "rozliczona")
_PRO_FORMA = (("pro", "form"), ("proform",), ("pro-form",), ("проформ",))
_ASKS_FOR_RECEIPT = frozenset(words("wystaw zrób daj poproszę proszę potrzebuję o ten na chcę wystawić"))
_LONGEST_RATE = 6  # words of what is said of an exchange rate
_CURRENCY_WORDS = ("waluta", "walucie", "walute", "currency", "валюта")


def read_phrases(sheet: Sheet) -> None:
    """Split payment, kind of invoice, the currency of all of it."""
    at = 0
    while at < len(sheet.tokens):
        token = sheet.tokens[at]
        if token.kind is not Kind.WORD:
            at += 1
            continue
        at = (
            _receipt_at(sheet, at)
            or _split_at(sheet, at)
            or _kind_at(sheet, at)
            or _currency_at(sheet, at)
            or at + 1
        )


def _receipt_at(sheet: Sheet, at: int) -> int | None:
    """Reads "do paragonu", and "kurs NBP", "po kursie z wczoraj": nothing of it is sold."""
    first = sheet.tokens[at].folded
    if first == "do" and sheet.at(at + 1).is_word("paragonu", "paragonow", "zaliczki", "zaliczek"):
        return sheet.take(at, at + 2)
    if first == "paragon" and _asks_for_receipt(sheet, at) and not _asks_for_invoice(sheet, at + 1):
        sheet.facts.kind, sheet.facts.receipt = InvoiceKind.SIMPLIFIED, True
        return sheet.take(at, at + 1)
    settles = stems_end(sheet, at, (("rozlicz", "zaliczk"),))
    if settles:
        sheet.facts.kind = InvoiceKind.SETTLEMENT
        return sheet.take(at, settles)
    rate = first.startswith("kurs") and sheet.at(at + 1).is_word("nbp", "z", "sredni", "ecb", "dnia")
    if not rate or sheet.at(at - 1).kind is Kind.NUMBER:
        return None
    end = at + 1
    while end < at + _LONGEST_RATE and sheet.at(end).kind in {Kind.WORD, Kind.DATE, Kind.NUMBER}:
        end += 1
    return sheet.take(at - 1 if sheet.at(at - 1).is_word("po", "wg") else at, end)


def _asks_for_receipt(sheet: Sheet, at: int) -> bool:
    """Reads "paragon z NIP 5260250274": up to 450 zł gross it is an invoice (art. 106e ust. 5 pkt 3 VATA)."""
    before, after = sheet.at(at - 1), sheet.at(at + 1)
    leads = (
        before.kind in {Kind.GAP, Kind.BREAK} or before.folded in _ASKS_FOR_RECEIPT or before.is_sign(",.!")
    )
    return leads and (after.kind is Kind.GAP or after.is_word("z", "na", "dla", "nip"))


def _asks_for_invoice(sheet: Sheet, at: int) -> bool:
    """Reads "paragon już był, ale klient chce fakturę": behind the receipt an invoice is asked for."""
    return any(token.folded in _INVOICE - {"vat"} for token in sheet.tokens[at:])


def stems_end(sheet: Sheet, at: int, patterns: tuple[tuple[str, ...], ...]) -> int | None:
    """Where the first pattern ends whose stems begin the words there."""
    first = sheet.tokens[at].folded
    for stems in patterns:
        if not first.startswith(stems[0]):
            continue
        said = sheet.folded(at, at + len(stems))
        if len(said) == len(stems) and all(map(str.startswith, said, stems)):
            return at + len(stems)
    return None


def _split_at(sheet: Sheet, at: int) -> int | None:
    end = stems_end(sheet, at, _SPLIT)
    if end is None:
        return None
    start = at
    while sheet.at(start - 1).folded in _BEFORE_SPLIT and start:
        start -= 1
    wanted = not (start and sheet.at(start - 1).folded in _NO)
    start = start if wanted else start - 1
    answer = end + 1 if sheet.at(end).is_sign(":-=") else end
    if sheet.at(answer).is_word("tak", "nie", "yes", "no"):
        wanted, end = sheet.at(answer).folded in {"tak", "yes"}, answer + 1
    sheet.facts.split_payment = wanted
    return sheet.take(start, end)


def _kind_at(sheet: Sheet, at: int) -> int | None:
    """An adjective beside the word invoice; "pro forma" needs none."""
    pro_forma = stems_end(sheet, at, _PRO_FORMA)
    if pro_forma:
        sheet.facts.kind = InvoiceKind.PRO_FORMA
        return sheet.take(at, pro_forma)
    word = sheet.tokens[at].folded
    if word in _ADVANCES:
        return _advance_at(sheet, at)
    if sheet.at(at - 1).folded not in _INVOICE and sheet.at(at + 1).folded not in _INVOICE:
        return None
    if word in _PLAIN:
        return sheet.take(at, at + 1)
    kind = next((kind for stem, kind in _KINDS.items() if word.startswith(stem)), None)
    if kind is None:
        return None
    sheet.facts.kind = kind
    share = kind is InvoiceKind.ADVANCE and _share_at(sheet, at + 1)
    return sheet.take(at, at + 3 if share else at + 1)


def _advance_at(sheet: Sheet, at: int) -> int | None:
    """Reads "zaliczka", "zaliczka 40%": the word may be the name of the line, the share is none of VAT."""
    been = _been_end(sheet, at + 1)
    if been:
        sheet.facts.kind = InvoiceKind.SETTLEMENT
        return sheet.take(at, been)
    if sheet.facts.kind is InvoiceKind.VAT:
        sheet.facts.kind = InvoiceKind.ADVANCE
    if not _share_at(sheet, at + 1) or sheet.at(at + 3).is_word("vat"):
        return None
    return sheet.take(at + 1, at + 3)


def _been_end(sheet: Sheet, at: int) -> int | None:
    """Reads "zaliczka już była": it has its invoice, and the rest is settled now."""
    end = at
    while sheet.at(end).is_word("juz", "byla", "zostala", "jest", "na", "to"):
        end += 1
    been = sheet.at(end).is_word(*_INVOICED) or sheet.at(end - 1).is_word("byla")
    return (end + 1 if sheet.at(end).is_word(*_INVOICED) else end) if been and end > at else None


def _share_at(sheet: Sheet, at: int) -> bool:
    """Whether a share of the whole stands there, which is no rate of VAT: zaliczkowa 40%."""
    number = sheet.at(at)
    said = number.kind is Kind.NUMBER and sheet.at(at + 1).is_sign("%") and number.text not in PERCENTS
    sheet.facts.share = sheet.facts.share or said
    return said


def _currency_at(sheet: Sheet, at: int) -> int | None:
    """Reads "w euro", "waluta: EUR": the currency of prices that name none."""
    token, start = sheet.tokens[at], at + 1
    if not token.is_word(*_CURRENCY_WORDS, "w", "in", "у", "в"):
        return None
    while sheet.at(start).is_sign(":=-") or sheet.at(start).is_word("to", "w", "na"):
        start += 1
    said = sheet.at(start)
    if said.kind is not Kind.WORD or said.folded not in CURRENCIES:
        return None
    if sheet.at(start + 1).kind is Kind.NUMBER and not token.is_word(*_CURRENCY_WORDS, "w"):
        return None
    sheet.facts.currency = CURRENCIES[said.folded]
    first = at - 1 if sheet.at(at - 1).is_word(*_CURRENCY_WORDS) and at else at
    return sheet.take(first, start + 1)
