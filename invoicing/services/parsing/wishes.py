"""What a sentence wants, by its words: a table of rules, the first that fits wins."""

from __future__ import annotations

from collections.abc import Callable

from invoicing.services.parsing import wish_words as said_by
from invoicing.services.parsing.said import Said
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.understood import Intent, SaidBuyer, SaidLine

_SHORT = 8  # words of a question about KSeF itself
_SHORTEST = 3


def _greets(said: Said) -> bool:
    known = said_by.GREETINGS | said_by.AFTER_GREETING
    return said.any_of(said_by.GREETINGS) and all(word in known for word in said.words)


def _cancels(said: Said) -> bool:
    stops = said.first in said_by.CANCELS or said.pair("nie", "wystawiaj", "chce", "wysylaj", "rob")
    drops = said.first in said_by.DROPS and all(word in said_by.DRAFT_WORDS for word in said.request[1:])
    short = len(said.words) <= _SHORTEST and (
        said.any_of(said_by.CANCELS) or drops or said.words in {("nie",), ("ні",), ("no",), ("wroc",)}
    )
    return not said.priced and (short or (stops and len(said.words) <= 2 * _SHORTEST))


def _sells_correcting(said: Said) -> bool:
    """Whether the correction of something else than an invoice is the thing sold: korekta tekstu, 30 stron."""
    at = next(at for at, word in enumerate(said.words) if word in said_by.CORRECTS)
    following = said.words[at + 1] if at + 1 < len(said.words) else ""
    of_something = (
        said.words[at] in {"korekta", "korekte", "korekty"} and following not in said_by.AFTER_CORRECTION
    )
    return of_something and at > 0 and said.priced and said.named and said.number is None


def _corrects(said: Said) -> bool:
    if said.questions:
        return False
    if said.any_of(said_by.CORRECTS):
        return not _sells_correcting(said)
    meant = said.pair("mialo", "byc") or said.pair("powinno", "byc") or said.pair("powinna", "byc")
    wrong = said.any_stem(said_by.MISTAKES) or said.any_of(said_by.WRONG)
    fixes = said.first in {"popraw", "poprawic", "correct", "fix"}
    return meant or (said.number is not None and (wrong or fixes))


def _repeats(said: Said) -> bool:
    if said.pair("jak", *said_by.AS_BEFORE) and not said.asks:
        return True
    if said.questions or (said.first == "ponow" and said.any_of(said_by.RESENDS)):
        return False
    anew = said.first.startswith("wystaw") and said.pair("jeszcze", "raz") and not said.priced
    return said.first in said_by.REPEATS or said.any_pair(said_by.SAME) or anew or _as_in(said)


def _as_in(said: Said) -> bool:
    """Reads "jak w zeszłym miesiącu", "jak za poprzednim razem"."""
    triples = zip(said.words, said.words[1:], said.words[2:], strict=False)
    return any(
        one == "jak" and two in {"w", "za"} and three in said_by.AS_BEFORE for one, two, three in triples
    )


def _deadlines(said: Said) -> bool:
    """Until when what waits must go; a question about some invoice or the law in general is another one."""
    asked = said.pair("do", "kiedy") or said.first == "terminy" or said.pair("jaki", "termin")
    short = len(said.words) <= 5 and not said.any_of(said_by.INVOICES)
    return asked and short and not said.named and not said.priced


def _ksef_status(said: Said) -> bool:
    ksef, about = said.any_of(said_by.KSEF), not said.any_of(said_by.INVOICES) and said.number is None
    short = len(said.words) <= _SHORT
    law = bool({"kiedy", "dlaczego", "podczas", "po", "kogo", "kto"} & set(said.words[:2])) or said.pair(
        "jak", "dziala"
    )
    state = said.any_of(said_by.KSEF_STATE) or said.pair("co", "z") or said.words == ("ksef",)
    outage = said.any_of(said_by.OUTAGE) and len(said.words) <= _SHORTEST + 1 and not said.priced
    return (
        about
        and short
        and not law
        and ((ksef and state) or (outage and said.first in {"czy", "awaria", "jest", "is"}))
    )


