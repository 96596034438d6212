"""In which language somebody is spoken to: by /jezyk and its buttons, or by saying so; kept for all that comes later."""

from __future__ import annotations

import re
from functools import partial

from invoicing.services.companies import Standing
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.parsing.tokens import bare
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Person
from invoicing.services.replies import stale
from invoicing.services.talking import Reading

SPEAK = "speak-"
"""Begins the action of a button with a language; its code follows."""
_LANGUAGES = ("pl", "en", "uk")
_NAMES = {
    "pl": ("pl", "polski", "po polsku", "polish", "in polish", "польською", "польська"),
    "en": ("en", "angielski", "po angielsku", "english", "in english", "англійською", "англійська"),
    "uk": ("uk", "ua", "ukraiński", "po ukraińsku", "ukrainian", "in ukrainian", "українською", "українська"),
}
_ASKS = ("/jezyk", "/language", "język", "zmień język", "language", "change language", "мова", "зміни мову")
_WISHES = (
    *_ASKS,
    *("zmień język na", "mów", "mów do mnie", "pisz", "pisz do mnie", "rozmawiajmy"),
    *("speak", "switch to", "change language to", "change the language to"),
    *("говори", "говори зі мною", "пиши", "зміни мову на"),
)
_LONGEST_CODE = 2  # "pl" alone may be anything
_COURTESY = r" (?:prosz[eę]|please|будь ласка|мовою)$"


_CODES = {bare(name): code for code, names in _NAMES.items() for name in names}
_ASKING, _WISHING = ({bare(word) for word in words} for words in (_ASKS, _WISHES))


class LanguageTalk:
    """Answers /jezyk, words that ask for a language, and the buttons with languages."""

    def __init__(self) -> None:
        self.buttons = {SPEAK + code: self._tapped for code in _LANGUAGES}

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        said = re.sub(r"^(/\w+)@\w+", r"\1", bare(text))
        if said in _ASKING:
            return self._ask
        code = language_said(said)
        return partial(self._spoken, code) if code else None

    async def _ask(self, work: UnitOfWork, standing: Standing) -> Reply:
        del work
        buttons = tuple(
            (Option(SPEAK + code, choice=Choice(SPEAK + code, standing.person.id)),) for code in _LANGUAGES
        )
        return Reply("languages", {"now": standing.person.language}, options=buttons)

    async def _spoken(self, code: str, work: UnitOfWork, standing: Standing) -> Reply:
        return await spoken_from_now_on(work, standing.person, code)

    async def _tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        if choice.subject != person.id:
            return stale()
        return await spoken_from_now_on(work, person, choice.action.removeprefix(SPEAK))


def language_said(text: str) -> str | None:
    """The language that the words ask to be spoken to in; None when they ask for none.

    >>> [language_said(said) for said in ("/jezyk en", "Українською, будь ласка!", "pl", "faktura po angielsku")]
    ['en', 'uk', None, None]
    """
    said = re.sub(_COURTESY, "", bare(text).replace(",", ""))
    alone = _CODES.get(said) if len(said) > _LONGEST_CODE else None
    wishes = (said.removeprefix(wish + " ") for wish in _WISHING if said.startswith(wish + " "))
    return alone or next((_CODES[name] for name in wishes if name in _CODES), None)


async def spoken_from_now_on(work: UnitOfWork, person: Person, code: str) -> Reply:
    """Keep the language, and say so in it."""
    await work.people.speak(person.id, code)
    data: dict[str, Json] = {"language": code}
    return Reply("language-set", data, language=code)
