"""Nobody answers a machine: by its header, and where the header was lost, by its words."""

import pytest

from invoicing.services.delivery.addressing import HEADER
from invoicing.services.messages import Channel
from invoicing.services.records import Received
from mailer.accounts import ImapAccount, Security
from mailer.reading import LetterReader
from mailer.vacations import sounds_automatic, subject_of_a_robot

OURS = "faktury@latarnia.example"


@pytest.fixture
def read(clock):
    reader = LetterReader(ImapAccount("127.0.0.1", 1, Security.NONE, OURS, ""))

    def reading(text):
        raw = text.replace("\n", "\r\n").encode()
        return reader(Received("k", Channel.EMAIL, f"email:{OURS}", raw, clock.now()))

    return reading


HEADERS = (
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: auto-generated; owner=x",
    "Auto-Submitted: auto-notified",
    "Return-Path: <>",
    "Precedence: bulk",
    "Precedence: List",
    "Precedence: junk",
    "Precedence: auto_reply",
    "List-Id: <lista.example>",
    "List-Unsubscribe: <mailto:x@lista.example>",
    "List-Post: <mailto:lista@lista.example>",
    "X-Loop: faktury@inna.example",
    "X-Autoreply: yes",
    "X-Autorespond: 1",
    "X-Auto-Response-Suppress: OOF, AutoReply",
    "X-Vacation: yes",
    "X-Failed-Recipients: nikt@klient.example",
    "Mailing-List: lista@lista.example",
    "Feedback-ID: 1:2:3",
    f"{HEADER}: abcdefghijkl-abcdefghijklmnop",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=x",
    f"Delivered-To: {OURS}\nDelivered-To: {OURS}",
    f"Delivered-To: faktury+abc@latarnia.example\nDelivered-To: {OURS}",
    "\n".join(f"Received: from a{n} by b{n}; Fri, 20 Nov 2026 10:00:00 +0100" for n in range(31)),
)


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header[:40])
def test_a_letter_that_says_it_is_a_machines_does_nothing(read, header):
    assert read(f"From: ola@latarnia.example\n{header}\nSubject: x\n\nwystaw fakturę\n") is None


@pytest.mark.parametrize(
    "sender",
    [
        "MAILER-DAEMON@x.example",
        "postmaster@x.example",
        "no-reply@x.example",
        "noreply+1@x.example",
        "do_not_reply@x.example",
        "nie-odpowiadaj@x.example",
        "autoresponder@x.example",
        "lista-request@x.example",
        "owner-lista@x.example",
        "lista-bounces@x.example",
        OURS,
        "Faktury+abcdefghijklmnop@Latarnia.example",
    ],
)
def test_machines_and_ourselves_are_known_by_their_addresses(read, sender):
    assert read(f"From: {sender}\nSubject: x\n\nwystaw fakturę\n") is None


@pytest.mark.parametrize(
    "sender", ["norbert@x.example", "owner@x.example", "jan.list@x.example", "nie@x.example"]
)
def test_people_with_such_names_are_heard(read, sender):
    assert read(f"From: {sender}\nSubject: x\n\nwystaw fakturę\n").text == "wystaw fakturę"


def test_a_way_that_is_only_long_is_a_way(read):
    hops = "\n".join(f"Received: from a{n} by b{n}; Fri, 20 Nov 2026 10:00:00 +0100" for n in range(12))

    assert (
        read(f"From: ola@latarnia.example\n{hops}\nAuto-Submitted: no\nSubject: x\n\nkolejka\n") is not None
    )


