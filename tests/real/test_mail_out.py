"""Letters through Postfix: they arrive, they come back, and a broken line loses none."""

import asyncio
import dataclasses
import hashlib
import secrets
from email import message_from_bytes, policy

import pytest

from app.clock import SystemClock
from invoicing.model.errors import Refused, Unavailable
from invoicing.services.letters_out import Attachment, Letter
from mailer.accounts import Security
from mailer.smtp import SmtpPostman
from tests.real.mail_configuration import BUSY, BUYER, SELLER, VANISHED
from tests.real.waiting import until
from tests.real.wire import wire_to


def letter(to: str = BUYER, content: bytes = b"%PDF", **changes) -> Letter:
    fields = {
        "message_id": f"<{secrets.token_hex(8)}@latarnia.example>", "to": to, "subject": "Faktura żółta",
        "text": "Zażółć gęślą jaźń", "html": "<p>Zażółć</p>",
        "attachments": (Attachment("FV-1.pdf", "application/pdf", content),),
    }  # fmt: skip
    return Letter(**{**fields, **changes})


async def arrived(servers, address: str, count: int = 1):
    """The letters of a buyer, as soon as there are so many."""
    await until(lambda: len(servers.letters(address)) >= count, f"{count} letters for {address}")
    return [message_from_bytes(raw, policy=policy.default) for raw in servers.letters(address)]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_a_letter_goes_encrypted_and_logged_in_and_arrives_whole(servers, smtp_account, security):
    port = servers.ports.smtp if security is Security.STARTTLS else servers.ports.smtps
    postman = SmtpPostman(dataclasses.replace(smtp_account, port=port, security=security), SystemClock())
    sent = letter()

    answer = await postman.send(sent)
    await postman.close()

    (came,) = await arrived(servers, BUYER)
    assert answer.code == 250
    assert came["Message-ID"] == sent.message_id
    assert came["Subject"] == "Faktura żółta"
    assert came["Return-Path"] == f"<{SELLER}>"
    assert "ESMTPSA" in came.get_all("Received")[-1]  # S: encrypted, A: logged in
    assert [file.get_content() for file in came.iter_attachments()] == [b"%PDF"]


async def test_many_letters_go_over_one_connection(servers, smtp_account):
    async with wire_to(servers.ports.smtp) as wire:
        postman = SmtpPostman(dataclasses.replace(smtp_account, port=wire.port), SystemClock())
        for _ in range(5):
            await postman.send(letter())
        await postman.close()

        assert wire.connections == 1
    assert len(await arrived(servers, BUYER, 5)) == 5


async def test_a_certificate_nobody_vouches_for_gets_no_letter(servers, postman, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    with pytest.raises(Unavailable) as unavailable:
        await postman.send(letter())

    assert "certificate" in str(unavailable.value).lower()


async def test_a_certificate_of_another_name_gets_no_letter(servers, smtp_account):
    postman = SmtpPostman(dataclasses.replace(smtp_account, host="127.0.0.1"), SystemClock())

    with pytest.raises(Unavailable) as unavailable:
        await postman.send(letter())

    assert "certificate" in str(unavailable.value).lower()


async def test_a_wrong_password_is_named(smtp_account):
    postman = SmtpPostman(dataclasses.replace(smtp_account, password="zle"), SystemClock())

    with pytest.raises(Unavailable) as unavailable:
        await postman.send(letter())

    assert unavailable.value.reason == "mail-login"


async def test_an_address_that_is_not_there_is_refused_for_good_and_the_next_letter_goes(servers, postman):
    with pytest.raises(Refused) as refused:
        await postman.send(letter("nikt@klient.example"))
    await postman.send(letter())

    assert refused.value.reason == "address-refused"
    assert len(await arrived(servers, BUYER)) == 1


async def test_a_letter_to_a_vanished_employee_is_taken_and_comes_back_as_a_report(servers, postman):
    sent = letter(VANISHED)
    await postman.send(sent)

    (report,) = await arrived(servers, SELLER)
    status = next(part for part in report.walk() if part.get_content_type() == "message/delivery-status")
    (_, of_recipient) = status.get_payload()
    assert report["Return-Path"] == "<>"
    assert (of_recipient["Action"], of_recipient["Status"]) == ("failed", "5.1.1")
    assert of_recipient["Final-Recipient"] == f"rfc822; {VANISHED}"
    assert sent.message_id in report.as_string()


async def test_a_full_mailbox_says_later_and_later_takes_the_same_letter(servers, postman):
    sent = letter(BUSY)
    with servers.busy(), pytest.raises(Unavailable) as unavailable:
        await postman.send(sent)

    await postman.send(sent)

    (came,) = await arrived(servers, BUSY)
    assert unavailable.value.details["status"] == "450"
    assert came["Message-ID"] == sent.message_id


async def test_a_line_cut_within_a_letter_leaves_nothing_and_the_letter_goes_again(servers, smtp_account):
    sent = letter(content=secrets.token_bytes(400_000))
    async with wire_to(servers.ports.smtp) as wire:
        postman = SmtpPostman(dataclasses.replace(smtp_account, port=wire.port), SystemClock())
        wire.up_limit = 200_000
        with pytest.raises(Unavailable):
            await postman.send(sent)
        wire.up_limit = None

        await postman.send(sent)
        await postman.close()

    (came,) = await arrived(servers, BUYER)
    assert came["Message-ID"] == sent.message_id


async def test_a_letter_whose_answer_was_lost_goes_again_as_the_same_letter(servers, smtp_account):
    sent = letter(content=secrets.token_bytes(100_000))
    async with wire_to(servers.ports.smtp) as wire:
        postman = SmtpPostman(dataclasses.replace(smtp_account, port=wire.port), SystemClock())
        await postman.send(letter())
        await arrived(servers, BUYER)
        wire.deaf_after = wire.carried + 20_000  # amid the letter, long before Postfix has its end
        sending = asyncio.create_task(postman.send(sent))
        await arrived(servers, BUYER, 2)
        wire.cut()
        with pytest.raises(Unavailable):
            await sending
        wire.deaf_after = None

        await postman.send(sent)
        await postman.close()

    first, second = (await arrived(servers, BUYER, 3))[1:]
    assert first["Message-ID"] == second["Message-ID"] == sent.message_id


async def test_a_letter_as_large_as_we_send_arrives_byte_for_byte(servers, postman):
    content = secrets.token_bytes(7_500_000)  # 10 MB in base64
    await postman.send(letter(content=content))

    (came,) = await arrived(servers, BUYER)
    (file,) = came.iter_attachments()
    assert hashlib.sha256(file.get_content()).digest() == hashlib.sha256(content).digest()


async def test_a_larger_letter_is_not_begun_and_goes_another_way(servers, smtp_account):
    async with wire_to(servers.ports.smtp) as wire:
        postman = SmtpPostman(dataclasses.replace(smtp_account, port=wire.port), SystemClock())
        with pytest.raises(Refused) as refused:
            await postman.send(letter(content=bytes(8_500_000)))

        assert wire.connections == 0
    assert refused.value.reason == "letter-too-large"


async def test_a_server_that_was_restarted_between_two_letters_takes_the_second(servers, postman):
    await postman.send(letter())
    servers.restart_postfix()

    for _ in range(2):  # the first try may find the old connection dead; the outbox tries again
        try:
            await postman.send(letter())
            break
        except Unavailable:
            continue

    assert len(await arrived(servers, BUYER, 2)) == 2
