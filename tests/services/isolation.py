"""A company with a bit of everything, and two people who have no business there: every door is tried."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Uuid, func, or_, select

from app.conversation import assistant_of
from app.settings import Settings
from invoicing.model.company import CompanyProfile
from invoicing.model.errors import InvalidValue, NotAllowed, Refused
from invoicing.model.party import Address, Nip, Seller
from invoicing.services.companies import AddCompany, Invite
from invoicing.services.file_refs import PersonRef
from invoicing.services.messages import Channel, Choice
from invoicing.services.people.members import id_of
from invoicing.services.records import Person, Role
from storage.tables import deliveries, drafts, metadata
from tests.services.house import MAILBOX, OLA, PUBLIC, SENTENCE

EWA, NOBODY = "3001", "4004"
THEIRS = CompanyProfile(
    Seller(Nip.parse("9990001137"), "Zatoka", Address("ul. Rybacka 3", "81-001 Gdynia")),
    bank_account="61109010140000071219812874",
)
OURS = re.compile(r"KLIENT|klient\.example|5260250274|Latarnia Morska|5265877635|Morska 2|Tajny")
"""What nobody outside may read: the names, numbers and addresses of Ola's company and its buyers."""
BUTTONS_COME = (
    SENTENCE,
    "popraw",
    "/ludzie",
    "/poczta",
    "/dostep",
    "/limit",
    "/jezyk",
    "/prywatnosc",
    "/help",
    "/kwarantanna",
    "/dowody",
    "/szkice",
    "/faktury",
    "status FV/2026/11/1",
    "kontrahenci",
    "pokaż KLIENT",
    "/zapros",
    "wyślij przypomnienie FV/2026/11/1",
)
"""What the owner says, and is shown buttons for."""


@dataclass(frozen=True)
class Outcome:
    """What a tap came to.

    Attributes:
        word: refused, nothing (the button says nothing any more), answered.
        code: of the answer or the refusal.
        read: the answer holds something of Ola's company.
        wrote: it would have changed something of Ola's company.
    """

    word: str
    code: str
    read: bool = False
    wrote: bool = False


