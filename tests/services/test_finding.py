"""Invoices are found by what people remember of them, opened, and said to be paid; never another company's."""

from decimal import Decimal
from uuid import UUID

import pytest

from invoicing.model.party import Address, Buyer, BuyerKind
from invoicing.services.finding.listing import PAGE, place_from, place_in, search_id
from invoicing.services.finding.records import Query
from invoicing.services.messages import Choice
from invoicing.services.records import Role
from tests.services.correcting import issued
from tests.services.house import SENTENCE

GARDEN = Buyer(
    BuyerKind.CONSUMER, "Zielony Ogród Anna Zając", Address("ul. Kwiatowa 1", "00-999 Przykładowo")
)


def numbers(reply) -> list[str]:
    return [row["number"] for row in reply.data["invoices"]]


@pytest.mark.parametrize(
    "words",
    [
        "faktury",
        "/faktury",
        "pokaż wszystkie faktury",
        "faktury dla klienta",
        "faktury z listopada",
        "faktury z listopada 2026",
        "faktury z tego miesiąca",
        "znajdź 492 zł",
        "znajdź 492,00",
        "faktury NIP 526-025-02-74",
        "znajdź 5260250274",
        "niezapłacone",
        "unpaid invoices",
        "неоплачені рахунки",
        "invoices from November",
    ],
)
async def test_what_is_remembered_of_an_invoice_finds_it(billed, words):
    await billed.say(words)

    assert billed.last().code == "invoices"
    assert numbers(billed.last()) == ["FV/2026/11/1"]


@pytest.mark.parametrize(
    "words",
    [
        "faktury dla Zielonego Ogrodu",
        "faktury z października",
        "znajdź 493 zł",
        "faktury NIP 1234563218",
        "przeterminowane",
        "otrzymane faktury",
        "faktury odrzucone",
    ],
)
async def test_what_does_not_fit_is_not_shown(billed, words):
    await billed.say(words)

    assert billed.last().data["count"] == 0
    assert numbers(billed.last()) == []


@pytest.mark.parametrize(
    "words",
    [
        "FV/2026/11/1",
        "status fv/2026/11/1",
        "czy FV/2026/11/1 jest zapłacona?",
        "znajdź 11/1",
        "pokaż fakturę nr 11/1",
    ],
)
async def test_one_is_opened_by_its_number_or_a_part_of_it(billed, words):
    await billed.say(words)

    card = billed.last()
    assert card.code == "invoice-card"
    assert (card.data["number"], card.data["status"], card.data["paid_on"]) == (
        "FV/2026/11/1",
        "accepted",
        None,
    )
    assert card.data["ksef_number"]
    (letter,) = card.data["deliveries"]
    assert (letter["address"], letter["status"]) == ("ksiegowosc@klient.example", "sent")
    assert {"pdf", "xml", "upo", "mark-paid"} <= set(card.labels)


async def test_a_number_of_none_is_said_so(billed):
    await billed.say("status FV/2026/11/99")

    assert billed.last().code == "refused"
    assert billed.last().data["reason"] == "invoice-unknown"


@pytest.mark.parametrize(
    "words",
    [
        "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł",
        "faktury dla Kowalskiego za usługi 500 zł",
        "korekta FV/2026/11/1 do zera",
        "pdf FV/2026/11/1",
        "wyślij FV/2026/11/1 na a@b.example",
        "zapłacona",
    ],
)
async def test_other_sentences_are_left_to_others(billed, words):
    await billed.say(words)

    assert billed.last().code not in {"invoices", "invoice-card"}


async def test_paid_is_said_in_words_or_by_a_button_and_taken_back(billed):
    await billed.say("FV/2026/11/1 zapłacona")
    card = billed.last()
    assert (card.data["paid_on"], card.data["changed"]) == ("2026-11-20", True)
    await billed.say("niezapłacone")
    assert numbers(billed.last()) == []

    await billed.tap("mark-unpaid")
    await billed.say("niezapłacone")
    assert numbers(billed.last()) == ["FV/2026/11/1"]

    await billed.tap("pick-1")
    await billed.tap("mark-paid")
    (invoice,) = await billed.invoices()
    assert (await billed.events(invoice))[-3:] == ["marked-paid", "marked-unpaid", "marked-paid"]


async def test_paid_said_twice_keeps_the_day_that_was_said_first(billed):
    await billed.say("FV/2026/11/1 zapłacona")
    billed.clock.advance(days=3)

    await billed.say("FV/2026/11/1 zapłacona")

    card = billed.last()
    assert (card.data["paid_on"], card.data["changed"]) == ("2026-11-20", False)


async def test_a_part_of_a_number_that_two_bear_says_of_neither_that_it_is_paid(billed):
    await issued(billed)

    await billed.say("faktura 2026/11 zapłacona")

    assert billed.last().code == "invoices"
    assert numbers(billed.last()) == ["FV/2026/11/2", "FV/2026/11/1"]
    assert {row["paid_on"] for row in billed.last().data["invoices"]} == {None}


