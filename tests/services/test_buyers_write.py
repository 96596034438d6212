"""Buyers write back: a copy goes to the address on file and nowhere else, the rest is the seller's to decide."""

from uuid import uuid4

import pytest

from invoicing.model.papers import Paper
from invoicing.services.delivery.addressing import reference_of
from invoicing.services.delivery.answered import Answered
from invoicing.services.messages import MailProof
from tests.services.correcting import issued
from tests.services.house import MAILBOX

BUYER, STRANGER = "ksiegowosc@klient.example", "kto.to@inna.example"


@pytest.fixture
async def sold(billed):
    """FV/2026/11/1 has gone to its buyer."""
    return billed


async def delivery_of(house, place=-1):
    invoice = (await house.invoices())[place]
    async with house.units.reading() as work:
        return (await work.deliveries.of_invoice(invoice.id))[0]


async def answers(house, text, sender=BUYER, *, place=-1, **more):
    """Somebody writes to the address that our letter asked to be answered at."""
    delivery = await delivery_of(house, place)
    more = {"answered": Answered(reference_of(delivery.id)), "authentic": False} | more
    await house.write_letter(text, sender, **more)


def sent_to(house):
    return [letter.to for letter in house.post.letters]


def copies(house):
    return [letter for letter in house.post.letters[1:] if letter.text.startswith("copy")]


async def test_who_cannot_see_the_invoice_gets_it_once_more_and_the_seller_is_told(sold):
    await answers(sold, "Dzień dobry, nie widzę faktury.")

    (copy,) = copies(sold)
    assert (copy.to, [each.name[-3:] for each in copy.attachments]) == (BUYER, ["pdf", "xml"])
    told = sold.one("buyer-wrote")
    assert (told.data["wishes"], told.data["ended"]) == (["not-seen"], "copied")
    assert (told.data["from"], told.data["note"]) == (BUYER, "Dzień dobry, nie widzę faktury.")
    assert sold.mail.chats == {}


@pytest.mark.parametrize(
    "text", ["proszę o duplikat", "When is it due?", "Надішліть, будь ласка, рахунок ще раз"]
)
async def test_a_copy_answers_what_stands_in_it(sold, text):
    await answers(sold, text)

    assert len(copies(sold)) == 1


async def test_an_unknown_writer_gets_nothing_and_the_seller_decides(sold):
    await answers(sold, "Proszę o duplikat faktury", STRANGER, authentic=True)

    assert sent_to(sold) == [BUYER]
    task = sold.one("buyer-wrote")
    assert (task.data["known"], task.data["from"]) == (False, "k…o@inna.example")

    await sold.tap("buyer-resend")

    assert sent_to(sold) == [BUYER, BUYER]
    assert sold.one("buyer-wrote").data["ended"] == "resent"


async def test_a_new_address_in_the_letter_gets_nothing(sold):
    await answers(sold, "Nie widzę faktury, proszę wysłać na szef@inna.example")

    assert sent_to(sold) == [BUYER]
    assert sold.one("buyer-wrote").data["ended"] is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [("już zapłacone", "paid"), ("dlaczego taka kwota?", "why-amount"), ("proszę o telefon", "other")],
)
async def test_a_claim_changes_no_book_and_sends_nothing(sold, text, wish):
    await answers(sold, text)

    assert sent_to(sold) == [BUYER]
    assert sold.one("buyer-wrote").data["wishes"] == [wish]
    (invoice,) = await sold.invoices()
    async with sold.units.reading() as work:
        assert (await work.filed.get(invoice.id)).paid_on is None


async def test_one_tap_marks_what_the_buyer_says_is_paid(sold):
    await answers(sold, "Zapłaciłem wczoraj")
    await sold.tap("mark-paid")

    (invoice,) = await sold.invoices()
    async with sold.units.reading() as work:
        assert (await work.filed.get(invoice.id)).paid_on == sold.clock.today()
    assert sold.one("buyer-wrote").data["ended"] == "paid"
    assert sold.one("buyer-wrote").options == ()


