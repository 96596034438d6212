"""Reader of the buyer's name."""

from __future__ import annotations

from invoicing.services.parsing.addresses import closes
from invoicing.services.parsing.fragments import is_filler
from invoicing.services.parsing.name_ends import DEEDS, THINGS, name_end
from invoicing.services.parsing.names import FIRST_NAMES, nominative_of_buyer
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token, is_proper
from invoicing.services.parsing.wish_words import AGAIN
from invoicing.services.parsing.words import CURRENCIES, words
from invoicing.services.parsing.words_of_time import MONTHS

_LEADS = frozenset(
    words(
        "ctr zleceniodawca zleceniodawcy zamawiający płatnik klientka klientkę klientki klientce nabywczyni kontrahentowi klientowi k-t kh dla nabywca nabywcy nabywcą kupujący klient klienta klientem kontrahent kontrahenta odbiorca odbiorcy for для"
        " покупець клієнт buyer customer client"
    )
)
_FIRM = frozenset(
    words(
        "firmy firmę firma pana pani panią panu spółki spółka spółkę dane kontrahenta klienta niejaki niejakiego państwa"
        " company фірми"
    )
)
_COPULAS = frozenset(words("rzecz to jest ma być będzie is"))
_NOBODY = frozenset(words("na o że się do tego tej niego ze za"))
_INVOICE = frozenset(
    words("faktura fakturę faktury fakturka fakturkę fv fvat vat rachunek proforma pro forma")
)
_FOREIGN_COUNTRIES = ("US", "USA", "UK", "GB")
_LONGEST_NAME = 200  # characters; longer runs are no name
_TELLERS = ("klient", "klientka", "kontrahent", "kontrahentka", "nabywca", "nabywczyni", "kupujacy")
_SHORTEST_VERB = 4  # letters
_MOST_NAMES = 4  # words of a person

_FOREIGN_FORMS = frozenset(words("gmbh sarl ltd limited inc llc ag bv nv sas spa srl oy aps ug corp plc sro"))


def read_buyer_name(sheet: Sheet) -> None:
    """The words after dla, nabywca, na firme, up to where something else begins."""
    for at, token in enumerate(sheet.tokens):
        start = _name_start(sheet, at) if token.kind is Kind.WORD else None
        if start is None:
            continue
        end = name_end(sheet, start)
        name = _without_full_stop(sheet, start, end)
        if name and any(char.isalpha() for char in name):
            bent = nominative_of_buyer(_unquoted(name), accusative=token.is_word("na"))
            sheet.facts.buyer_name = sheet.facts.buyer_name or bent[:_LONGEST_NAME]
        sheet.take(at, max(end, start))
        _recipient(sheet, at)
        break
    if sheet.facts.buyer_name is None:
        _name_by_legal_form(sheet) or _name_of_person(sheet) or _name_after_invoice(sheet)


def _recipient(sheet: Sheet, since: int) -> None:
    """Who takes the goods beside the buyer stands in the note: odbiorca Szkoła Podstawowa nr 3."""
    for at in range(since, len(sheet.tokens)):
        token = sheet.tokens[at]
        if not token.is_word("odbiorca") or not is_proper(
            sheet.at(at + 2 if sheet.at(at + 1).is_sign(":") else at + 1)
        ):
            continue
        end = name_end(sheet, at + 2 if sheet.at(at + 1).is_sign(":") else at + 1)
        sheet.facts.note = sheet.facts.note or sheet.words(at, end)
        sheet.take(at, end)
        return


def _without_full_stop(sheet: Sheet, start: int, end: int) -> str:
    """The words of the name; the dot of "sp. z o.o." and of "P.W." belongs to it, one behind a word does not."""
    said = sheet.words(start, end).strip(" -–?!")
    dot, word = sheet.at(end - 1), sheet.at(end - 2)
    plain = dot.is_sign(".") and word.kind is Kind.WORD and len(word.text) > _SHORTEST_VERB
    return said.rstrip(" .") if plain else said


def _unquoted(name: str) -> str:
    """Without quotes around all of it; those inside belong to it."""
    if len(name) > 1 and name[0] in "\"„'«" and name[-1] in "\"”'»“" and name.count('"') in {0, 2}:
        return name[1:-1]
    return name


def _name_by_legal_form(sheet: Sheet) -> bool:
    """Without any lead, capitalised words before sp. z o.o. or S.A. are a name all the same."""
    for at, token in enumerate(sheet.tokens):
        if token.kind is not Kind.LEGAL and not (is_proper(token) and token.folded in _FOREIGN_FORMS):
            continue
        start = at
        while (is_proper(sheet.at(start - 1)) and sheet.at(start - 1).folded not in _INVOICE) or (
            sheet.at(start - 1).is_word("i", "&") and is_proper(sheet.at(start - 2))
        ):
            start -= 1
        if 0 <= start < at:
            sheet.facts.buyer_name = sheet.words(start, at + 1)
            sheet.take(start, at + 1)
            return True
    return False


def _name_of_person(sheet: Sheet) -> bool:
    """Without any lead, a first name and a surname that stand alone are a person's."""
    for at, token in enumerate(sheet.tokens):
        opened = at == 0 or closes(sheet.at(at - 1)) or sheet.at(at - 1).is_sign(".")
        if not is_proper(token) or not opened:
            continue
        end = at
        while end - at < _MOST_NAMES and (is_proper(sheet.at(end)) or _joins_people(sheet, end)):
            end += 1
        known = any(folded in FIRST_NAMES for folded in sheet.folded(at, min(end, at + 2)))
        if known and end - at >= 2 and (closes(sheet.at(end)) or end == len(sheet.tokens)):
            sheet.facts.buyer_name = sheet.words(at, end)
            sheet.take(at, end)
            return True
    return False


