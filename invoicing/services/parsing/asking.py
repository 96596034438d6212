"""Reader of the words people ask with: they name nothing that is sold."""

from __future__ import annotations

import re
from dataclasses import replace

from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.spoken import says_number
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import words

_ASKING = frozenset(
    words(
        "zrub uprzejmie prosimy poprosimy znaczy proszę poproszę prosiłbym prosiłabym poprosiłbym poprosiłabym prośba bardzo ładnie grzecznie należy"
        " trzeba trza muszę musimy potrzebuję potrzebujemy potrzebna potrzebny potrzebne chciałbym chciałabym chcielibyśmy"
        " chcę chce chcemy mógłbym mogłabym mógłby mogłaby mógłbyś mogłabyś mogliby moglibyście możesz możecie może można"
        " państwo pan pani czy o wystawienie wystawienia wystawieniem wystawić wystaw wystawcie wystawiaj zróbmy zrób zrobić zrobi zrobisz zrobicie zróbcie"
        " zróbcie daj dajcie dasz przygotować przygotowanie przygotuj sporządź sporządzić sporządzenie no to ja my więc teraz"
        " szybko pilnie pilna nam mi mnie się tylko jeszcze znowu kupiłam kupiłem kupiliśmy zakupiłem zakupiłam dostanę dostaniemy mogę możemy fakturuj zafakturuj zafakturować napisz wypisz wypełnij wygeneruj wydrukuj send dobra ok okej taka taką zwykła zwykłą kolejna kolejną"
        " następna następną cykliczna cykliczną nowa nową dane będzie poleć leci robimy zrobimy wystawimy jakąś jedną"
    )
)
_INVOICE = frozenset(words("faktura fakturę faktury fakturkę fakturka fv fvat vat rachunek"))
_HEADINGS = frozenset(
    words(
        "zakup zakupy zamówienie zamówienia pozycje pozycji usług produktów rzeczy pozycja poz lista produkty towary usługi przedmiot sprzedaż sprzedano"
        " temat re odp fwd zlecenie zlecenia treść opis dane nabywcy kupione kupiono robota robocizna"
    )
)
_COUNTED = frozenset(words("pozycje pozycji usługi usług produkty produktów towary"))
_TIMES = frozenset(words("wczoraj dzisiaj dziś przedwczoraj dnia"))
_HESITATIONS = frozenset(words("eee ee yyy yy hmm hm mmm ehm aha znaczy kurde wiesz słuchaj"))
_COMMAS = frozenset(words("przecinek średnik kropka"))
_SPOKEN = _HESITATIONS | _COMMAS
_HIS_OWN = frozenset(words("mój moja moje nasz nasza"))
_RECEIPT = frozenset(words("paragonu paragon paragonów"))
_DAY = re.compile(r"\d{1,2}\.\d{1,2}")
_LIVES = "zamieszkal"
_SEAT = frozenset(words("siedzibą siedziba"))
_ATTACHED = _HIS_OWN | {"sprzedaz"}
_LAW = frozenset(words("art ust pkt lit ustawy o vat"))
_BEFORE_LAW = frozenset(words("na podstawie zgodnie z wg według podstawa prawna"))
_LONGEST_IN_WORDS = 25  # tokens
_MOST_MARKED = 30  # lines of a list numbered by hand


def read_asking(sheet: Sheet) -> None:
    """Take off courtesies before the request, hesitations, headings and the numbers of a list."""
    _hesitations(sheet)
    _list_markers(sheet)
    _headings(sheet)
    _requests(sheet)
    _asides(sheet)


def _hesitations(sheet: Sheet) -> None:
    """What dictation writes down: eee, and a comma that was said in words."""
    said: list[Token] = []
    for at, token in enumerate(sheet.tokens):
        if token.folded not in _SPOKEN:
            said.append(token)
            continue
        within = all(_counts(sheet.at(beside)) for beside in (at - 1, at + 1))  # a decimal point
        spoken = token.is_word(*_COMMAS) and not within
        if spoken:
            said.append(replace(token, kind=Kind.SIGN, text=","))
        elif not token.is_word(*_HESITATIONS):
            said.append(token)
    sheet.tokens[:] = said


def _counts(token: Token) -> bool:
    return token.kind is Kind.NUMBER or says_number(token)


def _list_markers(sheet: Sheet) -> None:
    """Reads "1) audyt 8000 2) raport 2000": each number opens a line."""
    expected = 1
    for at, token in enumerate(sheet.tokens):
        if token.kind is not Kind.NUMBER or token.text != str(expected):
            continue
        following = sheet.at(at + 1)
        marks = following.glued
        closed = following.is_sign(")") or (following.is_sign(".") and _opens_line(sheet, at))
        if marks and closed and expected <= _MOST_MARKED and not token.glued:
            gap = Token(Kind.GAP, "", "", token.start, token.end, glued=False)
            sheet.tokens[at] = gap
            sheet.tokens[at + 1] = gap
            expected += 1


def _opens_line(sheet: Sheet, at: int) -> bool:
    """Whether a number with a dot begins a line of a list: "...: 1. analiza 200; 2. raport 300"."""
    before, thing = sheet.at(at - 1), sheet.at(at + 2)
    return (before.is_sign(":;") or before.kind is Kind.BREAK) and thing.kind is Kind.WORD and not thing.glued


def _requests(sheet: Sheet) -> None:
    """At the beginning of each sentence, what only asks."""
    kept: list[Token] = []
    begins = True
    for at, token in enumerate(sheet.tokens):
        if begins and token.kind is Kind.WORD and _only_asks(sheet, at):
            continue
        invoice = token.kind is Kind.WORD and token.folded in _INVOICE
        begins = _ends_sentence(token) or (begins and (invoice or token.is_sign(",:")))
        kept.append(token)
    sheet.tokens[:] = kept


