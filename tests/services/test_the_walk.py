"""One sentence and one tap: an invoice in KSeF and a letter with the buyer."""

from datetime import date, datetime, timedelta

import pytest

from invoicing.model.errors import Refused
from invoicing.model.lifecycle import Status
from invoicing.services.companies import standing_of
from invoicing.services.issuing.issuing import Issuing
from invoicing.services.ksef_ports import Accepted
from invoicing.services.messages import Channel
from tests.services.fakes import Crash, ksef_number
from tests.services.house import OLA, SENTENCE


async def test_a_sentence_shows_the_card_of_a_draft(house):
    await house.say(SENTENCE)

    card = house.last()
    assert card.code == "draft-card"
    assert card.data["buyer"]["name"] == "KLIENT SPÓŁKA Z O.O."
    assert (card.data["net"], card.data["vat"], card.data["gross"]) == ("400.00", "92.00", "492.00")
    assert card.data["due_date"] == "2026-12-04"
    assert card.labels == ["issue", "edit", "cancel"]


async def test_a_tap_issues_submits_and_delivers(house):
    await house.say(SENTENCE)
    await house.tap("issue")

    (invoice,) = await house.invoices()
    accepted = house.one("accepted")
    (letter,) = house.post.letters
    assert invoice.invoice.number == "FV/2026/11/1"
    assert invoice.status is Status.ACCEPTED
    assert accepted.data["ksef_number"] == str(invoice.ksef_number)
    assert accepted.data["delivery"]["status"] == "sent"
    assert letter.to == "ksiegowosc@klient.example"
    assert [each.name for each in letter.attachments] == ["FV-2026-11-1.pdf", "FV-2026-11-1.xml"]
    assert letter.attachments[1].content == invoice.xml


async def test_the_buyers_letter_names_the_number_and_is_always_the_same_letter(house):
    await house.say(SENTENCE)
    house.post.dies_after_sending = True
    with pytest.raises(Crash):
        await house.tap("issue")

    await house.restart()
    await house.work()

    first, second = house.post.letters
    assert first.message_id == second.message_id
    assert first.text == second.text
    assert house.one("accepted").data["ksef_number"] in first.text


async def test_the_tapped_card_follows_the_fate_of_its_invoice(house):
    await house.say(SENTENCE)
    await house.tap("issue")

    assert house.shown() == ["welcome", "already-issued", "accepted"]
    assert house.one("already-issued").data["status"] == "accepted"


async def test_the_message_of_acceptance_is_edited_when_the_letter_has_gone(house):
    house.post.busy = True
    await house.say(SENTENCE)
    await house.tap("issue")
    assert house.one("accepted").data["delivery"]["status"] == "queued"

    house.post.busy = False
    await house.work(seconds=120)

    assert house.one("accepted").data["delivery"]["status"] == "sent"
    assert house.one("accepted").data["delivery"]["answer"] == "250 OK"


async def test_a_refused_address_is_told_with_the_servers_words(house):
    house.post.refuses = True
    await house.say(SENTENCE)
    await house.tap("issue")

    delivery = house.one("accepted").data["delivery"]
    assert delivery["status"] == "refused"
    assert "no such mailbox" in delivery["answer"]


async def test_without_an_address_nothing_is_sent_to_anybody(house):
    await house.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await house.tap("issue")

    assert house.one("accepted").data["delivery"] is None
    assert house.post.letters == []


async def test_the_file_of_an_accepted_invoice_can_be_had_in_the_chat(house):
    await house.say(SENTENCE)
    await house.tap("issue")

    await house.tap("xml")

    (invoice,) = await house.invoices()
    (file,) = house.last().files
    assert (file.name, file.content) == ("FV-2026-11-1.xml", invoice.xml)


@pytest.mark.parametrize("words", ["", "upo FV/2026/11/1", "pokaż upo ostatniej faktury"])
async def test_the_receipt_comes_as_the_ministry_made_it_and_as_a_person_reads_it(house, words):
    await house.say(SENTENCE)
    await house.tap("issue")

    await (house.say(words) if words else house.tap("upo"))

    (invoice,) = await house.invoices()
    official, page = house.last().files
    assert (official.name, official.content) == ("UPO-FV-2026-11-1.xml", await house.receipt(invoice))
    assert (page.name, page.content) == ("UPO-FV-2026-11-1.pdf", f"%PDF UPO {invoice.ksef_number}".encode())


async def test_a_file_that_cannot_be_drawn_is_answered_with_the_reason(house):
    async def refuses(*said, **more):
        raise Refused("document-too-long")

    await house.say(SENTENCE)
    await house.tap("issue")
    house.draw = refuses
    house.start()

    await house.tap("pdf")

    shown = house.last()
    assert (shown.code, shown.data["reason"], shown.files) == ("refused", "document-too-long", [])


async def test_the_history_tells_the_whole_story(house):
    await house.say(SENTENCE)
    await house.tap("issue")

    (invoice,) = await house.invoices()
    assert await house.events(invoice) == ["issued", "submitted", "accepted", "handed-over"]


async def test_numbers_of_a_series_have_no_gaps_and_start_again_each_month(house):
    for _ in range(2):
        await house.say(SENTENCE)
        await house.tap("issue")
    house.clock.advance(days=15)
    await house.say(SENTENCE)
    await house.tap("issue")

    numbers = [each.invoice.number for each in await house.invoices()]
    assert numbers == ["FV/2026/11/1", "FV/2026/11/2", "FV/2026/12/1"]


async def test_a_document_that_the_schema_refuses_leaves_no_number_behind(house):
    await house.say(SENTENCE)
    house.write.refuses = "document-schema"
    await house.tap("issue")
    assert house.last().code == "refused"
    assert house.last().data["reason"] == "document-schema"
    assert await house.invoices() == []

    house.write.refuses = None
    await house.tap("issue")

    assert [each.invoice.number for each in await house.invoices()] == ["FV/2026/11/1"]


async def test_an_invoice_tapped_at_midnight_has_one_day_throughout(house):
    class Midnight:
        """A clock that strikes twelve after the first look."""

        looks = 0

        def now(self):
            self.looks += 1
            return datetime.fromisoformat("2026-11-30T23:59:59+01:00") + (self.looks > 1) * timedelta(
                seconds=1
            )

        def today(self):
            return self.now().date()

    await house.say(SENTENCE)
    async with house.units() as work:
        owner = await standing_of(work, Channel.TELEGRAM, OLA)
        draft = await work.drafts.latest_open(owner.person.id)
        stored = await Issuing(Midnight(), house.write)(work, draft, owner)

    assert stored.invoice.issue_date == stored.issued_at.date() == date(2026, 11, 30)
    assert stored.invoice.number == "FV/2026/11/1"


async def test_an_acceptance_that_came_without_its_receipt_offers_no_empty_file(house):
    await house.say(SENTENCE)
    number, now = ksef_number("5265877635", 1), house.clock.now()
    house.ksef.verdicts = [Accepted(number, now, now, offline=False, upo=b"")]
    await house.tap("issue")

    await house.tap("upo")

    assert house.last().data["reason"] == "document-not-ready"


async def test_a_mail_server_that_takes_nothing_is_told_once_and_the_letter_goes_later(house):
    house.post.busy = True
    await house.say(SENTENCE)
    await house.tap("issue")
    await house.work(seconds=600)
    waits = house.one("accepted").data["delivery"]
    assert (waits["status"], waits["answer"]) == ("queued", "smtp-451")

    house.post.busy = False
    await house.work(seconds=600)
    assert house.one("accepted").data["delivery"]["status"] == "sent"
    assert len(house.post.letters) == 1
