"""Reports of mail servers are recognised by what we alone can make, and are nobody's command."""

import secrets
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import uuid4

import pytest

from invoicing.model.delivering import DeliveryNews
from invoicing.services.delivery.addressing import HEADER, Addresses, Purpose, reference_of
from invoicing.services.messages import Channel
from invoicing.services.records import Received
from mailer.bounces import ReportsFirst, read_report
from tests.mailer.conftest import OURS, StoppedClock

BUYER = "ksiegowosc@klient.example"


@pytest.fixture
def addresses():
    return Addresses(secrets.token_bytes(32))


@pytest.fixture
def reference():
    return reference_of(uuid4())


@pytest.fixture
def taken():
    return []


@pytest.fixture
def first(addresses, taken):
    """The reader with a note of what it took out."""

    async def take(key, report, raw, at):
        taken.append(report)

    return ReportsFirst(addresses, take, lambda received: f"a command: {received.key}")


def dsn(
    *, to=OURS, action="failed", status="5.1.1", said="smtp; 550 5.1.1 no such user", envid="", returned=""
) -> bytes:
    """What Postfix writes, in small."""
    name = f"Original-Envelope-Id: {envid}\n" if envid else ""
    return f"""\
Return-Path: <>
Delivered-To: {to}
From: Mail Delivery System <MAILER-DAEMON@mx.klient.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I am sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.klient.example
{name}
Final-Recipient: rfc822; Ksiegowosc@klient.example
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--b
Content-Type: text/rfc822-headers

{returned or "Subject: Faktura"}

--b--
""".encode()


def portal(text, sender="mailer-daemon@portal.example", head="Return-Path: <>") -> bytes:
    return (
        f"{head}\nFrom: Poczta <{sender}>\nTo: {OURS}\nSubject: Zwrot\nContent-Type: text/plain; charset=utf-8\n"
        f"Content-Transfer-Encoding: 8bit\n\n{text}\n"
    ).encode()


def received(raw: bytes) -> Received:
    return Received("email:1", Channel.EMAIL, "email:x", raw, StoppedClock().now())


async def test_a_letter_returned_to_its_own_address_is_told_by_that(first, taken, addresses, reference):
    back = addresses.make(Purpose.BOUNCE, reference, OURS)

    assert await first(received(dsn(to=back))) is None

    (report,) = taken
    assert (report.news, report.reference, report.by) == (DeliveryNews.BOUNCED, reference, "verp")
    assert (report.said, report.recipient) == ("5.1.1 550 5.1.1 no such user", BUYER)
    assert report.reporter == "mx.klient.example"


@pytest.mark.parametrize(
    ("action", "news"),
    [
        ("failed", DeliveryNews.BOUNCED),
        ("Delayed", DeliveryNews.DELAYED),
        ("delivered", DeliveryNews.DELIVERED),
        ("relayed", DeliveryNews.RELAYED),
    ],
)
async def test_a_report_says_no_more_than_the_server_said(first, taken, action, news):
    await first(received(dsn(action=action)))

    assert [report.news for report in taken] == [news]


async def test_the_rungs_below_are_the_envelope_s_name_our_header_and_the_message_id(
    first, taken, addresses, reference
):
    mark = addresses.mark(reference)
    await first(received(dsn(envid=mark)))
    await first(received(dsn(returned=f"{HEADER}: {mark}\nMessage-ID: <1@firma.example>")))
    await first(received(dsn(returned="Message-ID: <1@firma.example>")))
    await first(received(dsn()))

    assert [(each.by, each.reference, each.message_id) for each in taken] == [
        ("envid", reference, None),
        ("header", reference, "<1@firma.example>"),
        ("message-id", None, "<1@firma.example>"),
        ("recipient", None, None),
    ]


async def test_a_whole_letter_sent_back_tells_its_headers(first, taken, addresses, reference):
    letter = EmailMessage()
    letter[HEADER] = addresses.mark(reference)
    letter.set_content("Faktura")
    raw = dsn().replace(
        b"Content-Type: text/rfc822-headers\n\nSubject: Faktura",
        b"Content-Type: message/rfc822\n\n" + letter.as_bytes(),
    )

    await first(received(raw))

    assert taken[0].reference == reference


