"""What people say about those they invoice: pure reading, whole sentences only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from invoicing.services.contacts.reaching import WAYS
from invoicing.services.parsing.tokens import fold

COMMAND = "/kontrahenci"
_LIST = re.compile(
    r"(?:pokaz |lista |moi |moje |moja |show |my )*(?:kontrahenci|kontrahentow|kontakty|contacts|buyers|контрагенти|контакти)"
)
_MAIL = r"(?:adres(?:u)? )?(?:e-?mail(?:a|owy)?|mail(?:a)?|email address|e-?mail address)"
_ADDRESS = r"(?P<email>[^\s:,;<>]+@[^\s:,;<>]+\.[^\s:,;<>]+)"
_KEEP = r"(?:zapamietaj|zapisz|remember|запам.?ятай)"
_REMEMBER = (
    re.compile(rf"{_KEEP} (?:ze )?{_MAIL} (?:dla |of |for )?(?P<name>.+?)(?: to|:| -| –)? {_ADDRESS}"),
    re.compile(rf"{_KEEP} {_ADDRESS} (?:dla|jako {_MAIL}|for) (?P<name>.+)"),
)
_LANGUAGES = {"pol": "pl", "ang": "en", "ukr": "uk", "eng": "en", "анг": "en", "укр": "uk", "пол": "pl"}
_LANGUAGE = re.compile(
    rf"{_KEEP} jezyk (?:dla )?(?P<name>.+?)(?: to|:| -| –)? (?P<language>po )?(?P<which>pol|ang|ukr|eng)\w*"
)
_FORGET = re.compile(r"(?:zapomnij|usun|forget) (?:kontrahenta|kontakt|buyer|contact) (?P<name>.+)")
_WAYS = re.compile(
    rf"(?:(?P<first>.+?) (?:wysylaj|dostarczaj)|(?:wysylaj|dostarczaj|send to) (?P<name>.+?)) (?P<ways>{WAYS})"
)
_TELEGRAM = re.compile(
    r"(?:(?:link do )?telegram(?:a)? dla|zapros do telegrama|invite to telegram) (?P<name>.+)|zapros (?P<first>.+) do telegrama"
)
_SHOW = re.compile(r"(?:pokaz |show )?(?:kontrahent|kontrahenta|kontakt|buyer|contact):? (?P<name>.+)")


class Doing(Enum):
    """What is wanted."""

    LIST = auto()
    SHOW = auto()
    EMAIL = auto()
    LANGUAGE = auto()
    FORGET = auto()
    WAYS = auto()
    TELEGRAM = auto()


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish about known buyers; `name` as typed, in any case form, `value` an address, a language, or words of ways."""

    doing: Doing
    name: str = ""
    value: str = ""
    page: int = 1


def wish_of(text: str) -> Wish | None:
    """The wish behind the words; None when they are about something else.

    >>> wish_of("zapamiętaj e-mail Zielonego Ogrodu: biuro@ogrod.example")
    Wish(doing=<Doing.EMAIL: 3>, name='Zielonego Ogrodu', value='biuro@ogrod.example', page=1)
    """
    plain = " ".join(text.split()).strip(" .!")
    folded = fold(plain)
    command, _, page = folded.partition("_")
    if command == COMMAND and (page.isdecimal() or not page):
        return Wish(Doing.LIST, page=int(page or 1))
    if _LIST.fullmatch(folded):
        return Wish(Doing.LIST)
    if len(folded) != len(plain):  # signs that fold to several would move the names
        plain = folded
    return _about_one(plain, folded)


def _about_one(plain: str, folded: str) -> Wish | None:
    for pattern in _REMEMBER:
        if found := pattern.fullmatch(folded):
            return Wish(Doing.EMAIL, _cut(plain, found, "name"), _cut(plain, found, "email").lower())
    if found := _LANGUAGE.fullmatch(folded):
        return Wish(Doing.LANGUAGE, _cut(plain, found, "name"), _LANGUAGES[found["which"]])
    for doing, pattern in ((Doing.WAYS, _WAYS), (Doing.TELEGRAM, _TELEGRAM)):
        if found := pattern.fullmatch(folded):
            group = "name" if found["name"] else "first"
            return Wish(doing, _cut(plain, found, group), found["ways"] if doing is Doing.WAYS else "")
    for doing, pattern in ((Doing.FORGET, _FORGET), (Doing.SHOW, _SHOW)):
        if found := pattern.fullmatch(folded):
            return Wish(doing, _cut(plain, found, "name"))
    return None


def _cut(plain: str, found: re.Match[str], group: str) -> str:
    return plain[slice(*found.span(group))].strip(" :„”\"'")
