"""What buyers get and when: by the hand-over matrix, in one thread, never twice."""

from datetime import date, timedelta

import pytest

from invoicing.model.delivering import DeliveryStatus
from invoicing.model.lifecycle import Status
from invoicing.model.offline import Outage, OutageKind
from invoicing.model.papers import Paper
from invoicing.services.access.certificates import OfflineCertificate, keep_wallet, wallet_of
from invoicing.services.ksef_ports import Refusal
from invoicing.services.messages import Choice
from invoicing.services.records import Role
from tests.services.fakes import Crash
from tests.services.house import SENTENCE

FRIDAY = date(2026, 11, 20)
CODES = "https://qr.example/certificate/signed"


async def certified(house):
    """The company has an offline certificate, so both codes can be made."""

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


@pytest.fixture
async def failure(house):
    await certified(house)
    await announced(house, OutageKind.FAILURE)
    return house


@pytest.fixture
async def maintenance(house):
    await certified(house)
    await announced(house, OutageKind.MAINTENANCE)
    return house


async def announced(house, kind):
    house.lighthouse.says(kind, Outage(kind, FRIDAY, None))
    await house.watch()
    house.ksef.down = True


async def well_again(house, kind=OutageKind.FAILURE):
    house.lighthouse.says(None, Outage(kind, FRIDAY, FRIDAY))
    house.ksef.down = False
    await house.watch()
    await house.work(seconds=120)


async def issue(house):
    await house.say(SENTENCE)
    await house.tap("issue")
    return (await house.invoices())[-1]


async def deliveries(house, invoice):
    async with house.units.reading() as work:
        return await work.deliveries.of_invoice(invoice.id)


# --- D4: an announced failure ---


async def test_d4_in_an_announced_failure_the_invoice_goes_at_once_with_two_codes(failure):
    invoice = await issue(failure)

    (letter,) = failure.post.letters
    pdf, xml = letter.attachments
    assert (letter.subject, letter.in_reply_to) == ("Faktura FV/2026/11/1", None)
    assert f"{CODES}/{invoice.sha256.hex()[:8]}".encode() in pdf.content
    assert xml.content == invoice.xml


async def test_d2_the_number_follows_in_the_same_thread_without_the_second_code(failure):
    await issue(failure)
    await well_again(failure)

    first, second = failure.post.letters
    assert (second.in_reply_to, second.subject) == (first.message_id, "Re: Faktura FV/2026/11/1")
    assert second.message_id != first.message_id
    (invoice,) = await failure.invoices()
    assert str(invoice.ksef_number).encode() in second.attachments[0].content
    assert CODES.encode() not in second.attachments[0].content


# --- D3: offline24 and unavailability ---


async def test_d3_offline_a_domestic_buyer_gets_a_confirmation_that_is_no_invoice(maintenance):
    await issue(maintenance)

    (letter,) = maintenance.post.letters
    (paper,) = letter.attachments
    assert letter.subject == "Potwierdzenie FV/2026/11/1"
    assert paper.name == "Potwierdzenie-FV-2026-11-1.pdf"
    assert b"transaction_confirmation" in paper.content
    assert CODES.encode() in paper.content


async def test_d3_the_invoice_with_its_number_answers_the_confirmation(maintenance):
    await issue(maintenance)
    await well_again(maintenance, OutageKind.MAINTENANCE)

    first, second = maintenance.post.letters
    assert (second.in_reply_to, second.subject) == (first.message_id, "Re: Potwierdzenie FV/2026/11/1")


async def test_the_seller_may_fetch_the_paper_into_the_chat(maintenance):
    await issue(maintenance)
    await maintenance.tap("paper")

    (file,) = maintenance.last().files
    assert file.name == "Potwierdzenie-FV-2026-11-1.pdf"


# --- without a certificate ---


async def test_without_an_offline_certificate_nothing_goes_before_the_number(house):
    await announced(house, OutageKind.FAILURE)
    await issue(house)
    assert house.post.letters == []
    assert house.one("waiting").data["paper"] == "certificate-missing"

    await well_again(house)

    (letter,) = house.post.letters
    assert letter.in_reply_to is None


# --- D1: online ---


async def test_d1_whoever_waits_some_seconds_for_a_number_gets_the_invoice_alone(house):
    await certified(house)
    await issue(house)

    (letter,) = house.post.letters
    assert (letter.in_reply_to, letter.subject) == (None, "Faktura FV/2026/11/1")