async def test_who_may_only_look_says_nothing_of_payments(billed):
    await billed.take_on(Role.VIEWER, "2002")
    await billed.say("FV/2026/11/1", "2002")
    assert "mark-paid" not in billed.last("2002").labels

    await billed.say("FV/2026/11/1 zapłacona", "2002")

    assert billed.last("2002").code == "not-allowed"
    await billed.say("niezapłacone")
    assert numbers(billed.last()) == ["FV/2026/11/1"]


async def test_unpaid_ones_say_how_late_they_are(billed):
    billed.clock.advance(days=20)

    await billed.say("przeterminowane")

    (row,) = billed.last().data["invoices"]
    assert (row["due_date"], row["days_late"]) == ("2026-12-04", 6)


async def test_long_lists_are_turned_page_by_page_and_back_from_a_card(house):
    await house.backlog(PAGE + 2)
    await house.work()
    await house.say("/faktury")
    first = house.last()
    assert len(first.data["invoices"]) == PAGE
    assert "page-back" not in first.labels

    await house.tap("page-next")
    second = house.last()
    assert (second.data["page"], second.data["pages"], len(second.data["invoices"])) == (2, 2, 2)
    assert "page-next" not in second.labels

    await house.tap("pick-2")
    assert house.last().data["number"] == "FV/2026/11/1"
    await house.tap("to-the-list")
    assert house.last().data["page"] == 2
    await house.tap("page-back")
    assert house.last().data["page"] == 1
    assert len(set(numbers(house.last())) | set(numbers(second))) == PAGE + 2


async def test_a_button_of_a_list_fits_telegram_and_names_its_list(billed):
    await issued(billed)
    await billed.say("/faktury")
    reply = billed.last()
    search = search_id((await billed.invoices())[0].company_id, Query())

    choice = next(option.choice for row in reply.options for option in row if option.label == "pick-1")

    assert len(choice.encode()) <= 64
    assert place_from(choice.version) == (search, 1)
    assert place_from(place_in(UUID(int=2**56 - 1), 10**9)) == (UUID(int=2**56 - 1), 1023)


async def test_an_office_finds_only_the_company_it_works_for(house, office):
    await office.client("Bosman", "3003", Role.ACCOUNTANT)
    await house.say(SENTENCE)
    await house.tap("issue")
    (ours,) = await house.invoices()

    for words in ("/faktury", "FV/2026/11/1", "znajdź 492 zł", "niezapłacone", "faktury dla klienta"):
        await house.say(words, "3003")
        assert house.last("3003").data.get("invoices", []) == [], words

    for action in ("filed", "paid", "unpaid"):
        tap = house.incoming("", "3003", choice=Choice(action, ours.id), tapped_message="1", callback="c9")
        await house.receive(tap)
        await house.work()
        assert house.last("3003").code == "not-allowed"


async def test_whoever_works_for_two_companies_sees_which_one_it_is(house, office):
    await office.client("Bosman")

    await house.say("/faktury")

    assert house.last().data["company"] == "Latarnia Morska"


async def test_a_page_of_a_search_of_strangers_is_not_turned(house, office):
    await house.backlog(2)
    await house.say("/faktury")
    (ours, _) = await house.invoices()
    await office.client("Bosman", "3003")

    choice = Choice("found", search_id(ours.company_id, Query()), 1)
    await house.receive(house.incoming("", "3003", choice=choice, tapped_message="1", callback="c9"))
    await house.work()

    assert house.last("3003").code == "not-allowed"


@pytest.mark.parametrize("version", [0, -1, 10**30])
@pytest.mark.parametrize("action", ["found", "filed", "paid"])
async def test_a_button_nobody_made_does_nothing(billed, action, version):
    choice = Choice(action, UUID(int=9), version)

    await billed.receive(billed.incoming("", choice=choice, tapped_message="1", callback="c9"))
    await billed.work()

    assert billed.telegram.alerts[-1] == "stale-choice"


async def test_amounts_are_whole_grosze(billed):
    await billed.say("/faktury")

    assert Decimal(billed.last().data["invoices"][0]["gross"]) == Decimal("492.00")


async def test_the_last_invoice_is_paid_without_its_number_being_said(billed):
    await billed.say("ostatnia faktura zapłacona")
    assert (billed.last().code, billed.last().data["number"]) == ("invoice-card", "FV/2026/11/1")
    assert billed.last().data["paid_on"]

    await billed.say("ostatnia faktura jednak niezapłacona")
    assert not billed.last().data["paid_on"]


async def test_where_nothing_was_issued_the_last_invoice_is_an_empty_list(house):
    await house.say("ostatnia faktura zapłacona")

    assert (house.last().code, house.last().data["count"]) == ("invoices", 0)
