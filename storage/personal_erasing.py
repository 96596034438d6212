"""What is taken out of each table when somebody is erased; a test looks for traces in all of them afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Executable, delete, null, or_, select, update

from invoicing.services.people.held import Whose
from storage.access_links import access_links
from storage.agreements import agreements
from storage.buyer_chats import buyer_chats, buyer_invitations
from storage.buyer_letters import automatic_answers, buyer_letters
from storage.mail_trust import mail_tokens, quarantine
from storage.onboardings import onboardings
from storage.personal_account import mailed, noted, places, said_in, told
from storage.questions import questions
from storage.tables import identities, invitations, people, secrets
from storage.traffic import cursors, inbox, jobs, shown

_EMPTIED = {"raw": b"", "lane": "", "last_error": None}


def of_person(whose: Whose) -> Iterator[Executable]:
    """Everything that is only the person's; what others need stays under the id alone."""
    person = whose.person_id
    yield from _said(whose)
    yield delete(questions).where(questions.c.person_id == person)
    yield (
        update(questions)
        .where(questions.c.handed_to == person)
        .values(handed_to=null(), handed_at=null(), answer=null())
    )
    for table in (access_links, agreements, mail_tokens, quarantine, onboardings, identities):
        yield delete(table).where(table.c.person_id == person)
    yield from _kept_of_address(whose)
    yield delete(buyer_chats).where(buyer_chats.c.chat.in_(whose.chats))
    yield delete(cursors).where(noted(whose))
    yield delete(secrets).where(secrets.c.name.startswith(f"offered-document:{person}:", autoescape=True))
    yield from _shown(whose)
    yield update(people).where(people.c.id == person).values(name="", language="pl")


def of_address(whose: Whose, known: Sequence[Any]) -> Iterator[Executable]:
    """What is kept of an address that buys; `known` are ids of contacts that bear it."""
    for table in (buyer_chats, buyer_invitations):
        yield delete(table).where(table.c.buyer_id.in_(known))
    yield delete(buyer_letters).where(mailed(buyer_letters, "sender")(whose))
    yield from _kept_of_address(whose)


def traces(whose: Whose) -> Iterator[Executable]:
    """Keys of promises that were kept, and lanes of messages: they name where somebody was reached."""
    yield delete(jobs).where(told(whose))
    yield delete(shown).where(shown.c.chat.in_(places(whose)))
    yield delete(cursors).where(noted(whose))
    yield _words(whose)


def emptied(ids: Sequence[int]) -> Executable:
    """Letters without their words."""
    return update(inbox).where(inbox.c.id.in_(ids)).values(**_EMPTIED)


def _said(whose: Whose) -> Iterator[Executable]:
    apart = select(quarantine.c.key).where(quarantine.c.person_id == whose.person_id)
    yield update(inbox).where(inbox.c.key.in_(apart)).values(raw=b"")
    yield _words(whose)


def _words(whose: Whose) -> Executable:
    return update(inbox).where(said_in(whose), inbox.c.done_at.is_not(None)).values(**_EMPTIED)


def _kept_of_address(whose: Whose) -> Iterator[Executable]:
    yield delete(automatic_answers).where(mailed(automatic_answers, "address")(whose))
    yield delete(invitations).where(mailed(invitations, "email")(whose))


def _shown(whose: Whose) -> Iterator[Executable]:
    """Also what still waits: whoever is gone is shown nothing but the farewell, which is promised after this."""
    exports = [jobs.c.key.like(f"export:%:{chat}:%") for chat in places(whose)]
    yield delete(jobs).where(or_(told(whose), *exports))
    yield delete(shown).where(shown.c.chat.in_(places(whose)))
