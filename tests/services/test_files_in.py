"""Files and other people's words that come with a message: read, asked about, or answered honestly; never half taken."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from invoicing.services.messages import Channel, IncomingFile, Quoted
from invoicing.services.records import Role
from tests.services.house import BUYER, OLA

OLAS = "ola@firma.example"
TABLE = "Nazwa;Ilość;J.m.;Cena netto;VAT\nKonsultacje;2;godz.;200,00;23\nDojazd;1;;50,00;8\n".encode("cp1250")
BAD_TABLE = "Nazwa;Ilość;Cena\nDobra;1;10,00\nZła;dwa;5,00\n".encode()
BASIC = (Path(__file__).parent.parent / "golden" / "fa3" / "basic.xml").read_bytes()
ORDER = "proszę o fakturę dla NIP 5260250274, 5 h szkolenia po 999 zł"


def attached(name: str, content: bytes | None, size: int = 0) -> IncomingFile:
    return IncomingFile("1", name, size or len(content or b""), content)


def ours(number: str = "A/1") -> bytes:
    """A sound document of another program, of our company's."""
    return BASIC.replace(b"<P_2>FV/2026/11/7</P_2>", f"<P_2>{number}</P_2>".encode())


async def answers(house):
    return list(house.mail.chats.get(OLAS, {}).values())


@pytest.fixture
def by_mail(house):
    async def send(text="", *files, **more):
        await house.write_letter(text, attachments=files, **more)
        return (await answers(house))[-1]

    return send


@pytest.fixture
def by_chat(house):
    async def send(name, content, text="", **more):
        house.chat_files["f1"] = content
        file = IncomingFile("f1", name, len(content))
        await house.say(text, media="document", document=file, **more)
        return house.last()

    return send


async def test_a_table_in_a_letter_becomes_the_lines_of_a_draft(house, by_mail):
    told = await by_mail("faktura dla NIP 5260250274, termin 14 dni", attached("pozycje.csv", TABLE))

    assert told.code == "mail-draft"
    card = house.last().data
    assert [(line["name"], line["quantity"]) for line in card["lines"]] == [
        ("Konsultacje", "2"),
        ("Dojazd", "1"),
    ]
    assert (card["net"], card["gross"]) == ("450.00", "546.00")

    await house.tap("issue")
    assert len(await house.invoices()) == 1


async def test_a_table_in_the_chat_becomes_the_lines_of_a_draft(house, by_chat):
    card = await by_chat("pozycje.csv", TABLE, "faktura dla NIP 5260250274")

    assert card.code == "draft-card"
    assert card.data["gross"] == "546.00"


async def test_a_table_without_a_buyer_asks_for_the_buyer(house, by_chat):
    asked = await by_chat("pozycje.csv", TABLE)
    assert asked.code == "draft-incomplete"

    await house.say("NIP 5260250274")
    assert house.last().data["gross"] == "546.00"


async def test_a_draft_that_lacks_its_lines_takes_them_from_a_table(house, by_chat):
    await house.say("faktura dla NIP 5260250274")
    card = await by_chat("pozycje.csv", TABLE)

    assert (card.code, card.data["gross"]) == ("draft-card", "546.00")


async def test_a_table_with_a_bad_row_is_refused_whole(house, by_mail, by_chat):
    for told in (
        await by_mail("faktura dla NIP 5260250274", attached("zla.csv", BAD_TABLE)),
        await by_chat("zla.csv", BAD_TABLE, "faktura dla NIP 5260250274"),
    ):
        assert told.code == "table-rows"
        assert told.data["rows"] == [{"row": 3, "code": "quantity", "value": "dwa"}]
    assert "draft-card" not in house.shown()


@pytest.mark.parametrize(
    ("text", "files", "reason"),
    [
        ("faktura dla NIP 5260250274", (TABLE, TABLE), "tables-many"),
        ("faktura dla NIP 5260250274, montaż 100 zł", (TABLE,), "table-and-words"),
        ("faktura dla NIP 5260250274 co miesiąc", (TABLE,), "table-only-new"),
        ("powtórz ostatnią fakturę", (TABLE,), "table-only-new"),
        ("faktura dla NIP 5260250274", (b"to nie tabela",), "table-unreadable"),
    ],
)
async def test_a_table_that_leaves_a_doubt_is_refused_with_a_reason(house, by_mail, text, files, reason):
    told = await by_mail(text, *(attached(f"{at}.csv", each) for at, each in enumerate(files)))
    seen = [told, house.last()]

    assert reason in [each.data.get("reason") for each in seen]
    assert "draft-card" not in house.shown()


