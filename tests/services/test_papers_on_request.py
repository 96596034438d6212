"""A paper of an issued invoice on request: what the matrix allows, to whom the person names, once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from invoicing.model.delivering import DeliveryStatus
from invoicing.model.offline import Outage, OutageKind
from invoicing.services.access.certificates import OfflineCertificate, keep_wallet, wallet_of
from invoicing.services.ksef_ports import Refusal
from invoicing.services.records import Role
from tests.services.fakes import Crash
from tests.services.house import BUYER, OLA, SENTENCE

FRIDAY = date(2026, 11, 20)
OWN, OTHER = "ksiegowosc@klient.example", "prezes@klient.example"
NUMBER = "FV/2026/11/1"
NO_ADDRESS = SENTENCE.partition(", wyślij")[0]
CODES = "https://qr.example/certificate/signed"
TO_OTHER = f"wyślij fakturę {NUMBER} na {OTHER}"
ALSO_OTHER = f"wyślij też {NUMBER} na {OTHER}"


@pytest.fixture
async def certified(house):
    async def links(company_id, sha256):
        return f"{CODES}/{sha256.hex()[:8]}"

    now = house.clock.now()
    certificate = OfflineCertificate(
        "01F2", "offline", now - timedelta(days=1), now + timedelta(days=300), b"pem", b"key"
    )
    async with house.units() as work:
        (company, *_) = await work.companies.all()
        await keep_wallet(work, company.id, (await wallet_of(work, company.id)).adding(certificate))
    house.issuer_links = links
    house.start()
    return house


@pytest.fixture
async def maintenance(certified):
    await announced(certified, OutageKind.MAINTENANCE)
    return certified


@pytest.fixture
async def failure(certified):
    await announced(certified, OutageKind.FAILURE)
    return certified


async def announced(house, kind):
    house.lighthouse.says(kind, Outage(kind, FRIDAY, None))
    await house.watch()
    house.ksef.down = True


async def well_again(house, kind=OutageKind.MAINTENANCE):
    house.lighthouse.says(None, Outage(kind, FRIDAY, FRIDAY))
    house.ksef.down = False
    await house.watch()
    await house.work(seconds=120)


async def issue(house, words=NO_ADDRESS):
    await house.say(words)
    await house.tap("issue")
    return (await house.invoices())[-1]


async def said(house, words, who=OLA):
    await house.say(words, who)
    return [each for each in house.telegram.chats[who].values() if each.code == "paper-on-request"][-1].data


def sent(house):
    return [(letter.to, letter.subject) for letter in house.post.letters]


# --- what goes ---


async def test_d2_an_invoice_with_its_number_goes_where_the_person_says(house):
    invoice = await issue(house)
    assert sent(house) == []

    told = await said(house, TO_OTHER)

    (letter,) = house.post.letters
    assert (letter.to, letter.subject) == (OTHER, f"Faktura {NUMBER}")
    assert [file.content for file in letter.attachments][1] == invoice.xml
    assert str(invoice.ksef_number).encode() in letter.attachments[0].content
    assert (told["outcome"], told["paper"], told["row"]) == ("promised", "visualisation", "D2")
    done = house.one("handed-over").data
    assert (done["delivery"]["address"], done["delivery"]["status"], done["follows"]) == (
        OTHER,
        "sent",
        False,
    )


async def test_the_latest_invoice_needs_no_number(house):
    await issue(house)
    await issue(house)

    await said(house, f"wyślij ostatnią fakturę na {OTHER}")

    assert sent(house) == [(OTHER, "Faktura FV/2026/11/2")]


async def test_the_ksef_number_names_an_invoice_too(house):
    invoice = await issue(house)

    await said(house, f"wyślij {invoice.ksef_number} na {OTHER}")

    assert sent(house) == [(OTHER, f"Faktura {NUMBER}")]


async def test_d3_before_the_number_the_confirmation_goes_and_the_number_follows_in_its_thread(maintenance):
    await issue(maintenance)
    told = await said(maintenance, TO_OTHER)
    assert (told["outcome"], told["paper"], told["row"]) == ("promised", "transaction_confirmation", "D3")

    await well_again(maintenance)

    first, second = maintenance.post.letters
    assert (first.to, first.subject) == (OTHER, f"Potwierdzenie {NUMBER}")
    assert (second.to, second.in_reply_to) == (OTHER, first.message_id)
    assert second.subject == f"Re: Potwierdzenie {NUMBER}"


async def test_both_addresses_that_had_a_confirmation_get_the_number(maintenance):
    await issue(maintenance, SENTENCE)
    await said(maintenance, ALSO_OTHER)
    await well_again(maintenance)

    assert sorted(letter.to for letter in maintenance.post.letters) == sorted([OWN, OTHER] * 2)
    threads = {
        letter.to: letter.message_id for letter in maintenance.post.letters if letter.in_reply_to is None
    }
    followed = {letter.to: letter.in_reply_to for letter in maintenance.post.letters if letter.in_reply_to}
    assert followed == threads
    assert maintenance.one("accepted").data["delivery"]["address"] == OWN


async def test_d4_in_a_failure_the_invoice_with_two_codes_goes(failure):
    await issue(failure)
    told = await said(failure, TO_OTHER)

    assert (told["paper"], told["row"]) == ("early_visualisation", "D4")
    assert CODES.encode() in failure.post.letters[0].attachments[0].content


async def test_d1_while_a_number_is_awaited_the_letter_waits_for_it(house):
    house.ksef.down = True
    await issue(house)
    told = await said(house, TO_OTHER)
    assert (told["outcome"], told["row"]) == ("after-number", "D1")
    assert sent(house) == []

    house.ksef.down = False
    await house.work(seconds=600)

    assert sent(house) == [(OTHER, f"Faktura {NUMBER}")]


async def test_a_letter_that_waits_for_a_number_never_goes_when_ksef_refuses_the_invoice(house):
    house.ksef.down = True
    invoice = await issue(house)
    await said(house, TO_OTHER)
    house.ksef.down, house.ksef.verdicts = False, [Refusal(450, "nie", ())]
    await house.work(seconds=600)

    async with house.units.reading() as work:
        (delivery,) = await work.deliveries.of_invoice(invoice.id)
    assert delivery.status is DeliveryStatus.SUPERSEDED
    assert sent(house) == []
    assert await house.database.queue.next_due() is None


async def test_d23_an_invoice_outside_ksef_goes_as_a_plain_one(house):
    async with house.units() as work:
        (company, *_) = await work.companies.all()
        await work.companies.save(replace(company, profile=replace(company.profile, small_sales=True)))
    await house.say(NO_ADDRESS)
    card = house.last()
    choice = card.choice("issue-outside")
    await house.receive(house.incoming("", choice=choice, tapped_message="1", callback="c"))
    await house.work()

    told = await said(house, TO_OTHER)

    assert (told["outcome"], told["paper"], told["row"]) == ("promised", "plain_invoice", "D23")
    (letter,) = house.post.letters
    assert [file.name for file in letter.attachments] == ["FV-2026-11-1.pdf"]


# --- what the matrix forbids ---


@pytest.mark.parametrize(
    ("words", "reason", "row"),
    [
        (f"wyślij wizualizację {NUMBER} na {OTHER}", "hand-over-forbidden", "D3"),
        (f"wyślij xml {NUMBER} na {OTHER}", "hand-over-forbidden", "D3"),
        (f"wyślij zwykłą fakturę {NUMBER} na {OTHER}", "plain-invoice-forbidden", "D24"),
        (f"wyślij {NUMBER} bez kodów na {OTHER}", "plain-invoice-forbidden", "D24"),
    ],
)
async def test_what_the_row_forbids_is_refused_with_its_article_and_the_lawful_paper(
    maintenance, words, reason, row
):
    await issue(maintenance)
    await maintenance.say(words)

    refused = maintenance.last()
    assert refused.data["reason"] == reason
    details = refused.data["details"]
    assert (details["row"], details["instead"], details["number"]) == (
        row,
        "transaction_confirmation",
        NUMBER,
    )
    assert details["article"].startswith("art. 106")
    assert refused.labels == ["paper"]
    assert sent(maintenance) == []


async def test_after_the_number_nobody_gets_a_confirmation_or_a_plain_invoice(house):
    await issue(house)
    for words, row in (("potwierdzenie", "D2"), ("zwykłą fakturę", "D24")):
        await house.say(f"wyślij {words} {NUMBER} na {OTHER}")
        assert house.last().data["details"]["row"] == row
    assert sent(house) == []


async def test_d25_nothing_goes_of_a_rejected_invoice(house):
    house.ksef.verdicts = [Refusal(450, "nie", ())]
    await issue(house)
    await house.say(TO_OTHER)

    assert house.last().data["details"]["row"] == "D25"
    assert house.last().labels == []
    assert sent(house) == []


async def test_without_a_certificate_nothing_with_two_codes_goes(house):
    await announced(house, OutageKind.MAINTENANCE)
    await issue(house)
    await house.say(TO_OTHER)

    assert house.last().data["reason"] == "offline-certificate-needed"


# --- once, and more often only when the person says so ---


async def test_the_same_address_gets_a_paper_once_until_somebody_asks_once_more(house):
    await issue(house, SENTENCE)
    told = await said(house, f"wyślij fakturę {NUMBER} na {OWN}")
    assert (told["outcome"], len(house.post.letters)) == ("already", 1)
    assert told["sent_at"]

    assert (await said(house, f"wyślij jeszcze raz {NUMBER}"))["outcome"] == "once-more"
    assert (await said(house, f"wyślij ponownie {NUMBER} na {OWN}"))["outcome"] == "once-more"

    first, second, third = house.post.letters
    assert len({first.message_id, second.message_id, third.message_id}) == 3
    assert {letter.to for letter in house.post.letters} == {OWN}
    assert second.text.startswith("copy")
    (invoice,) = await house.invoices()
    assert (await house.events(invoice)).count("handed-over") == 3


async def test_what_is_asked_for_once_more_is_a_letter_by_itself_though_the_first_one_answered_another(
    maintenance,
):
    await issue(maintenance, SENTENCE)
    await well_again(maintenance)

    assert (await said(maintenance, f"wyślij jeszcze raz {NUMBER}"))["outcome"] == "once-more"

    _, second, third = maintenance.post.letters
    assert second.in_reply_to is not None
    assert (third.in_reply_to, third.text[:5]) == (None, "copy ")
    assert not third.subject.startswith("Re:")


async def test_another_address_gets_a_paper_only_when_the_person_says_also(house):
    await issue(house, SENTENCE)
    told = await said(house, TO_OTHER)
    assert (told["outcome"], told["others"]) == ("elsewhere", [OWN])
    assert [letter.to for letter in house.post.letters] == [OWN]

    assert (await said(house, ALSO_OTHER))["outcome"] == "promised"

    assert [letter.to for letter in house.post.letters] == [OWN, OTHER]
    assert house.one("accepted").data["delivery"]["address"] == OWN
    assert house.one("handed-over").data["delivery"]["address"] == OTHER


async def test_a_letter_that_waits_is_not_doubled(house):
    house.post.busy = True
    await issue(house, SENTENCE)
    assert (await said(house, f"wyślij jeszcze raz {NUMBER}"))["outcome"] == "under-way"

    house.post.busy = False
    await house.work(seconds=3600)
    assert len(house.post.letters) == 1


async def test_an_address_that_was_refused_may_be_tried_again(house):
    house.post.refuses = True
    await issue(house, SENTENCE)
    house.post.refuses = False
    assert (await said(house, f"wyślij {NUMBER} na {OWN}"))["outcome"] == "once-more"

    assert sent(house) == [(OWN, f"Faktura {NUMBER}")]
    (invoice,) = await house.invoices()
    async with house.units.reading() as work:
        (delivery,) = await work.deliveries.of_invoice(invoice.id)
    assert delivery.status is DeliveryStatus.SENT


async def test_a_copy_that_the_mail_server_puts_off_is_told_and_goes_later(house):
    await issue(house, SENTENCE)
    house.post.busy = True
    await said(house, f"wyślij jeszcze raz {NUMBER}")
    assert house.one("handed-over").data["delivery"]["status"] == "queued"

    house.post.busy = False
    await house.work(seconds=3600)
    assert len(house.post.letters) == 2
    assert house.one("handed-over").data["delivery"]["status"] == "sent"


# --- the address ---


async def test_an_address_is_remembered_only_when_the_person_says_so(house):
    await issue(house)
    assert (await said(house, TO_OTHER))["remembered"] is None
    await house.say(NO_ADDRESS)
    assert house.last().data["send_to"] is None
    await house.tap("cancel")

    assert (await said(house, f"wyślij jeszcze raz {NUMBER} na {OTHER} i zapamiętaj adres"))[
        "remembered"
    ] is True

    await house.say(NO_ADDRESS)
    assert house.last().data["send_to"] == OTHER
    await house.tap("issue")
    assert sent(house)[-1] == (OTHER, "Faktura FV/2026/11/2")
    async with house.units.reading() as work:  # an accepted invoice refreshes the buyer and keeps the address
        (company, *_) = await work.companies.all()
        assert (await work.buyers.by_nip(company.id, BUYER)).email == OTHER


async def test_without_any_address_the_person_is_asked_for_one(house):
    await issue(house)
    await house.say(f"wyślij jeszcze raz {NUMBER}")

    assert house.last().data["reason"] == "override-address"


# --- who, and what it is not ---


async def test_only_who_may_issue_may_send(house):
    await issue(house)
    await house.take_on(Role.ACCOUNTANT, "2002")
    await house.say(TO_OTHER, "2002")

    assert house.last("2002").code == "not-allowed"
    assert sent(house) == []


@pytest.mark.parametrize("number", ["FV/2026/11/9", "5265877635-20261120-0100001AF629-AF"])
async def test_an_invoice_that_does_not_exist_is_said_to_be_unknown(house, number):
    await issue(house)
    await house.say(f"wyślij fakturę {number} na {OTHER}")

    assert house.last().data["reason"] == "invoice-unknown"
    assert sent(house) == []


async def test_a_file_comes_into_the_chat_by_a_sentence(maintenance):
    await issue(maintenance)
    await maintenance.say(f"pdf {NUMBER}")
    assert maintenance.last().data["details"]["row"] == "D3"
    await maintenance.say(f"daj mi potwierdzenie transakcji do {NUMBER}")
    assert [file.name for file in maintenance.last().files] == ["Potwierdzenie-FV-2026-11-1.pdf"]
    await maintenance.say("pokaż xml ostatniej faktury")
    assert maintenance.last().data["own"] is True

    await well_again(maintenance)
    await maintenance.say(f"pdf {NUMBER}")
    assert [file.name for file in maintenance.last().files] == ["FV-2026-11-1.pdf"]
    await maintenance.say(f"pokaż potwierdzenie {NUMBER}")
    assert (maintenance.last().data["details"]["row"], maintenance.last().labels) == ("D2", ["paper"])


# --- whatever dies ---


@pytest.mark.parametrize("commit", range(1, 8))
async def test_the_process_may_die_before_any_commit_of_a_letter_and_of_its_copy(house, commit):
    await issue(house)
    for words in (TO_OTHER, f"wyślij jeszcze raz {NUMBER} na {OTHER}"):
        incoming = house.incoming(words)
        house.units.begun, house.units.dies_at = 0, commit
        try:
            await house.receive(incoming)
            await house.work(seconds=60)
        except Crash:
            house.units.dies_at = None
            await house.restart()
            await house.assistant(incoming)
            await house.work(seconds=3600)
        house.units.dies_at = None

    assert len({letter.message_id for letter in house.post.letters}) == 2
    (invoice,) = await house.invoices()
    assert (await house.events(invoice)).count("handed-over") == 2
    assert (await house.events(invoice)).count("hand-over-wanted") == 2