async def test_a_wrong_nip_begins_the_dialogue_of_the_correction(sold):
    await answers(sold, "Na fakturze jest zły NIP, nasz to 7740001454")

    task = sold.one("buyer-wrote")
    assert (task.data["nip"], sent_to(sold)) == ("7740001454", [BUYER])

    await sold.tap("buyer-fix-nip")

    card = sold.last()
    assert (card.code, card.data["correction"]["to_zero"]) == ("draft-incomplete", True)
    assert len(await sold.invoices()) == 1
    assert len(sold.telegram.alerts) == 2  # the tap was acknowledged


async def test_whoever_answers_alone_ends_the_task_and_nothing_goes(sold):
    await answers(sold, "Kwota się nie zgadza")
    await sold.tap("buyer-myself")

    assert sold.one("buyer-wrote").data["ended"] == "myself"
    assert sent_to(sold) == [BUYER]


async def test_one_copy_an_hour_goes_by_itself_and_then_the_seller_decides(sold):
    for _ in range(5):
        await answers(sold, "nie widzę faktury")

    assert len(copies(sold)) == 1
    first, second = [each for each in sold.telegram.chats["1001"].values() if each.code == "buyer-wrote"]
    assert (first.data["ended"], second.data["ended"]) == ("copied", None)
    assert second.data["letters"] == 3  # of four; further ones are told at round numbers


async def test_ten_copies_a_day_and_no_more(sold):
    for _ in range(15):
        await answers(sold, "nie widzę faktury")
        sold.clock.advance(minutes=61)

    assert len(copies(sold)) == 10


async def test_the_same_letter_twice_is_one_letter(sold):
    proof = MailProof(MAILBOX, dated=sold.clock.now(), digest="d" * 64)
    for _ in range(2):
        await answers(sold, "już zapłacone", proof=proof)

    assert sold.one("buyer-wrote").data["letters"] == 1


async def test_on_the_rung_below_the_message_id_tells_which_letter_and_only_a_proven_sender_gets_a_copy(sold):
    delivery = await delivery_of(sold)
    named = Answered(message_ids=("<none@nowhere.example>", delivery.message_id))
    await answers(sold, "nie widzę faktury", answered=named)

    assert (copies(sold), sold.one("buyer-wrote").data["ended"]) == ([], None)

    await answers(sold, "nie widzę faktury", answered=named, authentic=True)
    assert copies(sold) == []  # a task is open, and the seller has it

    await sold.tap("buyer-myself")
    await answers(sold, "nie widzę faktury", answered=named, authentic=True)
    assert len(copies(sold)) == 1


async def test_where_the_message_id_was_rewritten_the_number_in_the_subject_only_makes_a_task(sold):
    await answers(
        sold,
        "nie widzę faktury",
        answered=Answered(message_ids=("<1@portal.example>",)),
        authentic=True,
        subject="Re: Faktura FV/2026/11/1 od Latarnia Morska",
    )

    assert (copies(sold), sold.one("buyer-wrote").data["sure"]) == ([], False)


async def test_a_fresh_letter_without_any_trace_is_no_buyers_letter(sold):
    await answers(sold, "nie widzę faktury", answered=None, authentic=True, subject="faktura")

    assert "buyer-wrote" not in sold.shown()
    assert copies(sold) == []


async def test_before_the_number_nothing_goes_that_the_law_forbids(real):
    real.ksef.down = True
    await issued(real)
    (invoice,) = await real.invoices()
    async with real.units() as work:
        waiting = await real.handing_over.promise(work, invoice, Paper.VISUALISATION)

    named = Answered(reference_of(waiting.id))
    await real.write_letter("nie widzę faktury", BUYER, answered=named, authentic=False)

    assert real.post.letters == []
    assert real.one("buyer-wrote").data["ended"] == "under-way"


