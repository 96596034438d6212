"""What Postfix and Dovecot report of a letter is recognised, by the highest rung that a mailbox has."""

import secrets
from dataclasses import dataclass, replace
from email import message_from_bytes, policy

import pytest

from app.clock import SystemClock
from invoicing.model.delivering import DeliveryNews
from invoicing.services.delivery.addressing import Addresses
from invoicing.services.letters_out import Attachment, Letter
from invoicing.services.mailboxes.records import MailboxAbilities
from mailer.accounts import Security, SmtpAccount
from mailer.bounces import came_back_to, read_report
from mailer.smtp import SmtpPostman
from tests.real.mail_configuration import BUYER, SELLER, VANISHED
from tests.real.mail_servers import MailServers
from tests.real.waiting import until

REFERENCE = "abcdefgh2345"


@dataclass
class Office:
    """Sends a letter from a mailbox with such abilities and reads what comes back."""

    servers: MailServers
    account: SmtpAccount
    addresses: Addresses

    async def send(self, to: str, **abilities: bool):
        known = MailboxAbilities(SystemClock().now(), **abilities) if abilities else None

        async def learned(_: str) -> MailboxAbilities | None:
            return known

        postman = SmtpPostman(self.account, SystemClock(), addresses=self.addresses, learned=learned)
        answer = await postman.send(_letter(to))
        await postman.close()
        return answer

    async def report(self):
        await until(lambda: bool(self.servers.letters(SELLER)), "the report")
        (raw,) = self.servers.letters(SELLER)
        message = message_from_bytes(raw, policy=policy.default)
        return read_report(message, self.addresses, came_back_to(message, self.addresses))


def _letter(to: str) -> Letter:
    return Letter(
        message_id=f"<{secrets.token_hex(8)}@latarnia.example>", to=to, subject="Faktura", text="Dzień dobry",
        html="<p>Dzień dobry</p>", attachments=(Attachment("FV-1.pdf", "application/pdf", b"%PDF"),),
        reference=REFERENCE,
    )  # fmt: skip


@pytest.fixture
def office(servers, smtp_account) -> Office:
    return Office(servers, smtp_account, Addresses(secrets.token_bytes(32)))


async def test_a_returned_letter_is_known_by_the_address_it_was_returned_to(office):
    await office.send(VANISHED, plus_address=True, own_mail_from=True)

    report = await office.report()

    assert (report.news, report.reference, report.by) == (DeliveryNews.BOUNCED, REFERENCE, "verp")
    assert report.said.startswith("5.1.1")
    assert report.recipient == VANISHED


@pytest.mark.parametrize("abilities", [{"plus_address": True}, {"keeps_message_id": True}, {}])
async def test_where_that_address_cannot_be_had_the_envelope_s_name_tells(office, abilities):
    await office.send(VANISHED, **abilities)

    report = await office.report()

    assert (report.news, report.reference, report.by) == (DeliveryNews.BOUNCED, REFERENCE, "envid")


async def test_where_the_server_knows_no_reports_our_header_in_the_returned_part_tells(office):
    port = office.servers.ports.smtps
    office.account = replace(office.account, port=port, security=Security.TLS)
    answer = await office.send(VANISHED)

    report = await office.report()

    assert not any("NOTIFY" in line or "ENVID" in line for line in answer.lines)
    assert (report.news, report.reference, report.by) == (DeliveryNews.BOUNCED, REFERENCE, "header")


async def test_a_letter_that_arrived_is_reported_as_passed_on_and_never_as_read(office):
    await office.send(BUYER, plus_address=True, own_mail_from=True)

    report = await office.report()

    assert report.news in {DeliveryNews.RELAYED, DeliveryNews.DELIVERED}
    assert (report.reference, report.by) == (REFERENCE, "verp")
    assert report.said.startswith("2.")


async def test_a_report_whose_marks_are_of_another_key_proves_nothing(office):
    await office.send(VANISHED, plus_address=True, own_mail_from=True)
    office.addresses = Addresses(secrets.token_bytes(32))

    report = await office.report()

    assert report.reference is None
