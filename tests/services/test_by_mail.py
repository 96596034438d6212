"""An e-mail may make a draft, decided on in Telegram; silence is the answer to everything doubtful."""

from invoicing.services.records import Role
from tests.services.house import OLA, SENTENCE

OLAS = "ola@firma.example"


async def test_a_members_letter_makes_a_draft_that_waits_in_telegram(house):
    await house.write_letter(SENTENCE)

    assert house.last().code == "draft-card"
    (answer,) = house.mail.chats[OLAS].values()
    assert answer.code == "mail-draft"
    assert answer.data["gross"] == "492.00"

    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert invoice.invoice.number == "FV/2026/11/1"
    assert len(house.post.letters) == 1


async def test_the_subject_may_be_the_sentence(house):
    await house.write_letter("", subject=SENTENCE)

    assert house.last().code == "draft-card"


async def test_an_incomplete_letter_asks_in_telegram(house):
    await house.write_letter("faktura dla NIP 5260250274, konsultacje")

    assert house.last().code == "draft-incomplete"
    (answer,) = house.mail.chats[OLAS].values()
    assert answer.data["missing"] == ["price"]


async def test_a_letter_that_pretends_makes_nothing_and_is_not_answered(house):
    for _ in range(3):
        await house.write_letter(SENTENCE, authentic=False, subject="Pilne")

    assert house.shown() == ["welcome", "mail-quarantined"]
    assert (house.last().data["from"], house.last().data["count"]) == (OLAS, 3)
    assert house.mail.chats == {}


async def test_a_stranger_is_answered_once_a_day_and_a_pretending_one_never(house):
    for _ in range(3):
        await house.write_letter(SENTENCE, sender="obcy@inny.example")
    await house.write_letter(SENTENCE, sender="fałsz@inny.example", authentic=False)
    house.clock.advance(days=1)
    await house.write_letter(SENTENCE, sender="obcy@inny.example")

    assert [each.code for each in house.mail.chats["obcy@inny.example"].values()] == ["mail-sorry"] * 2
    assert list(house.mail.chats) == ["obcy@inny.example"]
    assert house.shown() == ["welcome"]


async def test_anything_else_from_a_member_is_answered_once_a_day(house):
    for text in ("dzień dobry", "jaka pogoda?", "x" * 3000):
        await house.write_letter(text)

    assert [each.code for each in house.mail.chats[OLAS].values()] == ["mail-sorry"]
    assert house.shown() == ["welcome"]


async def test_a_wrong_nip_by_mail_is_explained_in_telegram(house):
    await house.write_letter("faktura dla NIP 5260250275, 2 h konsultacji po 200 zł")

    assert house.last().data["reason"] == "nip-checksum"
    assert [each.code for each in house.mail.chats[OLAS].values()] == ["mail-sorry"]


async def test_the_same_letter_twice_makes_one_draft(house):
    letter = house.letter(SENTENCE)
    await house.receive(letter)
    await house.assistant(letter)
    await house.work()

    assert house.shown() == ["welcome", "draft-card"]
    assert len(house.mail.chats[OLAS]) == 1


async def test_who_may_only_read_orders_nothing_by_mail(house):
    await house.take_on(Role.VIEWER, chat="2001", email="ksiegowa@firma.example")
    await house.write_letter(SENTENCE, sender="ksiegowa@firma.example")

    assert [each.code for each in house.mail.chats["ksiegowa@firma.example"].values()] == ["mail-sorry"]
    assert house.shown("2001") == ["welcome"]


async def test_the_address_of_an_invitation_stays_with_whom_it_belongs_to(house):
    await house.take_on(Role.ISSUER, chat="2001", email=OLAS)
    await house.write_letter(SENTENCE)

    assert house.shown(OLA) == ["welcome", "member-joined", "draft-card"]
    assert house.shown("2001") == ["welcome"]


MONTHLY = "faktura dla NIP 5260250274, abonament 99 zł co miesiąc 1."


async def test_a_recurring_invoice_in_a_letter_is_a_plan_that_begins_with_a_tap_in_telegram(house):
    await house.write_letter(MONTHLY)

    assert house.last().code == "recurrence-proposed"
    (answer,) = house.mail.chats[OLAS].values()
    assert (answer.code, answer.data["next_on"]) == ("mail-recurrence", "2026-12-01")
    async with house.units.reading() as work:
        (company,) = await work.companies.all()
        assert await work.recurrences.active(company.id) == []
    assert await house.invoices() == []

    await house.tap("recur")

    async with house.units.reading() as work:
        (kept,) = await work.recurrences.active(company.id)
    assert (kept.rhythm.day, kept.draft.buyer.nip.digits) == (1, "5260250274")


async def test_the_same_letter_twice_is_one_plan(house):
    incoming = house.letter(MONTHLY)
    await house.receive(incoming)
    await house.assistant(incoming)
    await house.work()

    assert house.shown().count("recurrence-proposed") == 1


async def test_a_recurring_invoice_that_lacks_something_is_asked_about_in_telegram(house):
    await house.write_letter("faktura dla NIP 5260250274, abonament co miesiąc 1.")

    assert (house.last().code, house.last().data["reason"]) == ("refused", "recurrence-incomplete")


async def test_a_letter_that_may_pretend_plans_nothing(house):
    await house.write_letter(MONTHLY, authentic=False)

    assert "recurrence-proposed" not in house.shown()


async def test_who_has_no_chat_cannot_agree_to_a_plan(house):
    await house.write_letter(MONTHLY, "obcy@firma.example")

    assert "recurrence-proposed" not in house.shown()
