"""What a sentence wants, by its words: a table of rules, the first that fits wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.understood import Intent, SaidBuyer, SaidLine
from invoicing.services.parsing.words import words

_ISSUING = frozenset(
    words(
        "wystaw wystawic wystawcie wystawmy faktura fakture fakturka fakturke fv fvat f-vat zafakturuj rachunek"
        " sprzedalem sprzedalam"
    )
)
_INVOICES = frozenset(words("faktura fakture faktury faktur fakturze fakture fv fvat faktur"))
_GREETINGS = frozenset(
    words("czesc hej hejka dzien dobry witam witaj siema hello hi elo halo wieczor dziendobry")
)
_CANCELS = frozenset(words("anuluj anulowac rezygnuje rezygnacja stop zapomnij cofnij niewazne odwolaj"))
_QUESTIONS = frozenset(
    words(
        "jak co czy kiedy ile dlaczego czemu gdzie kto jaka jaki jakie ktora ktory ktore czym skad dokad kogo komu"
    )
)
_EDITS = frozenset(words("zmien popraw dodaj dopisz usun skasuj wywal zamien ustaw dorzuc zmienic poprawic"))
_CORRECTS = frozenset(
    words("korekta korekte korekty koryguj skoryguj skorygowac korygujaca korygujace korygujacej")
)
_AFTER_CORRECTION = _INVOICES | frozenset(words("do dla z za ostatniej poprzedniej nr numer mialo powinno"))
_REPEATS = frozenset(words("powtorz ponow powtorka"))
_LISTS = frozenset(
    words("lista liste wyswietl pokaz wypisz znajdz moje ostatnie wszystkie zestawienie szukaj pokazesz")
)
_RESENDS = frozenset(words("wyslij przeslij slij wyslac podeslij"))
_AGAIN = frozenset(words("ponownie jeszcze znowu raz znow"))
_STATUS = frozenset(
    words("status stan przyjeta przyjeto doszla poszla dotarla oplacona zaplacona wyslana odrzucona")
)
_QUEUE = frozenset(
    words(
        "kolejka kolejke kolejce czeka czekaja czekajace oczekuje oczekujace niewyslane niewyslanych zalegle"
    )
)
_KSEF_STATE = frozenset(
    words(
        "dziala dziala? status stan awaria awarii awarie padl padlo lezy zyje niedostepny dostepny przerwa problem problemy dzieje"
    )
)


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules look at."""

    words: tuple[str, ...]
    asks: bool
    buyer: SaidBuyer
    lines: tuple[SaidLine, ...]
    number: str | None

    def any_of(self, table: frozenset[str]) -> bool:
        """Whether one of the words was said."""
        return any(word in table for word in self.words)

    def pair(self, first: str, *seconds: str) -> bool:
        """Whether the first word is followed by one of the seconds."""
        return any(
            one == first and two in seconds for one, two in zip(self.words, self.words[1:], strict=False)
        )

    @property
    def first(self) -> str:
        """The first word that is no greeting."""
        return next((word for word in self.words if word not in _GREETINGS), "")

    @property
    def priced(self) -> bool:
        """Whether a line has a price."""
        return any(line.price is not None for line in self.lines)

    @property
    def named(self) -> bool:
        """Whether a buyer was said."""
        return any((self.buyer.nip, self.buyer.name, self.buyer.eu_vat_number))


def _sells_correcting(said: Said) -> bool:
    """Whether the correction of something else than an invoice is the thing sold: korekta tekstu, 30 stron."""
    at = next(at for at, word in enumerate(said.words) if word in _CORRECTS)
    following = said.words[at + 1] if at + 1 < len(said.words) else ""
    of_something = said.words[at] in {"korekta", "korekte", "korekty"} and following not in _AFTER_CORRECTION
    return of_something and at > 0 and said.priced and said.named and said.number is None


def _corrects(said: Said) -> bool:
    meant = said.pair("mialo", "byc") or said.pair("powinno", "byc")
    about = said.number is not None or said.any_of(_INVOICES)
    return (
        (said.any_of(_CORRECTS) and not _sells_correcting(said))
        or meant
        or (said.first in {"popraw", "poprawic"} and said.number is not None and about)
    )


