"""What is no proper order gets a clear answer and never a draft by mistake."""

import pytest

from invoicing.services.messages import Channel
from tests.services.house import OLA, SENTENCE


async def drafts_of(house):
    async with house.units.reading() as work:
        person = await work.people.by_identity(Channel.TELEGRAM, OLA)
        return await work.drafts.latest_open(person.id)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("faktura dla NIP 5260250275, 2 h konsultacji po 200 zł", "nip-checksum"),
        ("faktura dla NIP 526025027, 2 h konsultacji po 200 zł", "nip-length"),
        ("faktura dla NIP 5260250274, 2 h konsultacji po -200 zł", "amount-negative"),
        ("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, termin 1.11.2026", "date-past"),
        ("faktura dla NIP 5265877635, 2 h konsultacji po 200 zł", "buyer-is-seller"),
    ],
)
async def test_what_cannot_be_invoiced_is_refused_with_its_reason(house, sentence, reason):
    await house.say(sentence)

    assert house.last().code == "refused"
    assert house.last().data["reason"] == reason
    assert await drafts_of(house) is None


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("faktura dla NIP 5260250274, konsultacje", ["price"]),
        ("faktura, 2 h konsultacji po 200 zł", ["buyer"]),
        ("faktura dla NIP 5260250274", ["lines"]),
        ("wystaw fakturę", ["buyer", "lines"]),
    ],
)
async def test_what_is_missing_is_asked_for_and_cannot_be_issued(house, sentence, missing):
    await house.say(sentence)

    assert house.last().code == "draft-incomplete"
    assert house.last().data["missing"] == missing
    assert house.last().labels == ["cancel"]


async def test_four_thousand_characters_are_too_long(house):
    await house.say((SENTENCE + ", ") * 45)

    assert house.last().code == "too-long"
    assert house.last().data["length"] > 2000
    assert await drafts_of(house) is None


@pytest.mark.parametrize("media", ["sticker", "photo", "voice", "document", "other"])
async def test_media_are_answered_and_their_captions_are_no_orders(house, media):
    await house.say(SENTENCE, media=media)

    assert house.last().code == "media"
    assert house.last().data == {"media": media}
    assert await drafts_of(house) is None


async def test_forwarded_words_are_not_the_persons_own(house):
    await house.say(SENTENCE, forwarded=True)

    assert house.last().data["reason"] == "forwarded"
    assert await drafts_of(house) is None


@pytest.mark.parametrize(("text", "code"), [("   ", "empty"), ("zażółć gęślą jaźń", "not-understood")])
async def test_words_that_mean_nothing_to_us_are_said_so(house, text, code):
    await house.say(text)

    assert house.last().code == code
    assert await drafts_of(house) is None


async def test_an_incomplete_draft_cannot_be_issued_by_a_forged_button(house):
    await house.say("faktura dla NIP 5260250274, konsultacje")
    forged = house.tap_of("cancel")
    choice = type(forged.choice)("issue", forged.choice.subject, forged.choice.version)
    await house.say("", choice=choice, callback="c")

    assert house.last().data["reason"] == "incomplete-draft"
    assert await house.invoices() == []


async def test_a_button_nobody_made_is_only_acknowledged(house):
    await house.say("", callback="c", choice=None)

    assert house.telegram.alerts == ["stale-choice"]


@pytest.mark.parametrize("line", ["konsultacje 0,001 zł", "0,001 szt. śruby po 1 zł"])
async def test_a_line_worth_nothing_makes_no_draft(house, line):
    await house.say(f"faktura dla NIP 5260250274, {line}")
    assert house.last().code == "refused"
    assert house.last().data["reason"] == "amount-zero"


@pytest.mark.parametrize(
    ("words", "price"),
    [
        ("faktura dla NIP 5260250274: 10h x 85, materiały 348,56 brutto", "10 godz. × 85,00"),
        ("faktura dla NIP 5260250274, materiały 348,56 zł, 3 szt. po 20 zł", "3 szt. × 20,00"),
    ],
)
async def test_a_price_of_nobody_knows_what_is_never_left_out_unnoticed(house, words, price):
    await house.say(words)

    assert (house.last().code, house.last().data["reason"]) == ("refused", "line-unnamed")
    assert house.last().data["details"] == {"value": price}


async def test_a_negative_amount_is_named_with_its_sign(house):
    await house.say("faktura dla NIP 5260250274, rower -500 zł")

    assert house.last().data["details"] == {"value": "-500"}
