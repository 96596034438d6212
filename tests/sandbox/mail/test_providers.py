"""Providers differ: what each makes of the same letter, and how a letter comes back."""

from email import message_from_bytes, policy

import aiosmtplib
import pytest

SELLER = "faktury@latarnia.example"
BUYER = "ksiegowosc@klient.example"
RETURN_PATH = "faktury+b-77@latarnia.example"


async def test_an_own_domain_lets_letters_return_to_any_of_its_addresses(server, smtp, letter):
    async with smtp:
        await smtp.send_message(letter(), sender=RETURN_PATH)

    (row,) = server.mailbox(BUYER)
    assert server.letter(BUYER, row["id"])["return_path"] == f"<{RETURN_PATH}>"


async def test_gmail_puts_the_account_in_place_of_the_envelope_sender(server, smtp, letter):
    server.fault(None, character="gmail-like")

    async with smtp:
        await smtp.send_message(letter(), sender=RETURN_PATH)

    (row,) = server.mailbox(BUYER)
    assert server.letter(BUYER, row["id"])["return_path"] == f"<{SELLER}>"


async def test_a_portal_keeps_our_message_id_only_aside(server, smtp, letter):
    server.fault(None, character="portal-like")

    async with smtp:
        await smtp.send_message(letter())

    (row,) = server.mailbox(BUYER)
    assert row["message_id"] != "<abc@latarnia.example>"
    assert b"X-Original-Message-ID: <abc@latarnia.example>" in server.raw(BUYER, row["id"])


async def test_a_portal_tires_of_many_letters_on_one_connection(server, smtp, letter):
    server.fault(None, character="portal-like")
    server.faults.portal_letters = 2

    async with smtp:
        await smtp.send_message(letter())
        await smtp.send_message(letter())
        with pytest.raises(aiosmtplib.SMTPResponseException) as refusal:
            await smtp.send_message(letter())

    assert refusal.value.code == 421
    assert len(server.mailbox(BUYER)) == 2


async def test_nobody_sends_for_a_domain_that_is_not_the_accounts(smtp, letter):
    async with smtp:
        with pytest.raises(aiosmtplib.SMTPSenderRefused) as refusal:
            await smtp.send_message(letter(), sender="prezes@bank.example")

    assert refusal.value.code == 553


async def test_a_big_provider_takes_the_letter_and_sends_a_report_to_the_envelope_sender(
    server, smtp, letter
):
    server.fault(BUYER, "bounce", "gmail-like")

    async with smtp:
        await smtp.send_message(letter(), sender=RETURN_PATH)

    (row,) = server.mailbox(SELLER)
    report = message_from_bytes(server.raw(SELLER, row["id"]), policy=policy.default)
    status = next(part for part in report.walk() if part.get_content_type() == "message/delivery-status")
    about_recipient = status.get_payload()[1]
    assert server.mailbox(BUYER) == []
    assert report.get_content_type() == "multipart/report"
    assert report["Return-Path"] == "<>"
    assert report["Auto-Submitted"] == "auto-replied"
    assert about_recipient["Final-Recipient"] == f"rfc822; {BUYER}"
    assert about_recipient["Status"] == "5.1.1"
    assert "<abc@latarnia.example>" in report.as_string()


async def test_a_fault_of_everybody_replaces_those_of_single_addresses(server, smtp, letter):
    server.fault(BUYER, "bounce")
    server.fault(None, "none")

    async with smtp:
        await smtp.send_message(letter())

    assert len(server.mailbox(BUYER)) == 1


@pytest.mark.parametrize(("fault", "character"), [("meteor", None), ("none", "saint")])
def test_an_unknown_fault_or_character_is_refused(server, fault, character):
    with pytest.raises(ValueError, match="no such"):
        server.fault(None, fault, character)


async def test_a_portal_knows_no_plus_addresses_and_no_sender_but_the_account(server, smtp, letter):
    server.fault(None, character="portal-like")

    async with smtp:
        with pytest.raises(aiosmtplib.SMTPSenderRefused):
            await smtp.send_message(letter(), sender=RETURN_PATH)
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refusal:
            await smtp.send_message(letter(), recipients=[RETURN_PATH])

    assert refusal.value.recipients[0].code == 550
