"""Two companies, their people and a stranger, on real books; whatever is shown is really worded, in every language."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

from app.knowing import Knowing
from bot.rendering import keyboard
from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Refused, Unavailable
from invoicing.model.party import Address, Nip, Seller
from invoicing.services.companies import AddCompany, Invite
from invoicing.services.messages import Channel
from invoicing.services.records import Role
from ksef.fa3.writer import Fa3Writer
from mailer.chat import MailChat
from storage.database import open_database
from templates.letters import LetterWording
from templates.render import alert, render_reply
from tests.fuzz.archive import Archive, Cabinet
from tests.fuzz.beacon import Beacon
from tests.fuzz.rounds import Rounds
from tests.fuzz.well_formed import is_chat_html, is_letter
from tests.services.fakes import PROSTA, Chat, Crash, PostOffice, StoppedClock
from tests.services.house import OLA, House

JAN, EWA, ZOSIA, STRANGER = "2002", "2003", "3001", "9009"
PEOPLE = (OLA, JAN, EWA, ZOSIA, STRANGER)
OLAS, ZOSIAS, EVIL = "ola@firma.example", "zosia@zatoka.example", "zly@evil.example"
CHATS = frozenset({OLA, JAN, EWA, ZOSIA})
OF_ZATOKA = frozenset({ZOSIA, ZOSIAS})
SECOND_BUYER = Nip.parse("5213017228")
ZATOKA = CompanyProfile(
    Seller(Nip.parse("9990001137"), "Zatoka Bursztynowa", Address("ul. Rybacka 3", "81-001 Gdynia")),
    bank_account="61109010140000071219812874",
)
BEGIN = "2026-11-20T10:00:00+01:00"
TELEGRAM_MOST, ALERT_MOST = 4096, 200


class WordedChat(Chat):
    """A chat that takes only what Telegram would: worded in every language, buttons that fit."""

    def __init__(self) -> None:
        super().__init__()
        self.causes, self.said = set(), []

    async def show(self, show, files):
        reply = show.reply
        for language in ("pl", "en", "uk"):
            words = render_reply(reply.code, reply.data, language)
            assert words.strip(), f"{reply.code} says nothing in {language}"
            is_chat_html(words)
            keyboard(reply, language)
            assert len(alert(reply.alert, language) if reply.alert else "") <= ALERT_MOST
        self._fits(reply)
        key = await super().show(show, files)
        self.causes.add(show.cause)
        self.said.append((show.chat, f"{reply.data} {[file.content for file in files]}"))
        return key

    def _fits(self, reply) -> None:
        for option in (option for row in reply.options for option in row):
            if option.choice is not None:
                assert len(option.choice.encode()) <= 64, f"{option.choice} fits into no button"


class WordedMail(WordedChat):
    """Answers by letter, really made."""

    def __init__(self) -> None:
        super().__init__()
        self.office = PostOffice()
        self.letters = MailChat(self.office, "latarnik.example")

    async def show(self, show, files):
        await self.letters.show(show, files)
        is_letter(self.office.letters[-1])
        return await super().show(show, files)


class CheckedPost(PostOffice):
    """A post office that looks at what it is given."""

    async def send(self, letter):
        is_letter(letter)
        return await super().send(letter)


class World:
    """A process, its people and what they have done; `runs` lets the clock of its event loop turn."""

    def __init__(self, url: str) -> None:
        self._runner, self._url = asyncio.Runner(), url
        self.clock = StoppedClock(BEGIN)
        self.waiting, self.taps, self.deaths, self.agreements = {}, set(), 0, 0
        self.versions, self.grounds, self.seen = set(), {}, None
        """What the lighthouse had said, as far as it was read, before each message was handled in which something was issued."""
        self.runs(self._open())

    async def _open(self) -> None:
        self.database = open_database(self._url, bytes(32), now=self.clock.now)
        house = self.house = House(self.database, self.clock)
        house.telegram, house.mail, house.write = WordedChat(), WordedMail(), Fa3Writer()
        house.ksef, house.lighthouse = Archive(self.clock), Beacon(self.clock)
        house.post, house.wording = CheckedPost(), LetterWording()
        house.batches, house.base = Cabinet(house.ksef), Knowing(self.clock)
        self.rounds = Rounds(house)
        house.register.knows(SECOND_BUYER, "DRUGI KLIENT S.A.", PROSTA)
        house.start()
        await house.take_on(email=OLAS)
        await house.take_on(Role.ISSUER, JAN)
        await house.take_on(Role.ACCOUNTANT, EWA)
        company = await AddCompany(house.units, self.clock)(ZATOKA, {"ksef-token": b"secret"})
        code = await Invite(house.units, self.clock)(company.id, Role.OWNER, ZOSIAS)
        await house.say(f"/start {code}", ZOSIA, start=code)

    def runs(self, coroutine):
        """What a coroutine gives."""
        return self._runner.run(coroutine)

    def close(self) -> None:
        self.runs(self.database.close())
        self._runner.close()

    # --- what happens --------------------------------------------------------------------------------------
    async def hear(self, incoming) -> None:
        """A message comes: it lies in the inbox until it is handled, whoever dies meanwhile."""
        self.waiting[incoming.key] = incoming
        if incoming.choice is not None:
            self.taps.add((incoming.choice.subject, incoming.choice.action))
            self.versions.add((incoming.choice.subject, incoming.choice.version))
        self.agreements += int(incoming.proof is not None and incoming.proof.in_subject)
        async with self.database.units() as work:
            await work.inbox.put(self.house.row(incoming))
        await self.catch_up()

    async def catch_up(self) -> None:
        """The inbox hands out what waits, the oldest of each chat first."""
        tried = set()
        while True:
            rows = await self.database.queue.waiting_inbox(self.clock.now(), 100)
            fresh = [row for row in rows if row.key not in tried]
            if not fresh:
                return
            for row in fresh:
                tried.add(row.key)
                await self._handle(row.key)

    async def _handle(self, key) -> None:
        said = self.waiting[key]
        if said.choice is not None or said.proof is not None:  # nothing else issues
            self.grounds[key] = (self.seen, self.clock.now())
        try:
            await self.house.assistant(self.waiting[key])
        except Unavailable:
            return  # it is tried again, for as long as it takes
        except Crash:
            await self.rise()

    async def look_around(self) -> None:
        """Every round that a worker makes again and again; one that is cut short is made anew by the next process."""
        watch, *others = self.rounds.all()
        if await self._made(watch):
            self.seen = self.house.lighthouse.read
        for look in others:
            await self._made(look)

    async def _made(self, look) -> bool:
        """Whether a round came to its end; what a process that died had read, nobody knows."""
        try:
            await look()
        except Unavailable:
            return False
        except Crash:
            await self.rise()
            return False
        return True

    async def rise(self) -> None:
        """The process died; another one takes over what lies in the books."""
        self.deaths += 1
        self.house.units.dies_at = None
        await self.house.restart()

    def die_soon(self, commits: int) -> None:
        """The process dies just before that commit from now on."""
        self.house.units.dies_at = self.house.units.begun + commits

    async def work(self, order, seconds: float = 5) -> None:
        """Do what is due in whatever order `order` puts it."""
        queue = self.database.queue
        end = datetime.fromtimestamp(self.clock.now().timestamp() + seconds, tz=self.clock.now().tzinfo)
        for _ in range(2000):
            for leased in order(list(await queue.lease_jobs(self.clock.now(), 16))):
                if not await self._keep(leased):
                    break  # what else it held, the next process leases anew
            due = await queue.next_due()
            if due is None or due > end:
                return
            self.clock.at = max(self.clock.at, due)
        raise AssertionError(f"promises without end, the next at {await queue.next_due()}")

    async def _keep(self, leased) -> bool:
        try:
            await self.house._keep(leased)
        except Crash:
            await self.rise()
            return False
        except Refused as refused:
            raise AssertionError(f"{leased.key} was refused: {refused.reason}") from refused
        return True

    def letter(self, words, sender, *, authentic, knows_secret):
        """A letter, an answer to one of ours where the secret of its subject is known."""
        letter = self.house.letter(words, sender, authentic=authentic)
        if not knows_secret:
            return letter
        token = self.runs(self._subject_token())
        return replace(letter, proof=replace(letter.proof, token=token, in_subject=True))

    async def _subject_token(self) -> str:
        async with self.house.units.reading() as work:
            person = await work.people.by_identity(Channel.EMAIL, OLAS)
            return await work.mail_tokens.subject_token(person.id)

    # --- what can be tapped --------------------------------------------------------------------------------
    def buttons(self):
        """Every button that was ever shown, with the chat it stood in and its message."""
        return [
            (chat, key, option.choice)
            for front in (self.house.telegram,)
            for chat, messages in sorted(front.chats.items())
            for key, message in messages.items()
            for row in message.options
            for option in row
            if option.choice is not None
        ]