async def test_marks_that_somebody_made_up_prove_nothing(first, taken, addresses, reference):
    made_up = f"{reference}-{'a' * 16}"
    await first(
        received(
            dsn(to=f"faktury+b-{made_up}@latarnia.example", envid=made_up, returned=f"{HEADER}: {made_up}")
        )
    )

    assert [(each.reference, each.by) for each in taken] == [(None, "recipient")]


async def test_an_answer_of_a_robot_at_that_address_is_neither_a_report_nor_a_command(
    first, taken, addresses, reference
):
    back = addresses.make(Purpose.BOUNCE, reference, OURS)
    raw = f"From: Jan <jan@klient.example>\nTo: {back}\nSubject: Poza biurem\n\nwystaw 99999 zł\n".encode()

    assert await first(received(raw)) is None
    assert taken == []


async def test_a_person_s_letter_goes_on_to_be_read(first, taken):
    raw = f"From: Ola <ola@firma.example>\nTo: {OURS}\nSubject: Faktura\n\nlist do X nie może zostać dostarczony 550 5.1.1\n"

    assert await first(received(raw.encode())) == "a command: email:1"
    assert taken == []


@pytest.mark.parametrize(
    ("text", "news"),
    [
        ("Użytkownik <ksiegowosc@klient.example> nie istnieje.", DeliveryNews.BOUNCED),
        ("Nie udało się dostarczyć Twojej wiadomości do ksiegowosc@klient.example", DeliveryNews.BOUNCED),
        ("ksiegowosc@klient.example: 550 5.1.1 User unknown", DeliveryNews.BOUNCED),
        ("Skrzynka odbiorcy ksiegowosc@klient.example jest przepełniona.", DeliveryNews.BOUNCED),
        ("Wiadomość do ksiegowosc@klient.example jest opóźniona, ponowimy próbę.", DeliveryNews.DELAYED),
    ],
)
async def test_portals_write_to_people_and_are_understood(first, taken, text, news):
    await first(received(portal(text)))

    assert [(report.news, report.recipient) for report in taken] == [(news, BUYER)]


async def test_a_portal_that_quotes_our_letter_tells_which_it_was(first, taken, addresses, reference):
    text = f"Adres nie istnieje\n\n> Message-ID: <7@portal.example>\n> {HEADER}: {addresses.mark(reference)}"

    await first(received(portal(text)))

    assert (taken[0].reference, taken[0].by) == (reference, "header")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 500,
        b"From: MAILER-DAEMON@x.example\nReturn-Path: <>\nContent-Type: multipart/report; boundary=b\n\n--b\n",
        dsn(action="exploded"),
        dsn().replace(b"Action", b"Aktion"),
        portal("Wszystko w porządku."),
    ],
)
async def test_a_report_that_is_none_goes_on_as_what_a_person_wrote(first, taken, raw):
    assert await first(received(raw)) == "a command: email:1"
    assert taken == []


async def test_a_report_in_a_charset_nobody_knows_is_a_report_all_the_same(first, taken):
    assert await first(received(portal("550 5.1.1").replace(b"utf-8", b"x-klingon"))) is None

    assert [(report.news, report.said) for report in taken] == [(DeliveryNews.BOUNCED, "550 5.1.1")]


def test_a_report_of_the_sandbox_s_server_is_read(addresses):
    from sandbox.mail.reports import delivery_report

    raw = delivery_report(b"Message-ID: <1@firma.example>\r\n\r\nx", BUYER, OURS, StoppedClock().now())
    report = read_report(message_from_bytes(raw, _class=EmailMessage, policy=policy.default), addresses)

    assert (report.news, report.message_id, report.recipient) == (
        DeliveryNews.BOUNCED,
        "<1@firma.example>",
        BUYER,
    )
