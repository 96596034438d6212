"""Companies with mailboxes of their own: tried by the doctor, watched side by side, each about its company alone."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from functools import partial
from uuid import uuid4

import pytest

from app.mailboxes import MailboxAccounts, ReadersOfMailboxes, WatchMailboxes
from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Unavailable
from invoicing.model.party import Address, Nip, Seller
from invoicing.services.companies import standing_of
from invoicing.services.letters_out import Letter
from invoicing.services.mailboxes.records import Endpoint, LogIn, Mailbox, WireSecurity
from invoicing.services.messages import Channel
from invoicing.services.records import Company, Membership, Person, Role
from mailer.inbox import MailWatcher
from mailer.lanes import mailbox_of
from mailer.postmen import Postmen
from mailer.reading import LetterReader
from mailer.smtp import SmtpPostman
from sandbox.mail import MailServer
from sandbox.world import World
from tests.app.commands import NIP

OLA = "ola@hydraulik.example"
HOUSES = {"hydraulik": "5260250274", "stolarz": "1234563218"}


@pytest.fixture
async def post():
    server = MailServer(World())
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def accounts(database, clock):
    async def nobody(address, form):
        raise AssertionError(address, form)

    return MailboxAccounts(database.units, clock, nobody, "https://login.example")


@pytest.fixture
async def companies(database, post):
    """A plumber and a joiner, each with a mailbox; Ola works for the plumber."""
    made = {}
    async with database.units() as work:
        for name, nip in HOUSES.items():
            seller = Seller(Nip.parse(nip), name, Address("ul. Prosta 1", "00-001 Warszawa"))
            company = made[name] = Company(uuid4(), CompanyProfile(seller))
            await work.companies.add(company)
            address = f"biuro@{name}.example"
            password = await post.add_account(address)
            await work.mailboxes.put(mailbox_at(post, company.id, address), password.encode())
        ola = Person(uuid4(), "Ola")
        await work.people.add(ola)
        await work.people.identify(ola.id, Channel.EMAIL, OLA)
        await work.people.join(Membership(ola.id, made["hydraulik"].id, Role.OWNER))
    return made


def mailbox_at(post, company_id, address) -> Mailbox:
    imap = Endpoint("127.0.0.1", post.imap_port, WireSecurity.NONE)
    smtp = Endpoint("127.0.0.1", post.smtp_port, WireSecurity.NONE)
    return Mailbox(
        company_id, address, "other", imap, smtp, address, LogIn.PASSWORD, None, "mx.sandbox.example"
    )


@pytest.fixture
async def watching(accounts, database, clock):
    watch = partial(MailWatcher, units=database.units, clock=clock, poll_every=0.2)
    task = asyncio.create_task(WatchMailboxes(accounts, watch, look_every=0.1)())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def arrived(database, clock, count):
    async with asyncio.timeout(60):
        while len(rows := await database.queue.waiting_inbox(clock.now(), 10, tuple(Channel))) < count:
            await database.queue.wait_for_inbox(0.1)
    return rows


@pytest.mark.usefixtures("watching")
async def test_mailboxes_are_watched_side_by_side_and_say_which_company_a_letter_is_about(
    database, clock, accounts, companies, post
):
    post._world.clock.set(clock.now())
    for name in companies:
        await post.send(OLA, f"biuro@{name}.example", "polecenie", f"do firmy {name}")

    rows = await arrived(database, clock, 2)
    read = ReadersOfMailboxes(None, accounts, lambda account: LetterReader(account).checked)
    letters = [await read(row) for row in rows]

    assert {letter.text.strip(): letter.company_id for letter in letters} == {
        f"do firmy {name}": company.id for name, company in companies.items()
    }


@pytest.mark.usefixtures("watching")
async def test_a_mailbox_that_is_added_while_we_work_is_watched_and_a_removed_one_no_more(
    database, clock, accounts, companies, post
):
    post._world.clock.set(clock.now())
    async with database.units() as work:
        await work.mailboxes.remove(companies["stolarz"].id)
        password = await post.add_account("nowa@stolarz.example")
        new = mailbox_at(post, companies["stolarz"].id, "nowa@stolarz.example")
        await work.mailboxes.put(new, password.encode())
    await post.send(OLA, "nowa@stolarz.example", "polecenie", "dzień dobry")

    (row,) = await arrived(database, clock, 1)

    assert mailbox_of(row.lane) == "nowa@stolarz.example"


async def test_whoever_is_no_member_is_a_stranger_in_another_company_s_mailbox(database, companies):
    async with database.units.reading() as work:
        at_home = await standing_of(work, Channel.EMAIL, OLA, companies["hydraulik"].id)
        abroad = await standing_of(work, Channel.EMAIL, OLA, companies["stolarz"].id)

    assert at_home.company.id == companies["hydraulik"].id
    assert abroad is None


async def test_a_company_s_letter_goes_from_its_own_mailbox(database, clock, accounts, companies, post):
    postmen = Postmen(None, accounts.outbox, partial(SmtpPostman, clock=clock))
    letter = Letter("<1@x.example>", "klient@klient.example", "Faktura", "tekst", "<p>tekst</p>")

    try:
        for company in companies.values():
            await postmen.send(replace(letter, company_id=company.id))
        with pytest.raises(Unavailable) as unavailable:
            await postmen.send(letter)
    finally:
        await postmen.close()

    assert [row["from"] for row in post.mailbox("klient@klient.example")] == [
        f'"biuro@{name}.example" <biuro@{name}.example>' for name in companies
    ]
    assert unavailable.value.reason == "mailbox-missing"


@pytest.mark.usefixtures("company")
async def test_the_doctor_tries_a_company_s_own_mailbox_and_keeps_what_it_learned(aside, stage, database):
    stage.mail.fault(None, character="gmail-like")
    password = await stage.mail.add_account("jan@latarnik.example")
    async with database.units() as work:
        company = await work.companies.by_nip(Nip.parse(NIP))
        await work.mailboxes.put(
            mailbox_at(stage.mail, company.id, "jan@latarnik.example"), password.encode()
        )

    answer = await aside("doctor", "mail", "--company", NIP, "--json")

    assert answer.status == 0, answer.out
    said = {line["check"]: line["message"] for line in answer.lines}
    assert "własny adres zwrotny" in said["own mail from"]
    assert "robi dostawca" in said["copies sent"]
    async with database.units.reading() as work:
        learned = await work.mailboxes.abilities("jan@latarnik.example")
    assert (learned.plus_address, learned.own_mail_from, learned.sent_folder) == (True, False, "Wysłane")


@pytest.mark.usefixtures("company")
async def test_a_company_without_a_mailbox_is_told_how_to_get_one(aside):
    answer = await aside("doctor", "mail", "--company", NIP)

    assert answer.status == 1
    assert "latarnik mailbox add" in answer.out