def _repeats(said: Said) -> bool:
    same = (
        said.pair("to", "samo")
        or said.pair("taka", "sama")
        or said.pair("taka", "sama")
        or said.pair("ta", "sama")
    )
    last = said.pair("jak", "ostatnio", "poprzednio", "zwykle", "zawsze", "miesiac", "tydzien")
    return said.first in _REPEATS or same or last


def _resends(said: Said) -> bool:
    again = said.first in _RESENDS and said.any_of(_AGAIN)
    return not said.priced and (again or (said.first in _RESENDS and said.number is not None))


def _queue(said: Said) -> bool:
    return not said.named and not said.priced and said.any_of(_QUEUE)


def _deadlines(said: Said) -> bool:
    """Until when what waits must go; a question about some invoice or the law in general is another one."""
    asked = said.pair("do", "kiedy") or said.first == "terminy" or said.pair("jaki", "termin")
    short = len(said.words) <= 5 and not said.any_of(_INVOICES)
    return asked and short and not said.named and not said.priced


def _ksef_status(said: Said) -> bool:
    state = "ksef" in said.words or "ksefu" in said.words or "ksefem" in said.words
    short = len(said.words) <= 8 and not said.any_of(_INVOICES)
    what = said.any_of(_KSEF_STATE) or said.pair("co", "z", "tam") or said.words == ("ksef",)
    return state and short and what and not {"jak", "kiedy", "dlaczego", "podczas"} & set(said.words[:2])


def _status(said: Said) -> bool:
    about = said.number is not None or said.any_of(_INVOICES)
    asked = said.any_of(_STATUS) or said.pair("co", "z") or said.pair("gdzie", "jest")
    return (
        about
        and asked
        and not said.priced
        and (said.asks or said.number is not None or said.first == "status")
    )


def _lists(said: Said) -> bool:
    plural = {"faktury", "faktur", "wystawione", "sprzedaz"} & set(said.words)
    begins = {"ile", "jakie", "ktore", "faktury"} & set(said.words[:2])
    asked = said.any_of(_LISTS) or begins or len(said.words) == 1
    about = bool(plural) and not said.any_of(frozenset({"wystaw", "wystawic", "wystawienie", "prosze"}))
    return about and bool(asked) and not said.priced and not said.buyer.nip


def _edits(said: Said) -> bool:
    becomes = said.pair("ma", "byc") or said.pair("maja", "byc")
    return (said.first in _EDITS and not said.pair(said.first, "fakture", "fv")) or becomes


def _issues(said: Said) -> bool:
    if said.first in _QUESTIONS or (said.asks and not said.priced):
        return False
    return said.any_of(_ISSUING) or said.priced or (said.named and bool(said.lines)) or bool(said.buyer.nip)


def _cancels(said: Said) -> bool:
    stops = said.first in _CANCELS or said.pair("nie", "wystawiaj", "chce", "wysylaj")
    short = len(said.words) <= 3 and (said.any_of(_CANCELS) or said.pair("usun", "szkic"))
    return short or (stops and len(said.words) <= 6)


def _greets(said: Said) -> bool:
    return bool(said.words) and all(word in _GREETINGS for word in said.words)


def _asks(said: Said) -> bool:
    return bool(said.words) and (
        said.asks or said.first in _QUESTIONS or said.first in {"pomoc", "help", "pomocy"}
    )


RULES: tuple[tuple[Intent, Callable[[Said], bool]], ...] = (
    (Intent.GREETING, _greets),
    (Intent.CANCEL, _cancels),
    (Intent.CORRECT, _corrects),
    (Intent.REPEAT, _repeats),
    (Intent.DEADLINES, _deadlines),
    (Intent.KSEF_STATUS, _ksef_status),
    (Intent.RESEND, _resends),
    (Intent.STATUS, _status),
    (Intent.QUEUE, _queue),
    (Intent.LIST, _lists),
    (Intent.EDIT, _edits),
    (Intent.ISSUE, _issues),
    (Intent.FAQ, _asks),
)


def intent_of(
    tokens: list[Token], buyer: SaidBuyer, lines: tuple[SaidLine, ...], number: str | None
) -> Intent:
    """What the sentence wants."""
    said = Said(
        words=tuple(token.folded for token in tokens if token.kind is Kind.WORD),
        asks=any(token.is_sign("?") for token in tokens),
        buyer=buyer,
        lines=lines,
        number=number,
    )
    return next((intent for intent, fits in RULES if fits(said)), Intent.OTHER)