def _resends(said: Said) -> bool:
    sends, again = said.any_of(said_by.RESENDS), said.any_of(said_by.AGAIN)
    which = said.number is not None or said.any_of(said_by.LAST) or said.any_of(said_by.INVOICES)
    begins = said.first in said_by.RESENDS
    return (
        not said.priced
        and not said.questions
        and sends
        and ((begins and (again or said.number is not None)) or (again and which))
    )


def _status(said: Said) -> bool:
    if said.priced or said.first in said_by.ISSUING or said.first in said_by.LISTS | said_by.CANCELS:
        return False
    if said.number is not None:
        return True
    asked = said.any_of(said_by.STATUS) or said.pair("co", "z") or said.pair("gdzie", "jest")
    one = said.any_of(said_by.INVOICES - {"faktury", "faktur"}) or said.any_of(said_by.LAST)
    about = one or (said.any_of(said_by.INVOICES) and said.first in {"status", "co", "stan", "sprawdz"})
    return (
        about
        and asked
        and (said.asks or said.first in said_by.STATUS or said.first in {"czy", "co", "gdzie", "jaki"})
    )


def _queue(said: Said) -> bool:
    waits = said.any_stem(said_by.QUEUE_STEMS) or said.any_pair(said_by.QUEUE_PAIRS)
    return waits and not said.named and not said.priced and said.number is None


def _lists(said: Said) -> bool:
    if said.any_pair(said_by.UNPAID_PAIRS) and (said.asks or said.questions):
        return True
    if said.first in said_by.LISTS and said.any_stem(said_by.LISTED_STEMS):
        return True
    if said.priced or said.buyer.nip is not None:
        return False
    if said.questions:
        return said.any_of(said_by.HAVE_ISSUED) or said.request[1:2] in {
            ("faktury",),
            ("faktur",),
            ("invoices",),
        }
    plural = said.first in {"faktury", "faktur", "invoices", "фактури", "niezaplacone", "nieoplacone"}
    return plural or (
        said.any_of(said_by.LISTS) and said.any_stem(said_by.LISTED_STEMS) and "wystaw" not in said.words
    )


def _edits(said: Said) -> bool:
    if said.questions or said.asks:
        return False
    becomes = said.pair("ma", "byc") or said.pair("maja", "byc")
    begins = said.first in said_by.EDITS and not said.pair(said.first, "fakture", "fv", "invoice")
    kinds = (
        bool(said.request)
        and set(said.request) <= said_by.BARE_KINDS
        and bool({"netto", "brutto"} & set(said.request))
    )
    return begins or becomes or kinds or _sets_terms(said)


def _sets_terms(said: Said) -> bool:
    """Only terms, and no invoice asked for: termin 21 dni, jednak gotówką, niech cena będzie 300."""
    if said.named or said.number is not None or said.any_of(said_by.ISSUING):
        return False
    nameless = all(line.name is None for line in said.lines)
    if said.first == "bez" and len(said.words) <= _SHORTEST and not said.priced:
        return True
    return nameless and said.any_of(said_by.SETTING) if said.lines else said.terms


def _issues(said: Said) -> bool:
    whole = said.priced and (said.named or said.any_of(said_by.ISSUING))
    if (said.questions or (said.asks and not said.priced)) and not whole:
        return False
    return (
        said.any_of(said_by.ISSUING)
        or said.priced
        or (said.named and bool(said.lines))
        or bool(said.buyer.nip)
    )


def _asks(said: Said) -> bool:
    return bool(said.words) and (said.asks or said.questions or said.first in said_by.HELP)


RULES: tuple[tuple[Intent, Callable[[Said], bool]], ...] = (
    (Intent.GREETING, _greets),
    (Intent.CANCEL, _cancels),
    (Intent.CORRECT, _corrects),
    (Intent.REPEAT, _repeats),
    (Intent.DEADLINES, _deadlines),
    (Intent.KSEF_STATUS, _ksef_status),
    (Intent.RESEND, _resends),
    (Intent.QUEUE, _queue),
    (Intent.LIST, _lists),
    (Intent.STATUS, _status),
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
    return next((intent for intent, fits in RULES if fits(said)), Intent.OTHER)
