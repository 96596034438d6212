"""No command of Telegram's menu is left without an answer of its own."""

from datetime import timedelta

import pytest

from app.conversation import assistant_of
from app.settings import Settings
from bot.menu import COMMANDS
from invoicing.model.company import CompanyProfile
from invoicing.model.party import Address, Nip, Seller
from invoicing.services.companies import AddCompany, Invite
from invoicing.services.messages import Channel, Incoming, Sender
from invoicing.services.records import Received, Role

SELLER = Seller(Nip.parse("5265877635"), "Latarnia Morska", Address("ul. Morska 2", "80-001 Gdańsk"))


@pytest.fixture
async def ask(database, clock, home):
    """What an owner is shown in answer to something."""
    assistant = assistant_of(Settings(data_dir=home), clock, database, register=None, rates=None, vies=None)
    company = await AddCompany(database.units, clock)(CompanyProfile(SELLER), {"ksef-token": b"secret"})
    code = await Invite(database.units, clock)(company.id, Role.OWNER)
    asked = iter(range(1000))

    async def said(text, start=None):
        key, who = f"telegram:{next(asked)}", Sender(Channel.TELEGRAM, "1001", "Ola")
        async with database.units() as work:
            await work.inbox.put(Received(key, Channel.TELEGRAM, "telegram:1001", b"{}", clock.now()))
        await assistant(Incoming(key, who, "1001", text, clock.now(), start=start))
        clock.moment += timedelta(seconds=1)
        leased = await database.queue.lease_jobs(clock.now(), 1, ("Show:telegram",))
        async with database.units() as work:
            await work.jobs.finish(leased[0].key)
        return leased[0].job.reply.code

    await said(f"/start {code}", code)
    return said


@pytest.mark.parametrize("command", COMMANDS)
async def test_it_is_answered(ask, command):
    assert await ask(f"/{command}") not in {"not-understood", "draft-incomplete", "refused"}


async def test_a_command_that_does_not_exist_is_not(ask):
    assert await ask("/nieznane") == "not-understood"