async def test_an_order_in_a_text_file_is_an_order(house, by_mail, by_chat):
    sentence = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"
    told = await by_mail("w załączniku", attached("zlecenie.txt", sentence.encode()))
    assert (told.code, told.data["gross"]) == ("mail-draft", "492.00")

    card = await by_chat("zlecenie.txt", sentence.encode())
    assert (card.code, card.data["gross"]) == ("draft-card", "492.00")


async def test_a_sound_document_is_sent_by_a_tap_and_only_once(real):
    xml = ours()
    await real.write_letter("", attachments=(attached("faktura.xml", xml),))

    (told,) = await answers(real)
    assert (told.code, told.options) == ("document-checked", ())
    assert told.data["in_telegram"]
    assert await real.invoices() == []

    await real.tap("send-document")
    (stored,) = await real.invoices()
    assert (stored.xml, stored.invoice.number) == (xml, "A/1")
    async with real.units.reading() as work:
        assert (await work.people.by_identity(Channel.TELEGRAM, OLA)).id == stored.issued_by

    await real.write_letter("", attachments=(attached("faktura.xml", xml),))
    assert (await answers(real))[-1].data["documents"][0]["why_not"] == "known"
    assert len(await real.invoices()) == 1


async def test_a_document_in_the_chat_takes_the_same_way(house, by_chat):
    checked = await by_chat("faktura.xml", ours())
    assert (checked.code, checked.data["documents"][0]["valid"]) == ("document-checked", True)

    await house.tap("send-document")
    await house.receive(house.tap_of("send-document")) if "send-document" in str(
        house.last().options
    ) else None
    assert [each.invoice.number for each in await house.invoices()] == ["A/1"]


async def test_a_faulty_document_is_told_what_is_wrong_and_has_no_button(house, by_chat):
    wrong = ours().replace(b"<P_15>", b"<P_15>9")
    told = await by_chat("zla.xml", wrong.replace(b"</P_2>", b"</P_22>"))

    assert told.options == ()
    (document,) = told.data["documents"]
    assert not document["valid"]
    assert document["problems"]


async def test_somebody_else_s_invoice_is_not_sent_for_us(by_chat):
    told = await by_chat("cudza.xml", BASIC.replace(b"<NIP>5265877635</NIP>", b"<NIP>5252248481</NIP>"))
    (document,) = told.data["documents"]

    assert (document["valid"], document["why_not"], told.options) == (True, "seller-other", ())


async def test_what_a_second_person_approves_is_not_sent_as_a_file(house, by_chat):
    await by_chat("faktura.xml", ours())
    async with house.units() as work:
        (company,) = await work.companies.all()
        await work.companies.save(
            replace(company, profile=replace(company.profile, approval_above=Decimal(1)))
        )
    await house.tap("send-document")
    assert house.last().data["reason"] == "document-needs-approval"
    assert await house.invoices() == []

    told = await by_chat("faktura.xml", ours())
    assert (told.data["documents"][0]["why_not"], told.options) == ("approval", ())


@pytest.fixture
def limited(house):
    """Above that much a second person of the company agrees."""

    async def set_limit(amount: str) -> None:
        async with house.units() as work:
            (company,) = await work.companies.all()
            profile = replace(company.profile, approval_above=Decimal(amount))
            await work.companies.save(replace(company, profile=profile))

    return set_limit


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (b"<P_13_1>400.00", b"<P_13_1>400000.00"),
        (b"<P_13_1>400.00", b"<P_13_1>-400000.00"),
        (b"<P_14_1>92.00", b"<P_14_1>92000.00"),
        (b"<P_11>400.00", b"<P_11>400000.00"),
        (b"<P_9A>200.00", b"<P_9A>200000.00"),
        (b"<P_15>492.00", b"<P_15>492000.00"),
        (b"<RodzajFaktury>VAT", b"<RodzajFaktury>KOR"),
        (b"<RodzajFaktury>VAT", b"<RodzajFaktury>ROZ"),
        (b"<KodWaluty>PLN", b"<KodWaluty>EUR"),
    ],
)
async def test_the_largest_sum_of_a_file_is_held_against_the_limit(said, instead, limited, by_chat):
    assert said in ours()
    await limited("500")

    told = await by_chat("faktura.xml", ours().replace(said, instead))

    (document,) = told.data["documents"]
    assert (document["why_not"] == "approval" or not document["valid"], told.options) == (True, ())


