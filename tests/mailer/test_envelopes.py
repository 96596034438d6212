"""A letter travels in an envelope that finds home, as far as the mailbox can; every word on the way is kept."""

import asyncio
import secrets
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from invoicing.model.errors import Refused, Unavailable
from invoicing.services.delivery.addressing import HEADER, Addresses, Marked, Purpose, reference_of
from invoicing.services.mailboxes.records import MailboxAbilities
from mailer.envelopes import envelope_of
from mailer.smtp import LARGEST, POOL, SmtpPostman
from tests.mailer.conftest import OURS

BUYER = "ksiegowosc@klient.example"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
OWN_DOMAIN = MailboxAbilities(NOW, own_mail_from=True, plus_address=True, announces_dsn=True)
GMAIL_LIKE = MailboxAbilities(NOW, plus_address=True)
PORTAL_LIKE = MailboxAbilities(NOW)


@pytest.fixture
def addresses():
    return Addresses(secrets.token_bytes(32))


@pytest.fixture
def reference():
    return reference_of(uuid4())


def test_with_a_domain_of_its_own_a_letter_comes_back_to_an_address_of_its_own(letter, addresses, reference):
    envelope = envelope_of(letter(reference=reference), OURS, addresses, OWN_DOMAIN)

    assert addresses.read(envelope.sender) == Marked(Purpose.BOUNCE, reference)
    assert addresses.read(envelope.reply_to) == Marked(Purpose.REPLY, reference)
    assert addresses.read_mark(envelope.mark) == reference


@pytest.mark.parametrize(("abilities", "replies"), [(GMAIL_LIKE, True), (PORTAL_LIKE, False), (None, False)])
def test_a_mailbox_that_cannot_is_asked_for_no_more(letter, addresses, reference, abilities, replies):
    envelope = envelope_of(letter(reference=reference), OURS, addresses, abilities)

    assert envelope.sender == OURS
    assert (envelope.reply_to is not None) is replies
    assert addresses.read_mark(envelope.mark) == reference


def test_reports_are_asked_for_where_the_server_announces_them_and_somebody_reads_them(
    letter, addresses, reference
):
    known = envelope_of(letter(reference=reference), OURS, addresses, OWN_DOMAIN)
    unknown = envelope_of(letter(reference=reference), OURS, addresses, None)

    assert known.mail_options(dsn=True) == ["RET=HDRS", f"ENVID={known.mark}"]
    assert known.rcpt_options(dsn=True) == ["NOTIFY=SUCCESS,FAILURE,DELAY", f"ORCPT=rfc822;{BUYER}"]
    assert unknown.rcpt_options(dsn=True)[0] == "NOTIFY=FAILURE,DELAY"
    assert known.mail_options(dsn=False) == known.rcpt_options(dsn=False) == []


def test_a_letter_about_no_delivery_is_plain(letter, addresses):
    envelope = envelope_of(letter(), OURS, addresses, OWN_DOMAIN)

    assert (envelope.sender, envelope.reply_to, envelope.mark) == (OURS, None, None)


@pytest.fixture
async def skilled(server, postman, clock, addresses):
    """A postman whose mailbox can do everything."""

    async def learned(address):
        return OWN_DOMAIN

    skilled = SmtpPostman(postman._account, clock, addresses=addresses, learned=learned)
    yield skilled
    await skilled.close()


async def test_the_letter_itself_names_its_delivery_and_both_who_are_answered(
    server, skilled, letter, addresses, reference
):
    await skilled.send(letter(reference=reference, reply_to="biuro@firma.example"))

    head = server.raw(BUYER, 1).decode().replace("\r\n ", " ")
    lines = dict(line.split(": ", 1) for line in head.split("\r\n\r\n")[0].splitlines() if ": " in line)
    assert addresses.read_mark(lines[HEADER]) == reference
    ours, theirs = lines["Reply-To"].split(", ")
    assert addresses.read(ours) == Marked(Purpose.REPLY, reference)
    assert theirs == "biuro@firma.example"
    assert addresses.read(lines["Return-Path"].strip("<>")) == Marked(Purpose.BOUNCE, reference)


async def test_every_answer_of_the_server_is_kept_and_no_password(
    server, skilled, letter, reference, password
):
    answer = await skilled.send(letter(reference=reference))

    said = "\n".join(answer.lines)
    assert [line[0] for line in answer.lines] == list("><><><")
    assert f"RCPT TO:<{BUYER}>" in said
    assert "queued as" in answer.lines[-1]
    assert password not in said
    assert b"Message-ID: <stable@latarnia.example>" in answer.raw


async def test_a_refusal_comes_with_what_was_said_before_it(server, postman, letter):
    server.faults.set(BUYER, "bounce", None)

    with pytest.raises(Refused) as refusal:
        await postman.send(letter())

    lines = refusal.value.details["transcript"].splitlines()
    assert lines[-1] == "< 550 5.1.1 no such mailbox"
    assert lines[-2].startswith("> RCPT")


async def test_a_letter_cut_off_after_it_began_may_have_arrived(server, postman, letter):
    server.faults.set(BUYER, "drop", None)
    with pytest.raises(Unavailable) as lost:
        await postman.send(letter())
    server.faults.set(BUYER, "later", None)
    with pytest.raises(Unavailable) as declined:
        await postman.send(letter())

    assert lost.value.reason == "mail-interrupted"
    assert declined.value.reason == "unavailable"


async def test_many_at_once_share_a_few_connections(server, postman, letter):
    names = [f"<{number}@latarnia.example>" for number in range(12)]

    await asyncio.gather(*(postman.send(letter(message_id=name)) for name in names))

    assert sorted(row["message_id"] for row in server.mailbox(BUYER)) == sorted(names)
    assert 1 <= len(postman._idle) <= POOL


async def test_a_letter_that_most_servers_refuse_does_not_go(postman, letter):
    (pdf, _) = letter().attachments
    huge = type(pdf)("FV.pdf", "application/pdf", b"%PDF" * (LARGEST // 4))

    with pytest.raises(Refused) as refusal:
        await postman.send(letter(attachments=(huge,)))

    assert refusal.value.reason == "letter-too-large"


def test_a_reminder_comes_back_as_itself_and_is_answered_as_its_invoice(letter, addresses, reference):
    own = reference_of(uuid4())

    envelope = envelope_of(letter(reference=reference, returned_as=own), OURS, addresses, OWN_DOMAIN)

    assert addresses.read(envelope.sender) == Marked(Purpose.BOUNCE, own)
    assert addresses.read(envelope.reply_to) == Marked(Purpose.REPLY, reference)
    assert addresses.read_mark(envelope.mark) == own


def test_an_answer_to_a_person_comes_back_as_itself_and_takes_no_buyers_answer(letter, addresses, reference):
    envelope = envelope_of(letter(returned_as=reference), OURS, addresses, OWN_DOMAIN)

    assert addresses.read(envelope.sender) == Marked(Purpose.BOUNCE, reference)
    assert envelope.reply_to is None
