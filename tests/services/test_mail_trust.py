"""Whom a letter is believed to be from: secret address, own sender, proof; whatever is doubtful is set apart in silence."""

from datetime import timedelta

import pytest

from invoicing.services.mail_trust.quarantine_talk import ForgetQuarantine
from invoicing.services.mailboxes.records import MailboxAbilities
from invoicing.services.messages import Channel, MailProof
from invoicing.services.records import Role
from tests.services.house import MAILBOX, OLA, SENTENCE

OLAS, EVIL = "ola@firma.example", "zly@evil.example"


@pytest.fixture
async def plus(house):
    """The mailbox was seen to take plus-addresses."""
    async with house.units() as work:
        await work.mailboxes.learn(MAILBOX, MailboxAbilities(house.clock.now(), plus_address=True))


async def address_of(house, chat=OLA):
    await house.say("/poczta", chat)
    return house.last(chat).data["address"]


def token_in(address):
    return address.partition("+")[2].partition("@")[0]


@pytest.fixture
async def token(house):
    return token_in(await address_of(house))


def proof(house, **changes):
    usual = {"vouched": True, "addressed": True, "dated": house.clock.now()}
    return MailProof(MAILBOX, **{**usual, **changes})


def quarantined(house, chat=OLA):
    return [each for each in house.telegram.chats[chat].values() if each.code == "mail-quarantined"]


async def waiting(house, chat=OLA):
    await house.say("/kwarantanna", chat)
    return [row["doubt"] for row in house.last(chat).data["rows"]]


async def test_the_secret_address_is_the_persons_own_and_stays_until_it_is_renewed(house, token):
    assert len(token) == 16
    assert token_in(await address_of(house)) == token

    await house.tap("mail-renew")

    assert house.last().data["renewed"]
    assert token_in(house.last().data["address"]) != token


async def test_a_letter_to_the_secret_address_from_an_own_one_makes_a_draft(house, plus, token):
    await house.write_letter(SENTENCE, proof=proof(house, token=token))

    assert house.last().code == "draft-card"


async def test_a_signature_does_as_well_as_the_word_of_our_server(house, plus, token):
    await house.write_letter(SENTENCE, proof=proof(house, token=token, vouched=False, signed=True))

    assert house.last().code == "draft-card"


async def test_where_secret_addresses_work_a_letter_without_one_does_nothing_and_learns_the_address(
    house, plus
):
    await house.write_letter(SENTENCE)

    (told,) = quarantined(house)
    assert told.data["doubt"] == "token-missing"
    assert told.data["address"] == await address_of(house)
    assert house.mail.chats == {}


async def test_a_revoked_address_opens_nothing(house, plus, token):
    await address_of(house)
    await house.tap("mail-renew")

    await house.write_letter(SENTENCE, proof=proof(house, token=token))

    assert [told.data["doubt"] for told in quarantined(house)] == ["token-unknown"]
    assert await house.invoices() == []


@pytest.mark.parametrize(
    ("doubt", "changes"),
    [
        ("unproven", {"vouched": False}),
        ("not-addressed", {"addressed": False}),
        ("old", {"dated": None}),
    ],
)
async def test_a_doubtful_letter_to_the_secret_address_is_set_apart(house, token, doubt, changes):
    await house.write_letter(SENTENCE, proof=proof(house, token=token, **changes))

    assert [told.data["doubt"] for told in quarantined(house)] == [doubt]
    assert "draft-card" not in house.shown()
    assert house.mail.chats == {}


@pytest.mark.parametrize("off", [timedelta(hours=-25), timedelta(hours=25)])
async def test_a_letter_of_another_day_is_set_apart(house, token, off):
    dated = house.clock.now() + off
    await house.write_letter(SENTENCE, proof=proof(house, token=token, dated=dated))

    assert [told.data["doubt"] for told in quarantined(house)] == ["old"]


async def test_a_stranger_who_knows_the_secret_address_is_shown_masked_and_gets_no_answer(house, token):
    await house.write_letter(SENTENCE, EVIL, proof=proof(house, token=token))

    (told,) = quarantined(house)
    assert (told.data["from"], told.data["own"], told.data["doubt"]) == (
        "z…y@evil.example",
        False,
        "other-sender",
    )
    assert house.mail.chats == {}


async def test_a_colleague_with_somebody_elses_address_acts_for_nobody(house, token):
    await house.take_on(Role.ISSUER, chat="2001", email="jan@firma.example")

    await house.write_letter(SENTENCE, "jan@firma.example", proof=proof(house, token=token))

    assert [told.data["doubt"] for told in quarantined(house)] == ["other-sender"]
    assert house.shown("2001") == ["welcome"]


async def test_a_copy_of_a_letter_does_nothing_a_second_time(house, token):
    for _ in range(2):
        await house.write_letter(SENTENCE, proof=proof(house, token=token, digest="d" * 64))

    assert house.shown().count("draft-card") == 1
    assert await waiting(house) == ["replayed"]


async def test_a_secret_in_the_subject_of_an_answer_does_where_addresses_carry_none(house, token):
    async with house.units.reading() as work:
        person = await work.people.by_identity(Channel.EMAIL, OLAS)
        short = await work.mail_tokens.subject_token(person.id)

    await house.write_letter(SENTENCE, proof=proof(house, token=short, in_subject=True))
    assert house.last().code == "draft-card"

    await house.write_letter(SENTENCE, EVIL, proof=proof(house, token=short, in_subject=True))
    assert [each.code for each in house.mail.chats[EVIL].values()] == ["mail-sorry"]