async def test_what_went_without_a_number_is_followed_by_what_the_matrix_gives_now(sold):
    """The seller's paper for the time before the number is never sent again when there is a number."""
    (invoice,) = await sold.invoices()
    async with sold.units() as work:
        early = await sold.handing_over.promise(work, invoice, Paper.TRANSACTION_CONFIRMATION)
    await sold.work()
    await answers(sold, "proszę o kopię faktury", answered=Answered(reference_of(early.id)))

    (copy,) = copies(sold)
    assert (copy.subject, invoice.ksef_number is not None) == ("Faktura FV/2026/11/1", True)


async def test_the_duplicate_of_a_plain_invoice_is_the_sellers_to_issue(real):
    await real.say(
        "faktura dla osoby prywatnej Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa, 2 h konsultacji po 200 zł, wyślij na jan@klient.example"
    )
    await real.tap("issue-outside")
    await answers(real, "poproszę duplikat", "jan@klient.example")

    assert copies(real) == []
    assert real.one("buyer-wrote").data["ended"] is None

    await real.tap("buyer-myself")
    await answers(real, "nie widzę faktury", "jan@klient.example")
    assert len(copies(real)) == 1


async def test_an_address_that_returned_our_letters_gets_none_by_itself(sold):
    delivery = await delivery_of(sold)
    async with sold.units() as work:
        await work.deliveries.suppress(delivery, sold.clock.now())
    await answers(sold, "nie widzę faktury")

    assert copies(sold) == []
    assert sold.one("buyer-wrote").data["ended"] is None


async def test_a_member_who_is_a_buyer_too_is_one_only_at_the_address_for_buyers(house):
    await house.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ola@firma.example")
    await house.tap("issue")
    delivery = await delivery_of(house)
    named = Answered(message_ids=(delivery.message_id,))

    await house.write_letter("nie widzę faktury", "ola@firma.example", answered=named)
    assert "buyer-wrote" not in house.shown()

    await house.write_letter(
        "nie widzę faktury", "ola@firma.example", answered=Answered(reference_of(delivery.id))
    )
    assert house.one("buyer-wrote").data["ended"] == "copied"


async def test_words_of_a_stranger_cannot_be_tapped(sold):
    await answers(sold, "Dopłać na http://evil.example/x albo @zly_bot, tel. 600 700 800", STRANGER)

    note = sold.one("buyer-wrote").data["note"]
    assert note == "Dopłać na […] albo zly_bot, tel. …00"


async def test_another_companys_invoice_is_never_given_at_a_companys_mailbox(sold):
    await answers(sold, "proszę o duplikat", company_id=uuid4())

    assert (copies(sold), "buyer-wrote" in sold.shown()) == ([], False)


async def test_a_frozen_company_sends_nothing_by_itself(sold):
    await sold.say("zamroź")
    await answers(sold, "nie widzę faktury")

    assert copies(sold) == []
    assert sold.one("buyer-wrote").data["ended"] is None


async def test_a_second_tap_and_a_tap_of_somebody_else_do_nothing_more(sold):
    await answers(sold, "nie widzę faktury", STRANGER)
    tap = sold.tap_of("buyer-resend")
    await sold.receive(tap)
    await sold.work()
    again = sold.incoming("", choice=tap.choice, tapped_message=tap.tapped_message, callback="again")
    await sold.receive(again)
    await sold.work()

    assert len(copies(sold)) == 1


async def test_after_an_hour_a_new_letter_after_a_decision_is_a_new_task(sold):
    await answers(sold, "już zapłacone")
    await sold.tap("buyer-myself")
    sold.clock.advance(hours=2)
    await answers(sold, "już zapłacone!")

    tasks = [each for each in sold.telegram.chats["1001"].values() if each.code == "buyer-wrote"]
    assert [each.data["ended"] for each in tasks] == ["myself", None]
