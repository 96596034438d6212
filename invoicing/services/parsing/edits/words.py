"""Words that begin a change of a draft, in three languages: patterns over folded text."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

from invoicing.model.vat import PriceKind
from invoicing.services.parsing.edits.said import LAST, Field
from invoicing.services.parsing.tokens import fold


class Verb(Enum):
    """What a change begins with."""

    CHANGE = auto()
    ADD = auto()
    REMOVE = auto()


_CHANGING = (
    "(?:ma|maja|mialo|mialy|mial|powinno|powinna|powinien) byc|should be|zmien|zmienic|popraw|poprawic|zamien|ustaw|ustawic"
    "|wpisz|przestaw|przesun|wydluz|skroc|przedluz|zrob|daj|udziel|zwieksz|zmniejsz|podnies|obniz"
    "|change|set|make|update|correct|rename|зроби|зміни|змінити|постав|встанови|виправ|заміни"
)
_REMOVING = "usun|usunac|skasuj|wywal|wyrzuc|wykresl|bez|remove|delete|drop|without|видали|прибери|без"
_VERBS: tuple[tuple[Verb, str], ...] = (
    (Verb.CHANGE, _CHANGING),
    (Verb.ADD, "dodaj|dodac|dopisz|dorzuc|doloz|add|додаи|додати|допиши"),
    (Verb.REMOVE, _REMOVING),
)
_POLITE = re.compile(
    r"(?:\W|(?:niech|prosze|poprosze|prosilbym|prosilabym|a|i|oraz|jeszcze|jednak|ok|okej|teraz|tylko|moze|czy|mozesz|moglbys|moglabys|tez"
    r"|please|can|could|you|and|also|just|будь|ласка|ще|та|і|мені)\b)*"
)
_AFTER_VERB = re.compile(
    r"\s*(?:(?:the|mi|nam|prosze|please|jeszcze|tylko|ten|ta|te|tam|it|them|to|go|ja|мені|ще"
    r"|(?:do|na|z|ze) (?:tej )?(?:faktury|fakturze|fv|szkicu|karty|karcie))\s+)*"
)
_VERB = re.compile(
    r"\s*(?:(?:the|mi|nam|prosze|please|jeszcze|tylko|ten|ta|te|tam|it|them|to|go|ja|мені|ще)\s+)*"
)
_VERB = re.compile("|".join(rf"(?P<{verb.name}>(?:{words})\b)" for verb, words in _VERBS))
_LINKS = r"(?:\s*(?:[:=]|[–-](?!\d))\s*|\s+(?:(?:na|to|ma byc|maja byc|powinn\w+ byc|bedzie|jest|jako|is|should be|має бути|буде|на)\s+)?)"
_LINE = r"pozycj\w*|poz|lini[aeiąęy]\w*|wiersz\w*|items?|lines?|positions?|rows?|позиц\w*|рядо?к\w*"
_ORDINALS = {
    "pierwsz": 1, "drug": 2, "trzeci": 3, "czwart": 4, "piat": 5, "szost": 6, "siodm": 7, "osm": 8, "dziewiat": 9,
    "dziesiat": 10, "ostatni": LAST, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": LAST,
    "перш": 1, "друг": 2, "трет": 3, "четверт": 4, "п'ят": 5, "останн": LAST,
}  # fmt: skip
_ENDINGS = r"(?:ia|iej|ej|a|y|ie|e|і|у|ого|оі|ю|іи|а|ои)?"
_NTH = "|".join(_ORDINALS)
_POSITION = re.compile(
    rf"\b(?:the\s+)?(?P<nth>{_NTH}){_ENDINGS}(?:\s+(?:{_LINE})\b\.?|(?=\s*(?:$|[:,;=]|na\b|to\b|\d)))"
    rf"|\b(?:{_LINE})\b\.?\s*(?:(?:nr|numer|no|number)\b\.?|[#№])?\s*(?P<digits>\d{{1,3}})(?![\d.,]*\d)(?!\s*(?:%|zl\b))"
    rf"|\b(?P<counted>\d{{1,3}})\.\s*(?:{_LINE})\b"
)
LINE_NOUN = re.compile(rf"(?:{_LINE})\b\s*[:-]?\s*")


class Lead(NamedTuple):
    """The words a clause begins with, and where they end."""

    verb: Verb | None
    end: int


def lead_of(folded: str) -> Lead:
    """Courtesies and the verb at the beginning of a clause.

    >>> lead_of("prosze zmien termin")
    Lead(verb=<Verb.CHANGE: 1>, end=13)
    """
    polite = _POLITE.match(folded)
    start = polite.end() if polite else 0
    verb = _VERB.match(folded, start)
    if verb is None:
        return Lead(None, start)
    after = _AFTER_VERB.match(folded, verb.end())
    return Lead(Verb[verb.lastgroup or ""], after.end() if after else verb.end())


def same_length_fold(text: str) -> str:
    """Folded text whose places are those of the text as typed."""
    if text.isascii():
        return text.lower()
    folded = {char: fold(char) for char in frozenset(text)}
    return "".join(folded[char] if len(folded[char]) == 1 else char for char in text)


def position_in(folded: str) -> tuple[int, int, int] | None:
    """Where a line is called by its position: start and end of the words, and the position.

    >>> position_in("cena drugiej pozycji 250")
    (5, 20, 2)
    """
    found = _POSITION.search(folded)
    if found is None:
        return None
    digits = found["digits"] or found["counted"]
    return found.start(), found.end(), int(digits) if digits else _ORDINALS[found["nth"]]


def _noun(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words})\b{_LINKS}?(?P<rest>.*)", re.DOTALL)


NOTE = _noun(
    r"uwag\w*|notatk\w*|dopis(?:ek|ku)|adnotacj\w*|komentarz\w*|notes?|comment|remarks?|примітк\w*|нотатк\w*"
)
PRICE = _noun(
    r"cen\w*|price|цін\w*|koszt\w*|stawk\w* (?:godzinow\w*|za godzin\w*|za h)|po(?=\s+\d)|по(?=\s+\d)"
)
QUANTITY = _noun(r"ilos\w*|liczb\w*|quantity|qty|кількіст\w*")
RATE = _noun(r"stawk\w*(?:\s+vat\w*)?|vat\w*|rate|podatk\w*|podatek|tax(?:\s+rate)?|ставк\w*(?:\s+пдв)?|пдв")
DISCOUNT_WORDS = r"rabat\w*|znizk\w*|upust\w*|opust\w*|discount|знижк\w*"
DISCOUNT = _noun(DISCOUNT_WORDS)
CURRENCY = _noun(r"walut\w*|currency|валют\w*")
BUYER_NAME = _noun(
    r"(?:nazw\w*|name|назв\w*)\s+(?:(?:of\s+)?(?:the\s+)?(?:buyer|customer|client)|nabywc\w*|klient\w*|firm\w*|покупц\w*|клієнт\w*)"
)
BUYER_ADDRESS = _noun(
    r"(?:adres\w*|address|адрес\w*)(?:\s+(?:nabywc\w*|klient\w*|firm\w*|of\s+(?:the\s+)?buyer|покупц\w*|клієнт\w*))?"
)
LINE_NAME = _noun(
    r"(?:nazw\w*|opis\w*|name|description|назв\w*|опис\w*)(?:\s+(?:pozycji|uslugi|towaru|linii|послуги|товару|позиціі|of))?"
)
BUYER = _noun(
    r"nabywc\w*|kupujac\w*|klient\w*|kontrahent\w*|buyer|customer|client|покуп(?:ец|ц)\w*|клієнт\w*|замовник\w*"
    r"|nip(?:\s+nabywcy)?"
)
DUE = _noun(
    r"(?:dat\w*|dzien)\s+(?:platnosci|zaplaty)|termin\w*(?:\s+(?:platnosci|zaplaty))?|due(?:\s+date)?|payment\s+term|термін\w*(?:\s+оплати)?"
)
ISSUE_DATE = _noun(r"dat\w*\s+wystawienia|issue date|date of issue|дат\w*\s+виставлення")
TOTAL = _noun(r"kwot\w*|wartosc\w*|sum[aeęy]\w*|razem|total|amount|сум\w*|разом")
_SUPPLY = r"dat\w*\s+(?:sprzedazy|dostawy|uslugi|wykonania)|supply date|дат\w*\s+(?:продажу|постачання)"
SUPPLY_DATE = _noun(_SUPPLY)
NOUNS = (
    NOTE, PRICE, QUANTITY, RATE, DISCOUNT, CURRENCY, BUYER_NAME, BUYER_ADDRESS, LINE_NAME, BUYER, DUE, ISSUE_DATE,
    TOTAL, SUPPLY_DATE,
)  # fmt: skip
"""What a clause can be about; after "i" or a full stop each of them begins another clause."""

INSTEAD = re.compile(r"(?P<new>.+?),?\s+(?:zamiast|a nie|instead of|замість)\s+(?P<old>.+)")
MOVED_FROM = re.compile(
    r"(?P<hint>.*?)\b(?:z|ze|from|з)\s+(?P<old>\d\S*)(?:\s*[^\W\d]+\.?)?(?:\s+(?:na|to|do|на))?$"
)
SURELY_BUYER = re.compile(r"nabywc|kupujac|kontrahent|buyer|покуп")  # no firm is called so
LINKED = re.compile(r".*[:=]|.*\b(?:na|to|ma byc|powinien byc|jest|is|should be|має бути)")
PRICE_KIND = re.compile(
    r"(?:(?:wszystk\w+|calosc|all|everything|все|усі|всі) )?(?:jest |sa |is |are )?(?:na |to |w |(?:wszystkie |te )?(?:cen\w*|kwot\w*) (?:sa |byly |maja byc |to |w |na )?|ma byc |in |як )*"
    r"(?P<kind>netto|brutto|net|gross|нетто|брутто)(?: ceny| prices?)?"
)
PRICE_KIND_OF = re.compile(
    r"(?:cen\w* |kwot\w* |price of |ціна )?(?P<hint>[^\d]+?) (?:(?:jest|sa|ma byc|to|w|is|це) )?(?P<kind>netto|brutto|net|gross|нетто|брутто)"
)
UNPAID = re.compile(r"(?:nie ?(?:za|o)placon[aey]\w*|unpaid|not paid|не ?(?:оплачен\w*|сплачен\w*))")
PAID = re.compile(
    r"(?:oznacz (?:ja |to )?jako |juz )?(?:(?:za|o)placon[aoey]\w*|paid|already paid|оплачен\w*|сплачен\w*)"
)
MAIL = re.compile(r"(?:adres\w*\s+)?(?:e-?)?(?:mail\w*|wysylk\w*)|email|пошт\w*")
SUPPLY = re.compile(_SUPPLY)
SPLIT = re.compile(r"mpp|split ?payment\w*|podzielon\w+ platnos\w+")
OF_INVOICES = re.compile(
    r"\b(?:fv|fvat|f-vat|faktur\w*|rachun\w*|invoices?|фактур\w*|korekt\w*|koryg\w*)\b|\b(?:fv|kor)/"
)
"""Words of whole invoices: with them it is no change of a draft, unless they stand in its note."""
WHOLE_DRAFT = re.compile(
    r"(?:szkic\w*|faktur\w*|wszystko|draft|invoice|all|everything|чернетк\w*|фактур\w*|все)\b.*"
)
NO_MAIL = re.compile(
    r"nie (?:wysylaj|przesylaj)(?: (?:jej|go|im|mu|tego|nic))? (?:(?:e-?)?mail\w*|nigdzie|nikomu|do nikogo)|(?:do not|don't) (?:e-?mail|send an? e-?mail)|не надсилаи (?:листа|e-?mail)"
)
PRICED = re.compile(r"\d\s*(?:zl|pln|netto|brutto|eur)\b")
WRONG_NIP = re.compile(
    r"^\s*(?:to\s+)?(?:(?:z[lł]y|b[lł][eę]dny|niepoprawny|nieprawid[lł]owy|niew[lł]a[sś]ciwy|pomylony|wrong)\s+(?:nr\s+|numer\s+)?nip"
    r"|pomyli[lł][ae]m\s+(?:si[eę]\s+w\s+)?nip(?:-?ie)?|nip\s+(?:jest\s+)?(?:z[lł]y|b[lł][eę]dny))(?:\s+(?:nabywcy|klienta|firmy))?"
    r"\s*(?:[,;:.–-]\s*)?(?:(?:powinien|ma|mia[lł])\s+by[cć]|prawid[lł]owy(?:\s+to)?|poprawny(?:\s+to)?|should be|to)?\s*:?\s*(?=\d|PL)",
    re.IGNORECASE,
)
"""A complaint about the buyer's NIP, up to the right one."""
REVERSE_CHARGE = re.compile(r"odwrotne obciazenie|odwrotnym obciazeniem|reverse charge|зворотне обтяження")
JOINT = re.compile(r"\s*(?:(?:w|we|in|на|у|в)\b\s*)?[:,=–-]?\s*")
REMOVABLE: tuple[tuple[Field, re.Pattern[str]], ...] = (
    (Field.DISCOUNT, re.compile(DISCOUNT_WORDS)),
    (Field.SEND_TO, MAIL),
    (Field.SUPPLY, SUPPLY),
    (Field.SPLIT, SPLIT),
    (Field.DUE, re.compile(r"termin\w*(?:\s+(?:platnosci|zaplaty))?|due date|термін\w*(?:\s+оплати)?")),
)
"""What can be taken away besides lines and the note."""
_NOT_SHORT = "".join(
    rf"(?<!\b{unit})" for unit in ("godz", "szt", "mies", "usl", "kpl", "min", "op", "km", "h")
)
"""A full stop behind a unit ends no clause: 12 mies. po 20."""
_BEGINS = "|".join(rf"(?:{each.pattern.removesuffix(_LINKS + '?(?P<rest>.*)')})" for each in NOUNS)
CUT = re.compile(
    rf"\s*[;\n]\s*|\s*,(?!\d)\s*|(?<!\d),\s*"
    rf"|(?:\s+(?:i|oraz|a|and|та|і)|{_NOT_SHORT}\.)\s+(?=(?:{_VERB.pattern.replace('?P<', '?P<next')})|{_BEGINS}|dat\w*\s+sprzedazy|wyslij|przeslij|send\b)"
)


def kind_of(word: str) -> PriceKind:
    """Net or gross, as a word of PRICE_KIND says."""
    return PriceKind.NET if word in {"netto", "net", "нетто"} else PriceKind.GROSS


def begins_with_noun(folded: str) -> bool:
    """Whether the clause begins with what a draft has besides lines: "termin na kiedyś" is about no line."""
    return any(noun.fullmatch(folded) for noun in NOUNS)