# --- D25 and what comes too late ---


async def test_d25_nothing_goes_of_a_rejected_invoice(failure):
    failure.post.busy = True
    await issue(failure)
    failure.ksef.verdicts = [Refusal(450, "nie", ())]
    await well_again(failure)
    failure.post.busy = False
    await failure.work(seconds=3600)

    (invoice,) = await failure.invoices()
    assert invoice.status is Status.REJECTED
    assert failure.post.letters == []
    assert [each.status for each in await deliveries(failure, invoice)] == [DeliveryStatus.SUPERSEDED]


async def test_a_confirmation_that_never_went_falls_away_when_the_number_comes(maintenance):
    maintenance.post.busy = True
    await issue(maintenance)
    await well_again(maintenance, OutageKind.MAINTENANCE)
    maintenance.post.busy = False
    await maintenance.work(seconds=3600)

    (letter,) = maintenance.post.letters
    assert (letter.subject, letter.in_reply_to) == ("Faktura FV/2026/11/1", None)
    (invoice,) = await maintenance.invoices()
    papers = {each.paper: each.status for each in await deliveries(maintenance, invoice)}
    assert papers == {
        Paper.TRANSACTION_CONFIRMATION: DeliveryStatus.SUPERSEDED,
        Paper.VISUALISATION: DeliveryStatus.SENT,
    }


async def test_a_letter_sent_just_before_a_crash_is_the_same_letter_again(failure):
    failure.post.dies_after_sending = True
    with pytest.raises(Crash):
        await issue(failure)
    await failure.restart()
    await failure.work(seconds=3600)

    assert len({letter.message_id for letter in failure.post.letters}) == 1
    (invoice,) = await failure.invoices()
    (delivery,) = await deliveries(failure, invoice)
    assert delivery.status is DeliveryStatus.SENT


async def test_a_letter_that_may_have_gone_before_a_crash_is_answered_by_the_number(maintenance):
    maintenance.post.dies_after_sending = True
    with pytest.raises(Crash):
        await issue(maintenance)
    maintenance.post.busy = True  # until the number is there, the mail server takes nothing
    await maintenance.restart()
    await well_again(maintenance, OutageKind.MAINTENANCE)
    maintenance.post.busy = False
    await maintenance.work(seconds=3600)

    first, second = maintenance.post.letters
    assert (second.in_reply_to, second.subject) == (first.message_id, "Re: Potwierdzenie FV/2026/11/1")


async def test_the_evidence_of_a_hand_over_names_paper_row_and_day_of_receipt(failure):
    invoice = await issue(failure)

    async with failure.units.reading() as work:
        events = await work.events.of_invoice(invoice.id)
    (evidence,) = [event.evidence for event in events if event.what == "handed-over"]
    assert (evidence["paper"], evidence["row"]) == ("early_visualisation", "D4")
    assert evidence["receipt"] == "actual_or_number"


# --- a file wanted in the chat before the number ---


async def want(house, form):
    """A tap on a button of an older message."""
    invoice = (await house.invoices())[-1]
    await house.receive(house.incoming("", choice=Choice(form, invoice.id), tapped_message="1", callback="c"))
    await house.work()
    return house.last()


async def test_d3_a_pdf_is_refused_by_row_and_article_and_the_confirmation_lies_under_a_button(maintenance):
    await issue(maintenance)

    refused = await want(maintenance, "pdf")
    assert (refused.code, refused.files) == ("refused", [])
    assert refused.data["reason"] == "hand-over-forbidden"
    assert refused.data["details"] == {
        "number": "FV/2026/11/1",
        "row": "D3",
        "article": "art. 106nda ust. 3 i 11",
        "instead": "transaction_confirmation",
    }
    await maintenance.tap("paper")
    assert [file.name for file in maintenance.last().files] == ["Potwierdzenie-FV-2026-11-1.pdf"]


async def test_d4_a_pdf_is_the_visualisation_with_two_codes(failure):
    await issue(failure)

    given = await want(failure, "pdf")
    (file,) = given.files
    assert (given.data["paper"], given.data["row"]) == ("early_visualisation", "D4")
    assert CODES.encode() in file.content


async def test_d1_a_pdf_of_an_invoice_that_waits_for_an_online_number_is_refused_by_its_row(house):
    await certified(house)
    house.ksef.down = True
    await issue(house)

    refused = await want(house, "pdf")
    assert (refused.data["details"]["row"], refused.data["details"]["instead"]) == (
        "D1",
        "transaction_confirmation",
    )


