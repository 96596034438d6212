"""`latarnik person`: the data of somebody, given out and erased by the same use cases as in the chat."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

from app.clock import SystemClock
from app.commands.speaking import WRONG_USAGE, emit, fail, refusal, say, settings_in_words
from app.commands.telling_time import clock_of
from app.installation import checked
from app.reading_settings import load_settings
from app.settings import Settings
from invoicing.model.errors import LatarnikError, Refused
from invoicing.services.mail_trust.adding import require_address
from invoicing.services.messages import Channel, Json
from invoicing.services.people.copying import CopyOfPerson
from invoicing.services.people.erasing import erase_address, erase_person, whose_address
from invoicing.services.people.held import Whose
from invoicing.services.ports import UnitOfWork, UnitsOfWork
from templates.personal_page import personal_page

Doing = Callable[[UnitsOfWork, SystemClock], Awaitable[None]]
_GOES = {
    "person": "messages letters questions invitations one_time_pages secret_addresses quarantine set_up waiting notes",
    "address": "contact_of wishes letters",
}
_STAYS = {
    "person": "invoices drafts pro_formas recurring history outages_confirmed letters_asked_for",
    "address": "deliveries other_letters invoices_for drafts_for pro_formas_for recurring_for no_letters",
}
_ENDS = " Where the company ends here: --company-ends freezes it."
_GROUND = (
    "Kept by law: invoices and the proof of their delivery (art. 112 and 112a VATA, art. 70 Ordynacja podatkowa), the "
    "history with an id in place of a name (art. 17(3)(b) and (e) GDPR)."
)


def list_everybody() -> None:
    """Print who works or worked with us."""

    async def listed(units: UnitsOfWork, clock: SystemClock) -> None:
        del clock
        async with units.reading() as work:
            for each in await work.personal.everybody():
                memberships = await work.people.memberships(each.id)
                companies = [await work.companies.get(one.company_id) for one in memberships]
                nips: list[Json] = [one.profile.seller.nip.digits for one in companies]
                emit({"person": str(each.id), "name": each.name, "companies": nips})

    _do(listed)


def export_data(person: str | None, email: str | None, output: Path, language: str) -> None:
    """Write the copy; the file is for its owner alone (mode 600)."""
    if output.exists():
        fail(f"{output} is there already.", WRONG_USAGE)

    async def write(units: UnitsOfWork, clock: SystemClock) -> None:
        async with units.reading() as work:
            whose = await _whose(work, person, email)
        file = await CopyOfPerson(units, clock, personal_page, None).of(whose, language)
        await asyncio.to_thread(_write, output, file.content)
        emit({"written": str(output), "bytes": len(file.content)})

    _do(write)


def erase_data(person: str | None, email: str | None, *, yes: bool, company_ends: bool) -> None:
    """Say what goes and what stays, and with `yes` do it."""

    async def erase(units: UnitsOfWork, clock: SystemClock) -> None:
        kind = "person" if person is not None else "address"
        async with units.reading() as work:
            whose = await _whose(work, person, email)
            counted = await work.personal.counted(whose)
        goes: dict[str, Json] = {name: counted[name] for name in _GOES[kind].split()}
        stays: dict[str, Json] = {name: counted[name] for name in _STAYS[kind].split()}
        if not yes:
            emit({"would_go": goes, "stays": stays})
            say(f"{_GROUND} Nothing was erased; add --yes. It cannot be undone.")
            return
        async with units() as work:
            if whose.person_id is not None:
                await erase_person(work, whose.person_id, None, clock.now(), company_ends=company_ends)
            else:
                await erase_address(work, whose.mails[0], clock.now())
        emit({"gone": goes, "stays": stays})
        say(f"{_GROUND} Letters and traces follow once the app runs (role worker).")

    _do(erase)


def _write(output: Path, content: bytes) -> None:
    """Write it; what could not be written wholly is not left behind.

    Raises:
        SystemExit: status 1 with a sentence.
    """
    try:
        output.touch(mode=0o600, exist_ok=False)
        try:
            output.write_bytes(content)
        except OSError:
            output.unlink()
            raise
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}.")


async def _whose(work: UnitOfWork, person: str | None, email: str | None) -> Whose:
    """Who is meant.

    Raises:
        Refused: person-unknown, mail-address-format, address-of-person.
    """
    if person is not None:
        whose = await work.personal.whose(_id(person))
        if whose is None:
            raise Refused("person-unknown")
        return whose
    whose = whose_address(email or "")
    require_address(whose.mails[0])
    if await work.people.known(Channel.EMAIL, whose.mails):
        raise Refused("address-of-person")
    return whose


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        fail(f"{text} is no id; latarnik person list shows them.", WRONG_USAGE)


def _do(doing: Doing) -> None:
    """Do it on the books.

    Raises:
        SystemExit: status 1 or 2 with a sentence.
    """
    with settings_in_words():
        settings = load_settings()
        try:
            asyncio.run(_opened(settings, doing))
        except LatarnikError as error:
            more = _ENDS if error.reason == "last-owner-erasing" else ""
            fail(refusal(error, "en") + more)


async def _opened(settings: Settings, doing: Doing) -> None:
    clock = await clock_of(settings)
    async with checked(settings, clock) as database:
        await doing(database.units, clock)