async def test_what_is_below_the_limit_in_every_sum_is_sent(house, limited, by_chat):
    await limited("500")
    await by_chat("faktura.xml", ours())

    await house.tap("send-document")

    assert [each.invoice.number for each in await house.invoices()] == ["A/1"]


async def test_while_the_company_is_frozen_no_document_is_sent(house, by_chat):
    await by_chat("faktura.xml", ours())
    await house.say("/zamroz")
    message = [key for key, each in house.telegram.chats[OLA].items() if "send-document" in each.labels][-1]
    await house.tap("send-document", message=message)

    assert await house.invoices() == []


async def test_an_older_button_does_not_send_what_took_its_place(house, by_chat):
    for number in range(7):
        await by_chat("faktura.xml", ours(f"A/{number}"))
    first = next(key for key, each in house.telegram.chats[OLA].items() if "send-document" in each.labels)
    await house.tap("send-document", message=first)

    assert await house.invoices() == []


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("zdjecie.jpg", b"\xff\xd8\xff\xe0", "picture"),
        ("zamowienie.pdf", b"%PDF-1.7", "paper"),
        ("pozycje.xlsx", b"PK\x03\x04", "sheet"),
        ("wszystko.zip", b"PK\x03\x04", "archive"),
        ("winmail.dat", b"\x78\x9f\x3e\x22", "other"),
        ("wielki.csv", None, "large"),
    ],
)
async def test_what_cannot_be_read_is_answered_honestly(by_mail, name, content, kind):
    told = await by_mail(
        "proszę o fakturę, szczegóły w pliku", attached(name, content, 9_000_000 if content is None else 0)
    )

    assert (told.code, told.data["files"]) == ("file-unreadable", [{"name": name, "kind": kind}])


async def test_a_paper_beside_a_whole_order_does_not_stop_it(by_mail):
    told = await by_mail(
        "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł", attached("umowa.pdf", b"%PDF-1.7")
    )

    assert told.code == "mail-draft"


@pytest.mark.parametrize(
    "own", ["", "wystaw na to", "Proszę wystawić fakturę jak niżej.", "wystaw temu klientowi"]
)
async def test_an_order_in_other_people_s_words_is_asked_about_and_never_taken(house, by_mail, own):
    told = await by_mail(own, quoted=Quoted(ORDER, forwarded=True), subject="Fwd: zlecenie")

    assert told.code == "quoted-order"
    assert told.data["sentence"].startswith("faktura dla NIP 5260250274, 5 ")
    assert "999" in told.data["sentence"]
    assert house.shown() == ["welcome"]


async def test_the_sentence_of_the_question_said_as_one_s_own_is_an_order(house, by_mail):
    asked = await by_mail("wystaw na to", quoted=Quoted(ORDER, forwarded=True))
    told = await by_mail(asked.data["sentence"], quoted=Quoted(ORDER))

    assert told.code == "mail-draft"
    assert house.last().data["net"] == "4995.00"


async def test_whose_own_words_are_whole_is_not_asked_about_what_they_quote(by_mail):
    told = await by_mail(
        "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł",
        quoted=Quoted("NIP 9990001137, 999 zł", forwarded=True),
    )

    assert (told.code, told.data["gross"]) == ("mail-draft", "492.00")


async def test_who_may_only_read_and_who_is_doubtful_has_no_file_read(house):
    await house.take_on(Role.VIEWER, chat="2001", email="ksiegowa@firma.example")
    await house.write_letter("", sender="ksiegowa@firma.example", attachments=(attached("f.xml", ours()),))
    await house.write_letter("", authentic=False, attachments=(attached("f.xml", ours()),))

    assert [each.code for each in house.mail.chats["ksiegowa@firma.example"].values()] == ["mail-sorry"]
    assert house.shown() == ["welcome", "member-joined", "mail-quarantined"]
    assert BUYER.digits not in str(house.mail.chats)


async def test_a_file_of_somebody_else_s_words_in_the_chat_is_asked_about(by_chat):
    told = await by_chat("zlecenie.txt", ORDER.encode(), forwarded=True)

    assert told.code == "quoted-order"