AUTOMATIC = (
    "Dzień dobry, do 5.12 jestem na urlopie. W pilnych sprawach proszę o kontakt z biurem.",
    "Jestem nieobecna do dnia 30 listopada. Odpowiem po powrocie.",
    "Przebywam na zwolnieniu, zastępuje mnie Anna Nowak, anna@klient.example",
    "Od 20.11 przebywam na urlopie, wrócę 2 grudnia.",
    "Obecnie jestem poza biurem. Wracam w poniedziałek.",
    "Ta wiadomość została wygenerowana automatycznie. Prosimy na nią nie odpowiadać.",
    "To jest automatyczna odpowiedź. Państwa mail trafił do księgowości.",
    "Dziękujemy za kontakt! Państwa zgłoszenie zostało zarejestrowane pod numerem 12345.",
    "Potwierdzamy: wiadomość została przyjęta. Odpowiemy w ciągu 48 godzin.",
    "Ta skrzynka nie jest obsługiwana, piszcie Państwo na biuro@klient.example",
    "I am out of the office until 5 December with limited access to email.",
    "I'm currently on annual leave, back on Monday. For urgent matters contact Anna.",
    "Thank you for your message. I am on vacation and will reply upon my return.",
    "This is an automated response. Please do not reply to this message.",
    "This is an automatic reply: your request has been received.",
    "Your ticket has been created, we will get back to you.",
    "Я у відпустці до 5 грудня. У термінових справах звертайтеся до Анни.",
    "Перебуваю на лікарняному, повернусь 2 грудня.",
    "Це автоматична відповідь. Не відповідайте на цей лист.",
)
HUMAN = (
    "Ania jest na urlopie, proszę przesłać fakturę do mnie.",
    "Nie widzę faktury, byłem na urlopie i mogła zginąć.",
    "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, termin 14 dni",
    "Proszę o duplikat do dnia 5.12",
    "Zapłacę, jak wrócę z biura.",
    "Urlop opłacony, a faktura? Proszę wysłać jeszcze raz.",
    "TAK",
    "Kwota się nie zgadza, proszę o pilny kontakt.",
    "Could you send me the invoice until Friday?",
    "Please contact me about the amount.",
    "We are closed on holidays, when is it due?",
    "Не бачу рахунку, надішліть до 5 грудня",
    "Automatyka domowa, montaż 300 zł brutto, dla Jana Kowalskiego",
    "wystaw fakturę za zastępstwo na urlopie, 2 dni po 400 zł",
)


@pytest.mark.parametrize("words", AUTOMATIC)
def test_a_machine_that_hides_its_header_is_known_by_its_words(read, words):
    assert sounds_automatic(words)
    assert (
        read(
            f"From: ola@latarnia.example\nSubject: Re: Faktura\nContent-Type: text/plain; charset=utf-8\n\n{words}\n"
        )
        is None
    )


@pytest.mark.parametrize("words", HUMAN)
def test_people_may_speak_of_holidays_and_machines(read, words):
    assert not sounds_automatic(words)
    assert (
        read(
            f"From: ola@latarnia.example\nSubject: Re: Faktura\nContent-Type: text/plain; charset=utf-8\n\n{words}\n"
        )
        is not None
    )


@pytest.mark.parametrize(
    ("subject", "robotic"),
    [
        ("Autoodpowiedź: Re: Faktura FV/2026/11/1", True),
        ("Re: Odpowiedź automatyczna: Faktura", True),
        ("Automatic reply: Faktura FV/2026/11/1", True),
        ("Out of Office: Faktura", True),
        ("OOO / away from the office", True),
        ("Nieobecność w biurze", True),
        ("Автовідповідь: Faktura", True),
        ("Abwesenheitsnotiz", True),
        ("Undeliverable: Faktura FV/2026/11/1", True),
        ("Przeczytano: Faktura FV/2026/11/1", True),
        ("Re: Faktura FV/2026/11/1 od firmy Latarnia Morska", False),
        ("Odp: nie widzę faktury", False),
        ("[Ticket 123] Re: Faktura", False),
        ("faktura za automat do kawy", False),
    ],
)
def test_subjects_of_machines(subject, robotic):
    assert subject_of_a_robot(subject) is robotic


def test_nobody_can_keep_us_busy_with_a_long_letter():
    assert not sounds_automatic("jestem " * 200_000)
    assert not sounds_automatic("automatycz " * 200_000)
