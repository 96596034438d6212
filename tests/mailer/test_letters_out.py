"""Letters arrive whole, once as the same letter, and a refusal says whether to try again."""

from email import message_from_bytes, policy

import pytest

from invoicing.model.errors import Refused, Unavailable
from invoicing.services.delivery.letters import InlinePicture
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Reply
from invoicing.services.ports import FileToShow
from mailer.accounts import Security, SmtpAccount
from mailer.chat import MailChat
from mailer.smtp import SmtpPostman

BUYER = "ksiegowosc@klient.example"


async def test_a_letter_arrives_with_both_texts_and_its_files(server, postman, letter):
    answer = await postman.send(letter())

    whole = server.letter(BUYER, 1)
    assert answer.code == 250
    assert whole["subject"] == "Faktura żółta"
    assert whole["message_id"] == "<stable@latarnia.example>"
    assert whole["text"].strip() == "Zażółć"
    assert "<p>Zażółć</p>" in whole["html"]
    assert [row["name"] for row in whole["attachments"]] == ["FV-1.pdf", "FV-1.xml"]


async def test_a_logo_lies_beside_the_html_that_shows_it_and_is_no_file(server, postman, letter):
    logo = InlinePicture("logo.png", "image/png", b"\x89PNG picture")
    files = letter().attachments
    await postman.send(letter(attachments=(*files, logo), html='<p><img src="cid:logo"></p>'))

    whole = message_from_bytes(server.raw(BUYER, 1), policy=policy.default)
    assert whole.get_content_type() == "multipart/mixed"
    assert [part.get_filename() for part in whole.iter_attachments()] == [file.name for file in files]
    related = next(part for part in whole.walk() if part.get_content_type() == "multipart/related")
    html, picture = related.iter_parts()
    assert "cid:logo" in html.get_content()
    assert picture["Content-ID"] == "<logo>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content() == logo.content
    assert whole.get_body(("plain",)).get_content().strip() == "Zażółć"


async def test_files_of_an_answer_say_what_they_are(server, postman):
    names = ["Zestawienie-2026-11.pdf", "UPO-FV-1.xml", "paczka.zip", "cokolwiek"]
    data = {
        "company": "Zatoka",
        "month": "2026-11-01",
        "on": "2026-11-20",
        "count": 0,
        "counts": {},
        "sums": [],
    }
    show = Show(Channel.EMAIL, BUYER, Reply("month", data), cause="email:1")

    await MailChat(postman, "latarnia.example").show(show, [FileToShow(name, b"content") for name in names])

    whole = message_from_bytes(server.raw(BUYER, 1), policy=policy.default)
    assert [(each.get_filename(), each.get_content_type()) for each in whole.iter_attachments()] == list(
        zip(
            names,
            ["application/pdf", "application/xml", "application/zip", "application/octet-stream"],
            strict=True,
        )
    )


async def test_nobody_s_robot_is_asked_to_answer(server, postman, letter):
    await postman.send(letter())

    raw = server.raw(BUYER, 1).decode()
    assert "Auto-Submitted: auto-generated" in raw
    assert "X-Auto-Response-Suppress: All" in raw


async def test_an_answer_stays_in_its_thread(server, postman, letter):
    await postman.send(letter(in_reply_to="<question@klient.example>"))

    assert server.letter(BUYER, 1)["in_reply_to"] == "<question@klient.example>"


HIDDEN = [
    "Re:\r\nBcc: x@evil.example",
    "=?utf-8?q?Re=0D=0ABcc:_x@evil.example?=",
    "=?utf-8?b?UmUNCkJjYzogeEBl?=",
]


@pytest.mark.parametrize("field", ["subject", "sender_name", "in_reply_to"])
@pytest.mark.parametrize(
    "text", [frame.format(text) for frame in ("{}", "<{}@evil.example>", "Re: {} ż") for text in HIDDEN]
)
async def test_words_of_a_stranger_add_no_header_to_our_letter(server, postman, letter, field, text):
    await postman.send(letter(**{field: text}))

    headers = server.raw(BUYER, 1).replace(b"\r\n", b"\n").partition(b"\n\n")[0].lower()
    assert b"\nbcc:" not in headers
    assert headers.count(b"\r") == 0


async def test_a_sellers_mistyped_address_keeps_no_invoice_from_its_buyer(server, postman, letter):
    await postman.send(letter(reply_to="biuro(at)firma"))

    assert b"Reply-To" not in server.raw(BUYER, 1)


async def test_many_letters_go_over_one_connection(server, postman, letter):
    for number in range(5):
        await postman.send(letter(message_id=f"<{number}@latarnia.example>"))

    assert len(server.mailbox(BUYER)) == 5
    assert len(postman._idle) == 1


async def test_an_address_that_does_not_exist_is_final(server, postman, letter):
    server.faults.set(BUYER, "bounce", None)

    with pytest.raises(Refused) as refusal:
        await postman.send(letter())

    assert refusal.value.reason == "address-refused"
    assert refusal.value.details["status"] == "550"


@pytest.mark.parametrize("fault", ["later", "drop"])
async def test_what_may_pass_is_tried_again_and_arrives_as_the_same_letter(server, postman, letter, fault):
    server.faults.set(BUYER, fault, None)
    with pytest.raises(Unavailable):
        await postman.send(letter())

    server.faults.set(BUYER, "none", None)
    await postman.send(letter())

    assert [row["message_id"] for row in server.mailbox(BUYER)] == ["<stable@latarnia.example>"]


async def test_a_provider_that_has_had_enough_is_met_again_over_a_new_connection(server, postman, letter):
    server.faults.set(None, None, "portal-like")

    sent = 0
    for _ in range(60):
        try:
            await postman.send(letter())
            sent += 1
        except Unavailable:
            continue

    assert len(server.mailbox(BUYER)) == sent
    assert sent > 50


@pytest.mark.parametrize("address", ["bez-malpy", "a@b@c.example", "jan@klient.example\r\nBcc: x@y.example"])
async def test_an_address_that_is_none_is_refused_before_the_server_is_asked(postman, letter, address):
    with pytest.raises(Refused) as refusal:
        await postman.send(letter(address))

    assert refusal.value.reason == "address-refused"


async def test_a_wrong_password_waits_for_the_operator(server, clock, letter):
    wrong = SmtpAccount(
        "127.0.0.1", server.smtp_port, Security.NONE, "x@latarnia.example", "zle", "x@latarnia.example", "X"
    )

    with pytest.raises(Unavailable) as unavailable:
        await SmtpPostman(wrong, clock).send(letter())

    assert unavailable.value.reason == "mail-login"
