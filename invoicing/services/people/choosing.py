"""For which company somebody speaks: chosen by a button, by a word, or named before a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from invoicing.model.errors import Refused
from invoicing.services.companies import Standing, choose_company, require_member
from invoicing.services.jobs import Show
from invoicing.services.messages import Choice, Incoming, Json, Option, Reply
from invoicing.services.parsing.name_forms import names_it, telling_words
from invoicing.services.parsing.tokens import fold
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, Person
from invoicing.services.replies import stale
from invoicing.services.talking import Act, Reading

ACTION = "choose-company"
"""Of the buttons with companies."""
PAGE = 8
"""Companies in one message, a button each."""
_LONGEST = 38  # characters of a name on a button
_NAMED_IN_REFUSAL = 5


_COMMAND = re.compile(r"/firma(?:_(?P<page>\d{1,4}))?(?:@\w+)?(?:\s+(?P<words>\S.*))?")
_SWITCH = re.compile(  # of folded words: и stands for й
    r"(?:przelacz(?: sie)?|przejdz|zmien firme) (?:teraz )?(?:na|do) (?:firm[eay] )?(?P<words>\S.{0,200})"
    r"|switch (?:the company )?to (?P<english>\S.{0,200})"
    r"|(?:переключи(?:ся)?|переиди) (?:на|до) (?:фірм[иу] )?(?P<ukrainian>\S.{0,200})"
)
_NAMED = re.compile(
    r"\s*+(?:w imieniu(?: firmy| spółki| spolki)?|on behalf of|від імені(?: фірми)?)\s++"
    r"(?P<name>[^\s:][^:\n]{0,198}[^\s:])\s*+:\s*+(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)


class CompanyChoice:
    """Answers /firma and words that switch to another company, and the buttons under them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        command = _COMMAND.fullmatch(text.strip())
        if command is not None:
            if command["words"]:
                return partial(self._search, command["words"])
            return partial(self._listed, page=int(command["page"] or 1))
        switch = _SWITCH.fullmatch(fold(text).strip(" .!"))
        if switch is not None:
            return partial(self._search, next(filter(None, switch.groups())))
        return None

    async def tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """The button with a company: from now on the person speaks for it.

        Raises:
            NotAllowed: no member of it any more.
        """
        if choice.subject is None:
            return stale()
        return await self._chosen(work, await require_member(work, person, choice.subject))

    async def _listed(self, work: UnitOfWork, standing: Standing, page: int) -> Reply:
        every = await _companies_of(work, standing.person)
        pages = max(1, -(-len(every) // PAGE))
        page = min(max(page, 1), pages)
        shown = every[(page - 1) * PAGE : page * PAGE]
        paging: dict[str, Json] = {"said": "", "count": len(every), "page": page, "pages": pages}
        return _list(shown, standing, paging)

    async def _search(self, words: str, work: UnitOfWork, standing: Standing) -> Reply:
        """The one that was meant is chosen at once; of several, buttons for the first of them."""
        found = fitting(words, await _companies_of(work, standing.person))
        if not found:
            raise Refused("company-unknown", name=words)
        if len(found) == 1:
            return await self._chosen(work, found[0])
        paging: dict[str, Json] = {"said": words, "count": len(found), "page": 1, "pages": 1}
        return _list(found[:PAGE], standing, paging)

    async def _chosen(self, work: UnitOfWork, standing: Standing) -> Reply:
        await note_choice(work, standing, self._clock)
        seller = standing.company.profile.seller
        data: dict[str, Json] = {
            "company": seller.name,
            "nip": seller.nip.digits,
            "role": standing.role.value,
        }
        return Reply("company-chosen", data)


async def note_choice(work: UnitOfWork, standing: Standing, clock: Clock) -> None:
    """Keep which company the person speaks for, with a line in the history."""
    await choose_company(work, standing)
    event = Event("company-chosen", clock.now(), str(standing.person.id), standing.company.id)
    await work.events.add(event)


def names_company(text: str) -> bool:
    """Whether a sentence begins "w imieniu ...:"."""
    return _NAMED.fullmatch(text) is not None


async def named_before(
    units: UnitsOfWork, incoming: Incoming, standing: Standing
) -> tuple[Incoming, Standing]:
    """The sentence and for whom it is said, when it begins "w imieniu ...:"; both unchanged when it does not.

    Raises:
        Refused: company-unknown, company-unclear; nothing may fall to another company by itself.
    """
    named = _NAMED.fullmatch(incoming.text)
    if named is None:
        return incoming, standing
    async with units.reading() as work:
        speaking = _one(named["name"], await _companies_of(work, standing.person))
    return replace(incoming, text=named["rest"]), replace(speaking, chosen=True)


async def meant_by(words: str | None, work: UnitOfWork, standing: Standing) -> Standing:
    """The company that the words after a command name; without words the one the person speaks for.

    Raises:
        Refused: company-unknown, company-unclear.
    """
    return _one(words, await _companies_of(work, standing.person)) if words else standing


def _one(said: str, companies: Sequence[Standing]) -> Standing:
    found = fitting(said, companies)
    if not found:
        raise Refused("company-unknown", name=said)
    if len(found) > 1:
        names = [each.company.profile.seller.name for each in found[:_NAMED_IN_REFUSAL]]
        raise Refused("company-unclear", name=said, names=", ".join(names))
    return found[0]


def fitting(said: str, companies: Sequence[Standing]) -> list[Standing]:
    """Those that the words may mean: by NIP, by name in any case form, by beginnings of words.

    A name of exactly the words that were said comes before longer ones.
    """
    digits = re.sub(r"[\s-]", "", said)
    by_nip = [each for each in companies if each.company.profile.seller.nip.digits == digits]
    if by_nip:
        return by_nip
    asked = telling_words(said)
    names = [(each, telling_words(each.company.profile.seller.name)) for each in companies]
    found = [(each, known) for each, known in names if asked and names_it(asked, known)]
    exact = [each for each, known in found if len(known) == len(asked)]
    begun = [each for each, known in names if asked and _begins(asked, known)]
    return exact or [each for each, _ in found] or begun


def _begins(asked: Sequence[str], known: Sequence[str]) -> bool:
    return all(any(word.startswith(part) for word in known) for part in asked)


async def _companies_of(work: UnitOfWork, person: Person) -> list[Standing]:
    memberships = await work.people.memberships(person.id)
    several = len(memberships)
    return [
        Standing(person, await work.companies.get(each.company_id), each.role, several)
        for each in memberships
    ]


def _list(shown: Sequence[Standing], standing: Standing, paging: dict[str, Json]) -> Reply:
    rows: list[Json] = [
        {
            "name": each.company.profile.seller.name,
            "nip": each.company.profile.seller.nip.digits,
            "role": each.role.value,
            "chosen": each.company.id == standing.company.id,
        }
        for each in shown
    ]
    return Reply("companies", {**paging, "rows": rows}, options=tuple((_button(each),) for each in shown))


def _button(standing: Standing) -> Option:
    name = standing.company.profile.seller.name
    about = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    return Option("choose-company", choice=Choice(ACTION, standing.company.id), about=about)


def choosing(standing: Standing, speaking: Standing, act: Act, clock: Clock) -> Act:
    """Whoever names a company speaks for it from then on: what comes next belongs to the same draft."""
    if speaking.company.id == standing.company.id:
        return act

    async def chosen(work: UnitOfWork) -> Sequence[Show]:
        await note_choice(work, speaking, clock)
        return await act(work)

    return chosen
