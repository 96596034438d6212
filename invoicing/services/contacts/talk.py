"""Known buyers in the chat: the list, one of them, and what is to be remembered or forgotten."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from invoicing.model.errors import InvalidValue
from invoicing.services.companies import Standing, require_member
from invoicing.services.contacts.matching import MOST, meant
from invoicing.services.contacts.reaching import invited, ways_in
from invoicing.services.contacts.records import KnownBuyer
from invoicing.services.contacts.wishes import Doing, Wish, wish_of
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, Person
from invoicing.services.talking import Reading

SHOW, FORGET = "contact", "contact-forget"
"""Actions of the buttons."""
PAGE = 8
"""Buyers in one message, a button each."""
_LONGEST = 55  # characters of a button
_LONGEST_EMAIL = 254  # RFC 5321


class ContactTalk:
    """Answers sentences about known buyers, and their buttons."""

    def __init__(self, clock: Clock, bot: str = "") -> None:
        """`bot` is its user name for links; without it the words to send are shown."""
        self._clock, self._bot = clock, bot

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        wish = wish_of(text)
        if wish is None:
            return None
        if wish.doing is Doing.LIST:
            return partial(_listed, page=wish.page)
        return partial(self._about, wish)

    async def tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """A button with one of them: its card, or forgetting it; what is gone is said to be gone.

        Raises:
            NotAllowed: no member of the company that knows it, or no issuer.
        """
        for membership in await work.people.memberships(person.id):
            known = await work.buyers.get(membership.company_id, choice.subject) if choice.subject else None
            if known is not None:
                standing = await require_member(work, person, membership.company_id)
                return await self._forget(work, standing, known) if choice.action == FORGET else _card(known)
        return Reply("contact-unknown", {"name": ""})

    async def _about(self, wish: Wish, work: UnitOfWork, standing: Standing) -> Reply:
        company = standing.company.id
        names = await work.buyers.names(company)
        found = [await work.buyers.get(company, each) for each in meant(wish.name, names)]
        known = [each for each in found if each is not None]
        if not known:
            return Reply("contact-unknown", {"name": wish.name})
        if len(known) > 1:
            return _choose(wish.name, known)
        if wish.doing is Doing.SHOW:
            return _card(known[0])
        if wish.doing is Doing.FORGET:
            return await self._forget(work, standing, known[0])
        if wish.doing is Doing.TELEGRAM:
            standing.require(Action.CONTACTS)
            return await invited(work, standing, known[0], self._clock, self._bot)
        return await self._remember(work, standing, known[0], wish)

    async def _remember(self, work: UnitOfWork, standing: Standing, known: KnownBuyer, wish: Wish) -> Reply:
        standing.require(Action.CONTACTS)
        if wish.doing is Doing.WAYS:
            changed = replace(known, ways=ways_in(wish.value))
            await work.buyers.reach_by(standing.company.id, known.id, changed.ways)
        elif wish.doing is Doing.LANGUAGE:
            changed = replace(known, language=wish.value)
        else:
            if len(wish.value) > _LONGEST_EMAIL:
                raise InvalidValue("text-too-long", field="email", limit=str(_LONGEST_EMAIL))
            changed = replace(known, buyer=replace(known.buyer, email=wish.value))
        await work.buyers.remember(standing.company.id, changed.buyer, language=changed.language)
        await self._note(work, standing, "contact-changed", changed)
        return _card(changed, saved=True)

    async def _forget(self, work: UnitOfWork, standing: Standing, known: KnownBuyer) -> Reply:
        standing.require(Action.CONTACTS)
        await work.buyers.forget(standing.company.id, known.id)
        await self._note(work, standing, "contact-forgotten", known)
        return Reply("contact-forgotten", {"name": known.buyer.name})

    async def _note(self, work: UnitOfWork, standing: Standing, what: str, known: KnownBuyer) -> None:
        evidence: dict[str, Json] = {"buyer": str(known.id)}
        who = str(standing.person.id)
        await work.events.add(Event(what, self._clock.now(), who, standing.company.id, evidence=evidence))


async def _listed(work: UnitOfWork, standing: Standing, page: int) -> Reply:
    """A page of them, the latest used first; a page that does not exist is the last one."""
    count = await work.buyers.count(standing.company.id)
    pages = max(1, -(-count // PAGE))
    page = min(max(page, 1), pages)
    known = await work.buyers.latest(standing.company.id, PAGE, (page - 1) * PAGE)
    data: dict[str, Json] = {
        "company": standing.company.profile.seller.name,
        "count": count,
        "page": page,
        "pages": pages,
        "rows": [_data(each) for each in known],
    }
    return Reply("contacts", data, options=tuple((_button(each),) for each in known))


def _choose(name: str, known: list[KnownBuyer]) -> Reply:
    rows: list[Json] = [_data(each) for each in known]
    return Reply(
        "contacts-choose",
        {"name": name, "rows": rows, "more": len(known) >= MOST},
        options=tuple((_button(each),) for each in known),
    )


def _card(known: KnownBuyer, *, saved: bool = False) -> Reply:
    forget = Option("contact-forget", choice=Choice(FORGET, known.id), style=Style.DANGER)
    return Reply("contact", _data(known) | {"saved": saved}, options=((forget,),))


def _button(known: KnownBuyer) -> Option:
    name = known.buyer.name
    about = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    return Option("contact-show", choice=Choice(SHOW, known.id), about=about)


def _data(known: KnownBuyer) -> dict[str, Json]:
    buyer, address = known.buyer, known.buyer.address
    return {
        "name": buyer.name,
        "kind": buyer.kind.value,
        "nip": buyer.nip.digits if buyer.nip else None,
        "eu_vat_number": buyer.eu_vat_number,
        "address": [line for line in (address.line1, address.line2) if line] if address else [],
        "country": address.country if address else None,
        "email": buyer.email,
        "letters_in": known.language,
        "ways": [each.value for each in known.ways],
        "last_used": known.last_used.isoformat() if known.last_used else None,
    }
