"""What is personal in a question is masked before it is written down: learning needs the words, never whose they are.

In doubt a word is masked: a lost word costs a phrasing, a kept one may cost a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from invoicing.services.parsing.first_names import MEN, WOMEN
from invoicing.services.parsing.name_forms import same_word
from invoicing.services.parsing.tokens import fold
from invoicing.services.questions.plain_words import NOT_NAMES, WRITTEN_LARGE

LONGEST = 500
"""Characters that are kept; the rest of a longer text is dropped before anything is looked at."""
_S = r"[ \t\u00a0\u202f]"
_MONEY = r"(?:z[łl]\b|z[łl]ot\w*|pln\b|eur\b|euro\b|usd\b|gbp\b|chf\b|uah\b|грн\b|злот\w*|євро\b|[€$£]|netto\b|brutto\b)"
_CAPITAL = r"[A-ZĄĆĘŁŃÓŚŹŻЀ-Я]"
_NUMBERS: tuple[tuple[str, str], ...] = (  # the first that fits takes the place, so the longest shapes come first
    (r"-----BEGIN[^-]*-----.*", "[klucz]"),
    (r"(?i)\b(?:https?://|www\.)\S+", "[link]"),
    (r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*", "[e-mail]"),
    (r"(?<!\w)@\w{3,}", "[konto]"),
    (r"\b\d{10}-\d{8}-[0-9A-Fa-f]{6,12}-?[0-9A-Fa-f]{2,6}(?:-[0-9A-Fa-f]{2})?\b", "[numer KSeF]"),
    (rf"(?i)(?<![\w.])(?:[A-Z]{{2}}{_S}?)?\d{{2}}(?:[ -]?\d{{4}}){{5,6}}(?!\d)", "[rachunek]"),
    (r"(?i)\b(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PT|RO|SE|SI|SK)[ -]?[A-Z]?\d{8,12}\w?\b", "[NIP UE]"),
    (rf"(?i)\b\d[\d .,\u00a0\u202f]*(?:{_S}?(?:tys\.?|tysi\w+|mln|mili\w+|k))?{_S}*{_MONEY}", "[kwota]"),
    (rf"(?i){_MONEY}{_S}*\d[\d .,\u00a0\u202f]*\d\b", "[kwota]"),
    (rf"(?i)\b\d[\d.,]*{_S}*(?:tys\b\.?|tysi\w+|mln\b|mili\w+|тис\w*|млн)", "[kwota]"),
    (r"(?i)(?<![\w.])(?:PL[ -]?)?\d{3}[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)", "[NIP]"),
    (r"(?i)(?<![\w.])(?:PL[ -]?)?\d{3}[ -]\d{2}[ -]\d{2}[ -]\d{3}(?!\d)", "[NIP]"),
    (r"(?<![\w.])\d{11}(?!\d)", "[PESEL]"),
    (r"(?<![\w.])(?:\+|00)\d{1,3}(?:[ -]?\d{2,4}){2,5}(?!\d)", "[telefon]"),
    (r"(?<![\w./-])(?:\d{3}[ -]\d{3}[ -]\d{3}|\d{2}[ -]\d{3}[ -]\d{2}[ -]\d{2}|\d{9})(?![\d/-])", "[telefon]"),
    (r"\b(?:(?i:fv|fa|fvs|kor|faktur\w*|nr|numer)[ ]?)?[A-Za-zА-Яа-я]{0,8}[/-]?\d{1,10}(?:[/-][A-Za-z0-9]{1,10}){2,5}\b", "[numer]"),
    (r"(?<![\w.-])\d{1,6}/\d{4}\b", "[numer]"),
    (rf"\b\d{{2}}-\d{{3}}(?:{_S}+{_CAPITAL}\w+(?:[ -]{_CAPITAL}\w+)*)?\b", "[adres]"),
    (rf"(?i:\b(?:ul|al|pl|os|вул)\.{_S}*[\w.-]+)(?:{_S}+{_CAPITAL}[\w-]+){{0,2}}(?:{_S}+\d+\w?(?:/\d+)?)?", "[adres]"),
    (rf"(?i:\b(?:ulic[aęyi]\w*|alej[aei]\w*|osiedl\w+|вулиц\w+)\b){_S}+(?:{_CAPITAL}[\w.-]+{_S}*){{1,3}}(?:\d+\w?(?:/\d+)?)?", "[adres] "),
    (rf"\b{_CAPITAL}\w{{2,}}{_S}+\d{{1,3}}[a-zA-Z]?(?:/|{_S}+m\.?{_S}*)\d{{1,4}}\b", "[adres]"),
    (r"(?<![\w.,/])\d{6,}(?!\w)", "[liczba]"),
)  # fmt: skip
_SHAPES = tuple((re.compile(shape, re.DOTALL), mask) for shape, mask in _NUMBERS)
_LEGAL = re.compile(
    rf"(?:[\w&.'-]+{_S}+){{1,4}}?(?i:sp\.?{_S}?z{_S}?o\.?{_S}?o\b\.?|s\.a\.|sp\.{_S}?[jkp]\.|s\.c\.|p\.s\.a\.|gmbh\b|ltd\b\.?|inc\b\.?|s\.r\.o\.)"
)
_QUOTED = re.compile(r"[„“\"«]([^„“”\"«»]{2,60})[”“\"»]")
_WORD = re.compile(r"\[[^\]]*\]|[^\W\d_]+(?:[-'’][^\W\d_]+)*|[.!?]+(?=\s|$)|\n")
_SURNAME = re.compile(
    r"\w{2,}(?:[sc]k|dzk)(?:i|a|ie|iego|iej|iemu|im|imi|ich|iej)|\w{2,}(?:[oe]wicz|czyk|czak|czuk)(?:a|owi|em|u|ie|ow|ami)?"
    r"|\w{3,}(?:enk[oaiu]|енк\w{1,2}|ськ(?:ий|ого|ому|им|а|ої|ій|у)|ович\w?|евич\w?|чук\w{0,2})"
)
_NAMES = tuple({*MEN, *WOMEN})
_SHORT = 4
"""Letters of a name in small letters; shorter ones have too many forms in common with other words."""
_INITIALS = 2
"""Letters; what is shorter names nobody."""


def masked(question: str, known: Iterable[str] = ()) -> str:
    """The question without what tells of anybody: numbers, addresses, amounts, names.

    Args:
        question: as it was written; only its first 500 characters are kept, on one line.
        known: names that belong to the company, its people and its buyers; their words are masked however written.

    >>> masked("czy Kowalski (NIP 526-025-02-74) dostanie FV/2026/11/1 na 492 zł?")
    'czy [nazwa] (NIP [NIP]) dostanie [numer] na [kwota]?'
    """
    text = question[:LONGEST]
    for shape, mask in _SHAPES:
        text = shape.sub(mask, text)
    text = _LEGAL.sub("[nazwa]", text)
    text = _without_names(text, frozenset(_words_of(known)))
    text = re.sub(r"\[nazwa\](?:[ -]\[nazwa\])+", "[nazwa]", text)
    return " ".join(text.split())


def _words_of(known: Iterable[str]) -> Iterable[str]:
    for name in known:
        for word in re.findall(r"[^\W\d_]{3,}", fold(name)):
            if word not in NOT_NAMES:
                yield word


def _without_names(text: str, known: frozenset[str]) -> str:
    shouted = sum(letter.isupper() for letter in text) > sum(letter.islower() for letter in text)
    quoted = {found.start(1) for found in _QUOTED.finditer(text)}
    begins = True
    parts, done = [], 0
    for found in _WORD.finditer(text):
        word = found.group()
        if word[0] in ".!?\n":
            begins = True
            continue
        if word[0] == "[":
            begins = False
            continue
        large = word[0].isupper() and not shouted and (not begins or found.start() in quoted)
        if _is_name(word, known, large=large):
            parts += [text[done : found.start()], "[nazwa]"]
            done = found.end()
        begins = False
    return "".join([*parts, text[done:]])


def _is_name(word: str, known: frozenset[str], *, large: bool) -> bool:
    folded = fold(word).partition("'")[0]
    if len(folded) <= _INITIALS:
        return False
    if any(same_word(folded, name) for name in known if name[:2] == folded[:2]):
        return True
    if folded in NOT_NAMES or folded in WRITTEN_LARGE:
        return False
    if large:
        return True
    return bool(_SURNAME.fullmatch(folded)) or _is_first_name(folded, 3 if word[0].isupper() else _SHORT)


@lru_cache(maxsize=4096)
def _is_first_name(folded: str, shortest: int) -> bool:
    alike = (name for name in _NAMES if name[:2] == folded[:2] and len(name) >= shortest)
    return len(folded) >= shortest and any(same_word(folded, name) for name in alike)