def _only_asks(sheet: Sheet, at: int) -> bool:
    word, after = sheet.tokens[at].folded, sheet.at(at + 1)
    if word in {"dane", "do"}:
        return after.is_word("do", "faktury", "fv")
    return word in _ASKING


def _headings(sheet: Sheet) -> None:
    """Reads "Zakup:", "poz.:", "robota z 18.11": what only says that lines follow."""
    kept: list[Token] = []
    for at, token in enumerate(sheet.tokens):
        if token.folded not in _HEADINGS and token.text != ".":
            kept.append(token)
            continue
        before, after = sheet.at(at - 1), sheet.at(at + 1)
        opened = before.kind in {Kind.GAP, Kind.BREAK, Kind.NUMBER} or before.is_sign(",.;!?)")
        opened = opened or before.is_word("za", "do")
        heads = token.kind is Kind.WORD and token.folded in _HEADINGS and opened and _heads(sheet, at + 1)
        dot = token.is_sign(".") and after.is_sign(":") and before.folded in _HEADINGS
        if heads and kept and kept[-1] is before and _counts_lines(before, token):
            kept.pop()  # 3 pozycje: ...
        if not heads and not dot:
            kept.append(token)
    sheet.tokens[:] = kept


def _counts_lines(number: Token, noun: Token) -> bool:
    short = number.kind is Kind.NUMBER and len(number.text) <= len(str(_MOST_MARKED))
    return short and noun.folded in _COUNTED


def _heads(sheet: Sheet, at: int) -> bool:
    after, beyond = sheet.at(at), sheet.at(at + 1)
    dated = after.is_word("z", "od") and (
        beyond.folded in _TIMES or beyond.kind is Kind.DATE or _DAY.fullmatch(beyond.text) is not None
    )
    dotted = after.is_sign(".") and beyond.is_sign(":")
    return after.is_sign(":") or after.kind is Kind.GAP or dotted or dated


def _ends_sentence(token: Token) -> bool:
    return token.kind in {Kind.BREAK, Kind.GAP} or token.is_sign(".!?")


def _asides(sheet: Sheet) -> None:
    """Reads "mój nip to", "do paragonu", "zamieszkałego przy ul. Lipowej", "na podstawie art. 113"."""
    at = 0
    while at < len(sheet.tokens):
        start, end = _aside(sheet, at) if sheet.tokens[at].kind is Kind.WORD else (at, at)
        if end == at:
            at += 1
        elif sheet.tokens[at].folded in _ATTACHED:
            del sheet.tokens[at]  # "mój" before "nip", "sprzedaż" before "dla": a gap would part them
        else:
            at = sheet.take(start, end)


def _aside(sheet: Sheet, at: int) -> tuple[int, int]:
    """From where to where an aside stands that begins there; an empty range when none does."""
    token, after, beyond = sheet.tokens[at], sheet.at(at + 1), sheet.at(at + 2)
    if token.is_word("art"):
        end = _law_end(sheet, at)
        return (_law_start(sheet, at), end) if end > at + 1 else (at, at)
    if token.is_word("slownie"):
        return _in_words(sheet, at)
    if token.folded.startswith(_LIVES):
        return at, at + 2 if after.is_word("przy", "w", "na", "pod") else at + 1
    if token.is_word("z") and after.folded in _SEAT and beyond.is_word("w", "we", "przy"):
        return at, at + 4
    pairs = (
        token.folded in _HIS_OWN and after.is_word("nip"),
        token.is_word("do", "za", "z") and after.folded in _RECEIPT,
        token.is_word("u")
        and (
            after.is_word("panstwa", "was", "ciebie")
            or (after.is_word("pana", "pani") and not beyond.text[:1].isupper())
        ),
        token.is_word("sprzedaz") and after.is_word("dla"),
    )
    return (at, at + 2) if any(pairs) else (at, at)


def _in_words(sheet: Sheet, at: int) -> tuple[int, int]:
    """Reads "(słownie: dziesięć tysięcy 00/100)": the same amount once more."""
    end = at + 1
    while end < len(sheet.tokens) and end - at < _LONGEST_IN_WORDS:
        token = sheet.tokens[end]
        if token.kind in {Kind.GAP, Kind.BREAK} or token.is_sign(",;)("):
            break
        end += 1
    opened, closed = sheet.at(at - 1).is_sign("("), sheet.at(end).is_sign(")")
    return (at - 1, end + 1) if opened and closed else (at, end)


def _law_end(sheet: Sheet, at: int) -> int:
    """Where "art. 113 ust. 1 i 9 ustawy o VAT" ends."""
    end = at + 1
    while sheet.at(end).is_sign(".,") or sheet.at(end).folded in _LAW or _is_count(sheet, end):
        end += 1
    return end - 1 if sheet.at(end - 1).is_sign(",") else end


def _is_count(sheet: Sheet, at: int) -> bool:
    """Whether the number is one of an article or paragraph, which no money follows."""
    number = sheet.at(at).kind is Kind.NUMBER and sheet.at(at).text.isdecimal() and len(sheet.at(at).text) < 4
    named = sheet.at(at - 1).folded in _LAW or (
        sheet.at(at - 1).is_sign(".") and sheet.at(at - 2).folded in _LAW
    )
    joined = sheet.at(at - 1).is_word("i") and sheet.at(at - 2).kind is Kind.NUMBER
    return (number and (named or joined)) or (sheet.at(at).is_word("i") and sheet.at(at + 2).folded in _LAW)


def _law_start(sheet: Sheet, at: int) -> int:
    start = at
    while start and sheet.at(start - 1).folded in _BEFORE_LAW:
        start -= 1
    return start
