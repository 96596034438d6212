"""The card is changed by its buttons in the same message; every button bears the version it stands on."""

from dataclasses import replace

import pytest

from invoicing.model.company import VatExemption, VatStatus
from invoicing.services.messages import Choice
from tests.services.editing import choices, draft_of
from tests.services.house import OLA

TWO_HOURS = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"
TWO_LINES = TWO_HOURS + ", dojazd 50 zł"


@pytest.mark.parametrize(
    ("taps", "field", "value"),
    [
        (["kind-gross"], "price_kind", "gross"),
        (["edit-rate", "rate-8"], "vat", "32.00"),
        (["edit-due", "due-7"], "due_date", "2026-11-27"),
        (["edit-due", "due-30"], "due_date", "2026-12-20"),
        (["edit-supply", "supply-yesterday"], "supply_date", "2026-11-19"),
        (["edit-supply", "supply-today"], "supply_date", "2026-11-20"),
        (["edit-payment", "payment-cash"], "payment_method", "cash"),
        (["edit-payment", "payment-paid"], "paid", True),
        (["edit-email", "email-none"], "send_to", None),
        (["edit-lines", "remove-line"], "lines", []),
    ],
)
async def test_a_card_is_changed_by_its_buttons_in_the_same_message(house, taps, field, value):
    await house.say(TWO_HOURS + ", wyślij na ksiegowosc@klient.example")
    shown = len(house.telegram.chats[OLA])
    for label in ["edit", *taps]:
        await house.tap(label)

    assert len(house.telegram.chats[OLA]) == shown
    assert house.last().data[field] == value
    assert "cancel" in house.last().labels


async def test_the_way_back_from_a_menu_changes_nothing(house):
    await house.say(TWO_HOURS)
    for label in ["edit", "edit-due", "board", "edit-buyer", "board", "back"]:
        await house.tap(label)

    assert house.last().code == "draft-card"
    assert house.last().data["due_date"] == "2026-12-04"
    await house.tap("issue")
    assert len(await house.invoices()) == 1


async def test_every_button_fits_into_telegram(house):
    await house.say(TWO_HOURS)
    await house.tap("edit")
    for menu in ["edit-rate", "edit-due", "edit-supply", "edit-lines", "edit-payment", "edit-email"]:
        await house.tap(menu)
        assert all(len(choice.encode()) <= 64 for choice in choices(house))
        await house.tap("board")


async def test_a_button_of_an_older_menu_does_nothing_and_brings_the_present_card(house):
    await house.say(TWO_HOURS)
    await house.tap("edit")
    await house.tap("edit-due")
    old = house.tap_of("due-7")
    await house.tap("due-30")

    await house.receive(old)
    await house.work()

    assert house.telegram.alerts[-1] == "stale-choice"
    assert house.last().data["due_date"] == "2026-12-20"


async def test_a_double_tap_changes_once(house):
    await house.say(TWO_HOURS)
    await house.tap("edit")
    twice = house.tap_of("kind-gross")
    await house.receive(twice)
    again = house.incoming(
        "", choice=twice.choice, tapped_message=twice.tapped_message, callback=twice.callback + "again"
    )
    await house.receive(again)
    await house.work()

    assert house.last().data["price_kind"] == "gross"
    assert (await draft_of(house)).version == 3


@pytest.mark.parametrize("action", ["due-9", "remove-7", "line-1", "line-99", "rate-22", "edit-everything"])
async def test_a_forged_button_changes_nothing(house, action):
    await house.say(TWO_HOURS)
    await house.tap("edit")
    draft = await draft_of(house)
    await house.say("", choice=Choice(action, draft.id, draft.version), callback="c")

    assert (await draft_of(house)).version == draft.version
    assert await house.invoices() == []


async def test_a_button_of_an_issued_draft_shows_where_the_invoice_is(house):
    await house.say(TWO_HOURS)
    await house.tap("edit")
    late = house.tap_of("kind-gross")
    await house.tap("back")
    await house.tap("issue")

    await house.receive(late)
    await house.work()

    assert house.telegram.alerts[-1] == "already-issued"
    (stored,) = await house.invoices()
    assert stored.invoice.price_kind.value == "net"


async def test_an_exempt_company_is_offered_no_rate(bare_house):
    bare_house.profile = replace(
        bare_house.profile,
        vat_status=VatStatus.EXEMPT,
        exemption=VatExemption("art. 113 ust. 1 ustawy o VAT"),
    )
    await bare_house.take_on()
    await bare_house.say(TWO_HOURS)
    await bare_house.tap("edit")
    await bare_house.tap("edit-rate")

    assert bare_house.last().labels == ["rate-zw", "rate-np", "board"]


async def test_changes_are_taken_back_one_after_another(house):
    await house.say(TWO_HOURS)
    await house.say("termin 7 dni")
    await house.say("cena 250")
    await house.tap("undo")
    assert (house.last().data["net"], house.last().data["due_date"]) == ("400.00", "2026-11-27")

    await house.say("cofnij")
    assert (house.last().data["net"], house.last().data["due_date"]) == ("400.00", "2026-12-04")
    assert "due_date" in house.last().data["guessed"]
    assert "undo" not in house.last().labels

    await house.say("cofnij")
    assert house.last().data["reason"] == "nothing-to-undo"


async def test_after_taking_back_a_new_change_begins_from_there(house):
    await house.say(TWO_HOURS)
    await house.say("cena 250")
    await house.say("cofnij ostatnią zmianę")
    await house.say("ilość 3")
    await house.say("undo")

    assert house.last().data["net"] == "400.00"


async def test_what_is_taken_back_another_day_bears_the_date_of_that_day(house):
    await house.say(TWO_HOURS)
    await house.say("cena 250")
    house.clock.advance(days=5)
    await house.say("cofnij")

    assert house.last().data["issue_date"] == "2026-11-25"
    assert house.last().data["due_date"] == "2026-12-09"


async def test_a_change_on_another_day_bears_the_date_of_that_day(house):
    await house.say(TWO_HOURS)
    house.clock.advance(days=5)
    await house.say("cena 250")

    assert house.last().data["due_date"] == "2026-12-09"
    await house.tap("issue")
    (stored,) = await house.invoices()
    assert stored.invoice.due_date.isoformat() == "2026-12-09"


async def test_a_correction_is_changed_in_words_alone(billed):
    """Its lines are what should have been, beside what was: no menu of a draft fits them."""
    await billed.say("korekta FV/2026/11/1: 1 godz. zamiast 2")
    await billed.tap("edit")
    assert billed.last().labels == ["back", "cancel"]

    draft = await draft_of(billed)
    await billed.say("", choice=Choice("rate-8", draft.id, draft.version), callback="c")
    assert (await draft_of(billed)).version == draft.version


async def test_a_change_of_a_correction_is_taken_back(billed):
    await billed.say("korekta FV/2026/11/1: 1 godz. zamiast 2")
    before = billed.last().data["gross"]
    await billed.say("cena 180 zł zamiast 200")
    assert billed.last().data["gross"] != before

    await billed.tap("undo")
    assert billed.last().data["gross"] == before


async def test_a_line_with_a_long_name_is_called_by_its_beginning(house):
    await house.say(TWO_LINES)
    await house.say("nazwa drugiej pozycji: przegląd instalacji elektrycznej w budynku przy ulicy Długiej")
    await house.tap("edit")
    await house.tap("edit-lines")

    (first, second, *_) = [option.about for row in house.last().options for option in row]
    assert first == "1. konsultacje"
    assert second == "2. przegląd instalacji ele…"
