"""What a sentence wants, by its words: a table of rules, the first that fits wins."""

from __future__ import annotations

from collections.abc import Callable

from invoicing.services.parsing import wish_words as table
from invoicing.services.parsing.said import LATEST, Said
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.understood import Intent, SaidBuyer, SaidLine
from invoicing.services.parsing.wishes_to_know import (
    asks_for_deadlines,
    asks_for_ksef,
    asks_for_list,
    asks_for_queue,
    asks_for_status,
)

_MEANT = frozenset({"ja", "klientowi", "nabywcy"})
_BEFORE = frozenset({"zeszlym", "poprzednim", "ostatnim", "zeszlego", "ubieglym"})
_NO = {("nie",), ("jednak", "nie"), ("nie", "jednak"), ("nie", "dzieki"), ("nie", "dziekuje")}


def _greets(said: Said) -> bool:
    every = table.GREETINGS | table.SMALL_TALK | table.THANKS
    greets = said.any_of(table.GREETINGS | table.THANKS)
    small = set(said.words) <= every and not {"co", "u"} <= set(said.words)
    return bool(said.words) and greets and small


def _cancels(said: Said) -> bool:
    if said.any_of(table.CORRECTS):
        return False
    if said.named or said.priced:
        return said.first in table.CANCELS and len(said.words) <= 6
    stops = said.first in table.CANCELS or said.pair("nie", "wystawiaj", "chce", "wysylaj", "rob", "trzeba")
    leaves = said.pair("zostaw", "to") or said.words in _NO
    drops = said.first in {"usun", "skasuj", "wyrzuc", "wywal"} and {*said.words[1:]} <= table.DRAFT
    short = len(said.words) <= 3 and said.any_of(table.CANCELS)
    return short or ((stops or leaves or drops) and len(said.words) <= 6)


def _sells_correcting(said: Said) -> bool:
    """Whether the correction of something else than an invoice is the thing sold: korekta tekstu, 30 stron."""
    at = next((at for at, word in enumerate(said.words) if word in table.CORRECTS), 0)
    following = said.words[at + 1] if at + 1 < len(said.words) else ""
    of_something = (
        said.words[at] in {"korekta", "korekte", "korekty"} and following not in table.AFTER_CORRECTION
    )
    done = at > 0 or (following not in table.CORRECTABLE and bool(said.buyer.nip))
    return of_something and done and said.priced and said.named and said.number is None


def _corrects(said: Said) -> bool:
    if said.questions and not said.of_one and said.first not in table.CORRECTS:
        return False
    meant = said.pair("mialo", "byc") or said.pair("powinno", "byc") or said.pair("powinna", "byc")
    mistaken = said.of_one and said.any_of(table.MISTAKES) and not said.any_of(table.SENDS)
    becomes = said.pair("ma", "byc") or said.pair("maja", "byc")
    changed = said.number is not None and (said.first in table.EDITS or becomes)
    corrects = said.any_of(table.CORRECTS) and not _sells_correcting(said)
    last = said.first in {"popraw", "poprawic"} and said.of_one
    of_draft = said.first in table.ATTRIBUTES and not said.of_one and not said.any_of(table.INVOICES)
    return (
        corrects
        or (meant and not said.questions and not of_draft)
        or (mistaken and not said.asks)
        or changed
        or last
    )


def _repeats(said: Said) -> bool:
    if said.asks or said.any_of(table.SENDS):
        return False
    same = (
        said.pair("co", "zwykle", "ostatnio", "zawsze", "poprzednio")
        or said.pair("to", "samo")
        or said.pair("taka", "sama")
        or said.pair("ta", "sama")
        or said.pair("te", "sama")
        or said.pair("taka", "jak")
    )
    last = said.pair("jak", "ostatnio", "poprzednio", "zwykle", "zawsze", "miesiac", "tydzien", "poprzednia")
    again = said.first in {"wystaw", "zrob"} and said.any_of(table.AGAIN) and said.of_one
    again = again or (said.pair("jeszcze", "raz") and not said.priced and (said.named or said.of_one))
    before = said.pair("jak", "w", "za") and said.any_of(_BEFORE) and not said.priced
    return said.first in table.REPEATS or same or (last and not said.sells) or again or before