async def test_a_flood_is_one_message_whose_count_goes_up(house, token):
    for _ in range(30):
        await house.write_letter(SENTENCE, authentic=False)

    (told,) = quarantined(house)
    assert told.data["count"] == 20


async def test_a_flood_from_many_senders_is_told_of_five(house, token):
    for number in range(30):
        await house.write_letter(SENTENCE, f"zly{number}@evil.example", proof=proof(house, token=token))

    assert len(quarantined(house)) == 5
    await house.say("/kwarantanna")
    assert (len(house.last().data["rows"]), house.last().data["more"]) == (5, True)


async def test_the_next_day_is_told_again(house, token):
    await house.write_letter(SENTENCE, authentic=False)
    house.clock.advance(days=1)
    await house.write_letter(SENTENCE, authentic=False)

    assert [told.data["count"] for told in quarantined(house)] == [1, 1]


async def test_an_own_address_that_was_not_known_is_added_from_quarantine_at_a_tap(house, token):
    await house.write_letter(SENTENCE, "ola@dom.example", proof=proof(house, token=token))
    await house.tap("quarantine")
    await house.tap("quarantine-adopt")
    assert house.last().code == "mail-address-added"

    await house.write_letter(SENTENCE, "ola@dom.example", proof=proof(house, token=token))

    assert house.last().code == "draft-card"
    assert await waiting(house) == []


async def test_an_address_that_nobody_vouched_for_is_added_only_by_a_code_sent_there(house, token):
    await house.write_letter(SENTENCE, "ola@dom.example", proof=proof(house, token=token, vouched=False))
    await house.tap("quarantine")
    await house.tap("quarantine-adopt")

    assert house.last().code == "mail-code-sent"
    (letter,) = house.mail.chats["ola@dom.example"].values()
    await house.say(f"/poczta {letter.data['code']}")
    assert house.last().code == "mail-address-added"


async def test_a_known_address_cannot_be_adopted_and_a_deleted_letter_is_gone_with_its_words(house, token):
    await house.write_letter(SENTENCE, authentic=False)
    await house.say("/kwarantanna")
    labels = house.last().labels
    assert "quarantine-adopt" not in labels

    await house.tap("quarantine-delete")

    assert await waiting(house) == []


async def test_somebody_elses_quarantine_cannot_be_decided_on(house, token):
    await house.take_on(Role.ISSUER, chat="2001", email="jan@firma.example")
    await house.write_letter(SENTENCE, "ola@dom.example", proof=proof(house, token=token))
    await house.say("/kwarantanna")

    await house.receive(house.tap_of("quarantine-adopt", OLA, person="2001"))
    await house.work()

    assert await waiting(house) == ["other-sender"]


async def test_thirty_days_later_letters_are_gone(house, token):
    await house.write_letter(SENTENCE, authentic=False)
    house.clock.advance(days=29)
    await ForgetQuarantine(house.units, house.clock)()
    assert await waiting(house) == ["unproven"]

    house.clock.advance(days=2)
    await ForgetQuarantine(house.units, house.clock)()

    assert await waiting(house) == []


async def test_an_address_is_added_by_a_code_that_was_sent_there(house):
    await house.say("/poczta Ola@Dom.example")
    assert house.last().data == {"address": "ola@dom.example"}
    (letter,) = house.mail.chats["ola@dom.example"].values()
    code = letter.data["code"]

    await house.say(f"/poczta {int(code) ^ 1:06d}")
    assert (house.last().code, house.last().data["tries"]) == ("mail-code-wrong", 4)
    await house.say(f"/poczta {code}")
    assert house.last().code == "mail-address-added"
    await house.say(f"/poczta {code}")
    assert house.last().data["reason"] == "mail-code-none"


async def test_a_code_is_guessed_five_times_at_most_and_ends_after_half_an_hour(house):
    await house.say("/poczta ola@dom.example")
    (letter,) = house.mail.chats["ola@dom.example"].values()
    for _ in range(5):
        await house.say(f"/poczta {int(letter.data['code']) ^ 1:06d}")
    await house.say(f"/poczta {letter.data['code']}")
    assert house.last().data["reason"] == "mail-code-none"

    await house.say("/poczta ola@praca.example")
    (letter,) = house.mail.chats["ola@praca.example"].values()
    house.clock.advance(minutes=31)
    await house.say(f"/poczta {letter.data['code']}")

    assert house.last().data["reason"] == "mail-code-none"


async def test_nobody_is_made_to_write_codes_to_the_world(house):
    for number in range(4):
        await house.say(f"/poczta ola@dom{number}.example")

    assert house.last().data["reason"] == "mail-codes-many"
    assert len(house.mail.chats) == 3


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (OLAS, "mail-address-known"),
        ("jan@firma.example", "mail-address-taken"),
        ("ola@dom", "mail-address-format"),
        ("a,b@dom.example", "mail-address-format"),
        ("jan", "mail-address-format"),
    ],
)
async def test_addresses_that_cannot_be_added(house, said, reason):
    await house.take_on(Role.ISSUER, chat="2001", email="jan@firma.example")

    await house.say(f"/poczta {said}")

    assert house.last().data["reason"] == reason
    assert house.mail.chats == {}


async def test_a_dropped_address_orders_nothing_any_more(house, token):
    await address_of(house)
    await house.tap("mail-drop")
    assert house.last().data["from"] == []

    await house.write_letter(SENTENCE, proof=proof(house, token=token))

    assert [told.data["doubt"] for told in quarantined(house)] == ["other-sender"]