def _joins_people(sheet: Sheet, at: int) -> bool:
    """Reads "Anna i Piotr Lis"."""
    beside = (sheet.at(at - 1), sheet.at(at + 1))
    return sheet.at(at).is_word("i") and all(
        is_proper(each) and each.folded in FIRST_NAMES for each in beside
    )


def _name_after_invoice(sheet: Sheet) -> bool:
    """Reads "fv Budex konsultacje 200 zł": a capital right after the word invoice, in a text that has small letters."""
    if sheet.facts.nip or sheet.facts.eu_vat_number or sheet.text.isupper():
        return False
    for at, token in enumerate(sheet.tokens):
        if token.kind is not Kind.WORD or token.folded not in _INVOICE:
            continue
        start = at + 2 if sheet.at(at + 1).is_sign(":") else at + 1
        thing = sheet.at(start).text.lower() in THINGS or sheet.at(start).folded.endswith(DEEDS)
        if not is_proper(sheet.at(start)) or thing or sheet.at(start).folded in _INVOICE:
            return False
        end = name_end(sheet, start)
        sheet.facts.buyer_name = sheet.words(start, end).strip(" -–")
        sheet.take(start, end)
        return True
    return False


def _name_start(sheet: Sheet, at: int) -> int | None:
    token, start = sheet.tokens[at], at + 1
    if token.is_word("firma") and sheet.at(at - 1).folded in _INVOICE and is_proper(sheet.at(start)):
        return start  # fv firma Kowal-Bud
    if _labels(sheet, at):
        return at + 2
    onto = token.is_word("na") and (
        sheet.at(start).folded in _FIRM
        or sheet.at(start).is_word("rzecz")
        or (sheet.at(start).text[:1].isupper() and at > 0)
        or (sheet.at(start).is_sign('"„') and is_proper(sheet.at(start + 1)))
    )
    onto = onto or (
        token.is_word("do") and sheet.at(at - 1).folded in _INVOICE and is_proper(sheet.at(start))
    )
    if (token.folded not in _LEADS and not onto) or _tells(sheet, at) or _is_use(sheet, at):
        return None
    while _leads_on(sheet, start):
        start += 1
    return None if _is_nobody(sheet.at(start)) else start


def _is_nobody(token: Token) -> bool:
    """A currency, or KSeF itself: zmień walutę na EUR, czeka na KSeF."""
    return (
        token.folded.startswith("ksef")
        or token.folded in CURRENCIES
        or token.folded in AGAIN
        or token.folded in MONTHS
        or token.folded in _NOBODY
    )


def _labels(sheet: Sheet, at: int) -> bool:
    """Reads "Firma: ABC", "fakturę do Budexu": a label, or a direction behind the word invoice."""
    token, after = sheet.tokens[at], sheet.at(at + 1)
    labelled = token.is_word("firma", "nazwa", "dane") and after.is_sign(":")
    return labelled and (is_proper(sheet.at(at + 2)) or sheet.at(at + 2).is_sign('"„'))


def _leads_on(sheet: Sheet, at: int) -> bool:
    token = sheet.at(at)
    after_colon = token.kind is Kind.BREAK and sheet.at(at - 1).is_sign(":")
    whose = token.is_word("mojego", "naszego", "stalego", "nowego") and token.text.islower()
    if token.text in _FOREIGN_COUNTRIES and sheet.at(at + 1).folded in _FIRM:
        return True  # US company Acme Inc
    if token.is_word("faktury") and sheet.at(at + 1).is_sign(":"):
        return True  # odbiorca faktury: Kowal-Bud
    if whose and sheet.at(at + 1).folded in _FIRM | _LEADS:
        return True
    return token.is_sign(":=") or after_colon or token.folded in _FIRM | _COPULAS | _LEADS


def _is_use(sheet: Sheet, at: int) -> bool:
    """Reads "karma dla psa", "fotelik dla dziecka": with the buyer said by number, what a thing is for."""
    before, after = sheet.at(at - 1), sheet.at(at + 1)
    numbered = sheet.facts.nip is not None or sheet.facts.eu_vat_number is not None
    beside = any(sheet.at(end).kind is Kind.GAP for end in (at + 1, at + 2)) or sheet.at(at + 2).is_sign(",")
    beside = beside or _numbered_next(sheet, at + 1)
    thing = before.kind is Kind.WORD and not is_filler(before)
    thing = thing and before.folded not in _INVOICE and before.folded not in CURRENCIES
    common = after.kind is Kind.WORD and after.text.islower() and after.folded not in _FIRM
    return sheet.tokens[at].is_word("dla") and numbered and thing and common and not beside


def _numbered_next(sheet: Sheet, at: int) -> bool:
    """Reads "dla hotel pod lipa nip 5260250274": the words go on to the number of the buyer."""
    end = at
    while end - at < _MOST_NAMES and sheet.at(end).kind is Kind.WORD and end < len(sheet.tokens):
        end += 1
    gap = sheet.at(end)
    return gap.kind is Kind.GAP and sheet.text[gap.start : gap.start + 3].lower() == "nip"


def _tells(sheet: Sheet, at: int) -> bool:
    """Whether the word begins a clause about the buyer: klient zwrócił, klient nie dostał."""
    after = sheet.at(at + 1)
    past = (
        after.folded.endswith(("l", "la", "li", "lo"))
        and after.text.islower()
        and len(after.text) > _SHORTEST_VERB
    )
    return sheet.tokens[at].is_word(*_TELLERS) and (
        after.is_word("nie", "chce", "prosi", "zwraca", "wola")
        or past
        or (after.is_word("ma") and not sheet.at(at + 2).is_word("byc"))
    )