def _resends(said: Said) -> bool:
    if said.priced:
        return False
    sends, again = said.any_of(table.SENDS), said.any_of(table.AGAIN) or said.any_of(table.ALSO)
    one = said.number is not None or (
        said.any_of(table.INVOICES) and not said.any_of(table.ISSUES - table.POLITE)
    )
    files = said.any_of(table.FILES) and said.of_one
    copies = (said.any_of(table.COPIES) and (said.of_one or said.any_of(LATEST))) or files
    once_more = sends and said.pair("jeszcze", "raz") and not said.named and not said.any_of(table.ISSUING)
    sent = sends and one and not said.named and (again or said.of_one or said.buyer.email is not None)
    sent = sent or (said.first in table.SENDS and _plainly(said))
    return (copies or sent or once_more or (sends and said.number is not None)) and not said.questions


def _plainly(said: Said) -> bool:
    """Reads "wyślij fakturę", "wyślij ją klientowi": the latest is meant."""
    meant = said.any_of(table.INVOICES) or said.any_of(_MEANT)
    return meant and len(said.words) <= 4 and said.buyer.email is None and not said.terms


def _edits(said: Said) -> bool:
    if said.questions:
        return False
    meant = any(said.pair(verb, "byc") for verb in ("mialo", "powinno", "powinna", "powinien"))
    becomes = meant or said.pair("ma", "byc") or said.pair("maja", "byc") or said.pair("nie", "tylko")
    verb = said.first in table.EDITS and said.second not in {"fakture", "fv"}
    kinds = {*said.words} <= table.BARE_KINDS and bool({"netto", "brutto"} & {*said.words})
    buys = said.pair("nabywca", "to") and not said.lines
    also = said.any_of(table.SENDS) and said.buyer.email is not None and not said.named and not said.priced
    return becomes or verb or also or kinds or buys or _changes_terms(said)


def _changes_terms(said: Said) -> bool:
    """Reads "jednak brutto", "termin 30 dni", "płatność gotówką": a term alone, of no buyer and nothing sold."""
    if said.named or said.any_of(table.ISSUING) or said.sells:
        return False
    attribute = said.first in table.ATTRIBUTES or said.any_of(table.SETTING)
    said_of = attribute and (said.priced or any(line.unit or line.quantity != 1 for line in said.lines))
    without = said.first == "bez" and len(said.words) <= 3 and not said.priced
    return without or (said.terms and not said.priced) or said_of


def _issues(said: Said) -> bool:
    request = said.any_of(table.ASKS_POLITELY) and said.named
    asked = said.first in table.QUESTIONS or (said.asks and not said.priced)
    if asked and not (request or (said.priced and said.named)):
        return False
    return (
        said.any_of(table.ISSUING) or said.priced or (said.named and bool(said.lines)) or bool(said.buyer.nip)
    )


def _asks(said: Said) -> bool:
    helps = said.first in {"pomoc", "help", "pomocy"}
    return bool(said.words) and (said.questions or helps) and not said.any_of(table.OFF_TOPIC)


RULES: tuple[tuple[Intent, Callable[[Said], bool]], ...] = (
    (Intent.GREETING, _greets),
    (Intent.CANCEL, _cancels),
    (Intent.CORRECT, _corrects),
    (Intent.REPEAT, _repeats),
    (Intent.DEADLINES, asks_for_deadlines),
    (Intent.KSEF_STATUS, asks_for_ksef),
    (Intent.RESEND, _resends),
    (Intent.QUEUE, asks_for_queue),
    (Intent.STATUS, asks_for_status),
    (Intent.LIST, asks_for_list),
    (Intent.EDIT, _edits),
    (Intent.ISSUE, _issues),
    (Intent.FAQ, _asks),
)


def intent_of(
    tokens: list[Token],
    buyer: SaidBuyer,
    lines: tuple[SaidLine, ...],
    number: str | None,
    *,
    terms: bool = False,
) -> Intent:
    """What the sentence wants."""
    said = Said(
        words=tuple(token.folded for token in tokens if token.kind is Kind.WORD),
        asks=any(token.is_sign("?") for token in tokens),
        buyer=buyer,
        lines=lines,
        number=number,
        terms=terms,
    )
    wanted = next((intent for intent, fits in RULES if fits(said)), Intent.OTHER)
    # a question that names one of our invoices is about that invoice, however general its words are
    return Intent.STATUS if wanted is Intent.FAQ and number is not None else wanted