class Walls:
    """A house with everything in it, and its outsiders."""

    def __init__(self, house) -> None:
        self.house = house
        settings = Settings(
            _env_file=None, telegram_bot="latarnik_bot", imap_user=MAILBOX, public_address=PUBLIC, web_port=1
        )
        house.assistant = assistant_of(
            settings,
            house.clock,
            house.database,
            house.register,
            rates=house.rates,
            vies=house.vies,
            chat_files=house.chat_file,
        )

    async def furnish(self) -> None:
        """Something of every kind lies in Ola's company, and Ewa owns another one."""
        house = self.house
        await house.say(SENTENCE)
        await house.tap("issue")
        await house.say("faktura dla NIP 5260250274, Tajny abonament 99 zł co miesiąc 1.")
        await house.tap("recur")
        await house.say("pro forma dla NIP 5260250274, 3 h Tajny projekt po 150 zł")
        await house.tap("issue-pro-forma")
        await house.write_letter("coś", authentic=False)
        await house.take_on(Role.VIEWER, "1003")
        async with house.units.reading() as work:
            (ours,) = await work.companies.all()
        await Invite(house.units, house.clock)(ours.id, Role.ISSUER)
        company = await AddCompany(house.units, house.clock)(THEIRS, {"ksef-token": b"secret"})
        code = await Invite(house.units, house.clock)(company.id, Role.OWNER, "ewa@zatoka.example")
        await house.say(f"/start {code}", EWA, start=code)
        for words in BUTTONS_COME:
            await house.say(words)
        async with house.units.reading() as work:
            self.company = (await work.companies.all())[0]
            self.ewa = await work.people.by_identity(Channel.TELEGRAM, EWA)
            self.ola = await work.people.by_identity(Channel.TELEGRAM, OLA)
            self.invitations = await work.invitations.open_of(self.company.id, house.clock.now())
        self.nobody = Person(self.ewa.id.__class__(int=99), "Nobody")

    @property
    def actions(self) -> list[str]:
        """Of every button there is, with a sample of those that name a line or a buyer."""
        return sorted({*map(str, self.house.assistant.actions), "remove-1", "line-1", "pick-000000000000"})

    def shown_to_the_owner(self) -> list[Choice]:
        """Every button that Ola has ever been shown."""
        replies = [each.reply for each in self.house.telegram.shows if each.chat == OLA]
        options = [option for reply in replies for row in reply.options for option in row]
        return list(dict.fromkeys(option.choice for option in options if option.choice is not None))

    async def choices(self, actions: Iterable[str] = ()) -> list[Choice]:
        """Every button there is, or those that are named, about every thing there is."""
        seen = self.shown_to_the_owner()
        marks = {choice.action: choice.version for choice in seen}
        async with self.house.database.units.reading() as work:
            subjects = await _ids(work.transaction.connection)
            drafts = {each: await work.drafts.get(each) for each in subjects}
        subjects |= {id_of(each) for each in self.invitations} | {
            each.subject for each in seen if each.subject
        }
        versions = {key: {draft.version} for key, draft in drafts.items() if draft is not None}
        for choice in seen:
            versions.setdefault(choice.subject, set()).add(choice.version)
        return [each for each in seen if not actions or each.action in actions] + [
            Choice(action, subject, version)
            for action in (actions or self.actions)
            for subject in sorted(subjects)
            for version in versions.get(subject) or {marks.get(action, 0)}
        ]

    async def tap(self, choice: Choice, person: Person) -> Outcome:
        """What the button would do for that person; nothing of it stays."""
        incoming = self.house.incoming("", choice=choice, tapped_message="1", callback="c")
        try:
            spoken = await self.house.assistant._spoken(incoming, person)  # buttons that stand for a sentence
            async with self.house.database.units() as work:
                before = await _written(work)
                if spoken is not None:
                    reply = (await spoken(work))[0].reply
                else:
                    reply = await self.house.assistant.tap(work, incoming, person)
                wrote = await _written(work) != before
                _undo(reply, touched=wrote and await self.belongings(work) != self.kept)
        except _Undone as done:
            return self._judged(done, person)
        except NotAllowed:
            return Outcome("refused", "not-allowed")
        except (Refused, InvalidValue) as refusal:
            return Outcome("refused", refusal.reason)

    def _judged(self, done: _Undone, person: Person) -> Outcome:
        reply = done.reply
        theirs = PersonRef(person.id)  # the copy of their own data
        read = (
            any(each != theirs for each in reply.documents)
            or OURS.search(repr((reply.data, reply.options))) is not None
        )
        stale = "stale-choice" in {reply.code, reply.alert}
        return Outcome("nothing" if stale else "answered", reply.code, read=read, wrote=done.touched)

    async def remember(self) -> None:
        """What belongs to Ola's company now."""
        async with self.house.database.units.reading() as work:
            self.kept = await self.belongings(work)

    async def belongings_now(self) -> list[str]:
        """The same at this moment."""
        async with self.house.database.units.reading() as work:
            return await self.belongings(work)

    async def belongings(self, work) -> list[str]:
        """Every row that is Ola's company's or hers."""
        connection, rows = work.transaction.connection, []
        for table in metadata.sorted_tables:
            mine = _mine(table, self.company.id, self.ola.id)
            if mine is not None:
                rows += [
                    f"{table.name}{tuple(row)}"
                    for row in (await connection.execute(select(table).where(mine))).all()
                ]
        return sorted(rows)


class _Undone(Exception):
    def __init__(self, reply, *, touched: bool) -> None:
        super().__init__()
        self.reply, self.touched = reply, touched


def _undo(reply, *, touched: bool) -> None:
    raise _Undone(reply, touched=touched)


def _mine(table, company, person):
    """Which rows of a table are the company's or the person's; None for tables of everybody."""
    columns = table.c
    owners = {"company_id": company, "person_id": person, "author": person}
    found = [columns[name] == owner for name, owner in owners.items() if name in columns]
    if table.name == "companies":
        found = [columns.id == company]
    for name, parent in {"draft_id": drafts, "delivery_id": deliveries}.items():
        if name in columns and "company_id" not in columns:
            found.append(columns[name].in_(select(parent.c.id).where(parent.c.company_id == company)))
    return or_(*found) if found and table.name != "events" else None


async def _written(work) -> int:
    return (await work.transaction.connection.execute(select(func.total_changes()), None)).scalar_one()


async def _ids(connection) -> set:
    """Every id that stands in any table."""
    found = set()
    for table in metadata.sorted_tables:
        for each in (each for each in table.c if isinstance(each.type, Uuid)):
            rows = (await connection.execute(select(each).distinct(), None)).all()
            found |= {row[0] for row in rows if row[0] is not None}
    return found
