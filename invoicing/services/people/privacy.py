"""/prywatnosc: what is held of whoever asks, their copy of it (art. 15 and 20 RODO), and its erasure (art. 17)."""

from __future__ import annotations

import re
from datetime import timedelta

from invoicing.services.companies import Standing
from invoicing.services.file_refs import PersonRef
from invoicing.services.messages import Channel, Choice, Json, Option, Reply, Style
from invoicing.services.parsing.tokens import bare
from invoicing.services.people.erasing import alone_in, erase_person
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Person
from invoicing.services.replies import stale
from invoicing.services.talking import Reading

COPY, ERASE, CONFIRM = "privacy-copy", "privacy-erase", "privacy-erase-yes"
"""Actions of the buttons; their subject is the person."""
LASTS = timedelta(days=1)
"""How long the question before an erasure can be answered: a letter takes longer than a tap."""
_COUNTED = ("messages", "letters", "questions", "drafts", "invoices")
_ASKS = (
    *("/prywatnosc", "/privacy", "prywatność", "rodo", "moje dane", "co o mnie wiecie", "co o mnie wiesz"),
    *("co wiecie o mnie", "co wiesz o mnie", "jakie dane o mnie macie", "jakie dane o mnie masz"),
    *("jakie moje dane macie", "jakie moje dane masz", "jakie moje dane przechowujecie"),
    *(
        "jakie dane o mnie przechowujecie",
        "co o mnie przechowujecie",
        "kto jest administratorem moich danych",
    ),
    *("privacy", "gdpr", "my data", "what do you know about me", "what data do you have about me"),
    *("what data do you hold about me", "what do you hold of me", "what do you keep about me"),
    *("приватність", "мої дані", "що ви про мене знаєте", "що ти про мене знаєш", "які мої дані ви маєте"),
    *("які дані про мене ви маєте", "які мої дані ви зберігаєте"),
)
_COPIES = (
    *("pobierz moje dane", "wyślij mi moje dane", "daj mi moje dane", "kopia moich danych"),
    *("chcę kopię moich danych", "wyeksportuj moje dane", "eksport moich danych"),
    *("download my data", "export my data", "send me my data", "a copy of my data"),
    *("завантаж мої дані", "надішли мені мої дані", "копія моїх даних"),
)
_ERASES = (
    *("usuń moje dane", "usuńcie moje dane", "usuń wszystkie moje dane", "usuń moje dane osobowe"),
    *("skasuj moje dane", "zapomnij o mnie", "zapomnij mnie", "chcę być zapomniany", "chcę być zapomniana"),
    *("delete my data", "erase my data", "remove my data", "delete all my data", "forget me", "erase me"),
    *("видали мої дані", "видаліть мої дані", "зітри мої дані", "забудь мене", "видали всі мої дані"),
)
_COURTESY = r"(?:^(?:prosz[eę]|please|будь ласка) | (?:prosz[eę]|please|будь ласка)$)"


def _folded(said: str) -> str:
    return bare(said.replace(",", " "))


_ASKING, _COPYING, _ERASING = (frozenset(map(_folded, phrases)) for phrases in (_ASKS, _COPIES, _ERASES))


class PrivacyTalk:
    """Answers /prywatnosc, words that ask for one's data, and the buttons below."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.buttons = {COPY: self._copied, ERASE: self._asked, CONFIRM: self._confirmed}

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        said = re.sub(_COURTESY, "", _folded(re.sub(r"^(/\w+)@\w+", r"\1", text.strip())))
        if said in _ASKING:
            return self._told
        if said in _COPYING:
            return self._copy
        return self._ask if said in _ERASING else None

    async def _told(self, work: UnitOfWork, standing: Standing) -> Reply:
        """What is held, by number, and the two buttons."""
        person = standing.person
        data = await self._facts(work, person)
        buttons = (
            (Option(COPY, choice=Choice(COPY, person.id), style=Style.PRIMARY),),
            (Option(ERASE, choice=Choice(ERASE, person.id)),),
        )
        return Reply("privacy", data, options=buttons)

    async def _copy(self, work: UnitOfWork, standing: Standing) -> Reply:
        del work
        return copy_of(standing.person)

    async def _ask(self, work: UnitOfWork, standing: Standing) -> Reply:
        in_telegram = standing.mail is not None and await _has_chat(work, standing.person)
        return await self._question(work, standing.person, in_telegram=in_telegram)

    async def _copied(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        del work
        return copy_of(person) if choice.subject == person.id else stale()

    async def _asked(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        return await self._question(work, person) if choice.subject == person.id else stale()

    async def _confirmed(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """The second tap: it is done, in this transaction.

        Raises:
            Refused: last-owner-erasing.
        """
        now = self._clock.now()
        asked = await work.cursors.get(_asked_by(person))
        in_time = choice.version + LASTS.total_seconds() > now.timestamp()
        if choice.subject != person.id or asked != str(choice.version) or not in_time:
            return stale()
        erased = await erase_person(work, person.id, person.id, now)
        telegram = bool(erased.whose.chats)
        data: dict[str, Json] = {"companies": list(erased.companies), "telegram": telegram}
        return Reply("person-erased", data, language=person.language)

    async def _question(self, work: UnitOfWork, person: Person, *, in_telegram: bool = False) -> Reply:
        """What goes and what stays; a last owner hears what to do first."""
        alone = await alone_in(work, person.id)
        if alone:
            names: list[Json] = [each.profile.seller.name for each in alone]
            return Reply("erasure-owner", {"companies": names})
        data = {**await self._facts(work, person), "in_telegram": in_telegram}
        if in_telegram:
            return Reply("erasure-question", data)
        moment = int(self._clock.now().timestamp())
        await work.cursors.put(_asked_by(person), str(moment))
        confirm = Option(CONFIRM, choice=Choice(CONFIRM, person.id, moment), style=Style.DANGER)
        return Reply("erasure-question", data, options=((confirm,),))

    async def _facts(self, work: UnitOfWork, person: Person) -> dict[str, Json]:
        whose = await work.personal.whose(person.id)
        if whose is None:  # whoever speaks is in the book
            raise KeyError(person.id)
        counted = await work.personal.counted(whose)
        since = await work.personal.since(person.id)
        companies: list[Json] = []
        for each in await work.people.memberships(person.id):
            company = await work.companies.get(each.company_id)
            first = since.get(each.company_id)
            companies.append(
                {
                    "name": company.profile.seller.name,
                    "role": each.role.value,
                    "since": first.isoformat() if first else None,
                }
            )
        return {
            "name": person.name,
            "telegram": list(whose.chats),
            "mails": list(whose.mails),
            "language": person.language,
            "companies": companies,
            "counts": {name: counted[name] for name in _COUNTED},
        }


def copy_of(person: Person) -> Reply:
    """Everything held of a person, as one file."""
    return Reply("privacy-copy", {}, documents=(PersonRef(person.id),))


async def _has_chat(work: UnitOfWork, person: Person) -> bool:
    return await work.people.address(person.id, Channel.TELEGRAM) is not None


def _asked_by(person: Person) -> str:
    return f"erasure-asked:{person.id}"