async def test_d25_of_a_rejected_invoice_there_is_neither_a_pdf_nor_anything_instead(failure):
    failure.ksef.verdicts = [Refusal(450, "nie", ())]
    await issue(failure)
    await well_again(failure)

    for form in ("pdf", "paper"):
        refused = await want(failure, form)
        assert (refused.data["details"]["row"], refused.labels) == ("D25", [])


async def test_the_xml_is_the_sellers_and_says_so_while_the_buyer_may_not_have_the_invoice(maintenance):
    invoice = await issue(maintenance)
    early = await want(maintenance, "xml")
    assert early.files[0].content == invoice.xml
    assert (early.data["own"], early.data["row"]) == (True, "D3")

    await well_again(maintenance, OutageKind.MAINTENANCE)
    numbered = await want(maintenance, "xml")
    assert (numbered.data["own"], numbered.data["row"]) == (False, "D2")


async def test_a_paper_with_two_codes_is_refused_in_words_where_nothing_can_sign_them(house):
    await announced(house, OutageKind.FAILURE)
    await issue(house)

    for form in ("pdf", "paper"):
        assert (await want(house, form)).data["reason"] == "offline-certificate-needed"


# --- the owner's override ---

WISH = "wydaj FV/2026/11/1 mimo to, powód: nabywca wstrzymuje dostawę bez dokumentu"


async def test_the_owner_may_hand_the_invoice_over_before_the_number_with_a_reason_that_is_kept(maintenance):
    invoice = await issue(maintenance)
    await maintenance.say(WISH)

    confirmation, early = maintenance.post.letters
    assert (early.in_reply_to, early.subject) == (confirmation.message_id, "Re: Potwierdzenie FV/2026/11/1")
    assert early.text.startswith("hand_over")
    assert CODES.encode() in early.attachments[0].content
    assert maintenance.one("override").data["row"] == "D3"
    async with maintenance.units.reading() as work:
        (event,) = [
            each for each in await work.events.of_invoice(invoice.id) if each.what == "hand-over-overridden"
        ]
    assert event.evidence["reason"] == "nabywca wstrzymuje dostawę bez dokumentu"
    assert event.who is not None


async def test_after_an_override_the_number_answers_the_thread_that_the_confirmation_began(maintenance):
    await issue(maintenance)
    await maintenance.say(WISH)
    await well_again(maintenance, OutageKind.MAINTENANCE)

    confirmation, early, numbered = maintenance.post.letters
    assert early.in_reply_to == numbered.in_reply_to == confirmation.message_id
    assert numbered.subject == "Re: Potwierdzenie FV/2026/11/1"
    assert len({letter.message_id for letter in (confirmation, early, numbered)}) == 3


async def test_an_override_whose_confirmation_never_went_begins_the_thread_itself(maintenance):
    maintenance.post.refuses = True
    await issue(maintenance)
    maintenance.post.refuses = False
    await maintenance.say(WISH)

    (early,) = maintenance.post.letters
    assert (early.in_reply_to, early.subject) == (None, "Faktura FV/2026/11/1")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("wydaj FV/2026/11/1 mimo to, powód: bo tak", "override-reason"),
        ("wydaj FV/2026/11/1 mimo to", "override-reason"),
        ("wydaj FV/2026/11/9 mimo to, powód: nabywca czeka na dokument", "invoice-unknown"),
    ],
)
async def test_an_override_needs_its_invoice_and_a_reason(maintenance, words, reason):
    await issue(maintenance)
    await maintenance.say(words)

    assert maintenance.one("refused").data["reason"] == reason
    assert len(maintenance.post.letters) == 1


async def test_only_the_owner_overrides(maintenance):
    await issue(maintenance)
    await maintenance.take_on(Role.ISSUER, "2002")
    await maintenance.say(WISH, "2002")

    assert maintenance.last("2002").code == "not-allowed"
    assert len(maintenance.post.letters) == 1


async def test_what_needs_no_override_has_none(failure):
    await issue(failure)
    await failure.say(WISH)

    assert failure.one("refused").data["reason"] == "override-impossible"


async def test_an_override_without_a_certificate_cannot_be(house):
    await announced(house, OutageKind.MAINTENANCE)
    await issue(house)
    await house.say(WISH)

    assert house.one("refused").data["reason"] == "offline-certificate-needed"
    assert house.post.letters == []
