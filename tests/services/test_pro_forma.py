"""A pro forma is no invoice: its own numbers, its own book, never to KSeF; its invoice is made of it later."""

from dataclasses import replace
from datetime import datetime

import pytest

from invoicing.model.kinds import InvoiceKind
from invoicing.services.messages import Choice
from invoicing.services.pro_forma.making import series_of
from invoicing.services.records import Role
from tests.services.fakes import WARSAW, Crash
from tests.services.house import SENTENCE, STRANGER

ASKED = "pro forma dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example"


def shown(house, code, chat="1001"):
    return [each for each in house.telegram.chats[chat].values() if each.code == code][-1]


@pytest.fixture
async def made(house):
    await house.say(ASKED)
    await house.tap("issue-pro-forma")
    return house


async def test_the_card_says_what_it_is_and_offers_no_way_into_ksef(house):
    await house.say(ASKED)

    card = house.last()
    assert (card.code, card.data["kind"], card.data["mode"]) == ("draft-card", "PRO_FORMA", None)
    assert set(card.labels) == {"issue-pro-forma", "edit", "cancel"}


async def test_the_card_is_changed_by_saying_it_and_stays_a_pro_forma(house):
    await house.say(ASKED)
    await house.say("zmień termin na 21 dni")

    card = house.last()
    assert (card.data["kind"], card.data["due_date"]) == ("PRO_FORMA", "2026-12-11")
    assert "issue-pro-forma" in card.labels


async def test_a_tap_gives_a_number_of_its_own_a_paper_and_a_letter_and_no_invoice(made):
    assert await made.invoices() == []
    assert made.ksef.sendings == []
    told = shown(made, "pro-forma").data
    assert (told["number"], told["gross"], told["sent"]) == ("PF/2026/11/1", "492.00", True)
    assert [file.name for file in shown(made, "files").files] == ["pro-forma-PF-2026-11-1.pdf"]
    (letter,) = made.post.letters
    assert (letter.subject, letter.to) == ("Pro forma PF/2026/11/1", "ksiegowosc@klient.example")
    assert [file.name for file in letter.attachments] == ["pro-forma-PF-2026-11-1.pdf"]


async def test_invoices_and_pro_formas_count_apart(made):
    await made.say(SENTENCE)
    await made.tap("issue")
    await made.say(ASKED)
    await made.tap("issue-pro-forma")

    assert [each.invoice.number for each in await made.invoices()] == ["FV/2026/11/1"]
    assert shown(made, "pro-forma").data["number"] == "PF/2026/11/2"


async def test_a_company_whose_invoices_are_called_pf_gets_pro_formas_of_another_name(house):
    taken = replace(house.profile, series="PF/{year}/{month}/{number}")

    assert series_of(house.profile).pattern == "PF/{year}/{month}/{number}"
    assert series_of(taken).pattern == "PROFORMA/{year}/{month}/{number}"


async def test_no_forged_tap_makes_an_invoice_of_it_nor_a_pro_forma_of_an_invoice(house):
    for sentence, action in ((ASKED, "issue"), (SENTENCE, "issue-pro-forma")):
        await house.say(sentence)
        card = house.last()
        choice = card.choice("cancel")
        forged = Choice(action, choice.subject, choice.version)
        await house.receive(house.incoming("", choice=forged, tapped_message="0", callback="c"))
        await house.work()

    assert await house.invoices() == []
    assert house.post.letters == []


async def test_a_second_tap_shows_the_same_pro_forma(house):
    await house.say(ASKED)
    tap = house.tap_of("issue-pro-forma")
    await house.receive(tap)
    await house.receive(replace(tap, key="telegram:again"))
    await house.work()

    assert shown(house, "pro-forma").data["number"] == "PF/2026/11/1"
    assert len(house.post.letters) == 1


async def test_a_card_of_yesterday_is_shown_again_with_the_date_of_today(house):
    await house.say(ASKED)
    house.clock.at = datetime.fromisoformat("2026-11-21T09:00").replace(tzinfo=WARSAW)
    await house.tap("issue-pro-forma")

    assert house.telegram.alerts[-1] == "card-of-another-day"
    assert shown(house, "draft-card").data["issue_date"] == "2026-11-21"


async def test_a_letter_that_went_before_a_crash_goes_as_the_same_letter(house):
    await house.say(ASKED)
    house.post.dies_after_sending = True
    with pytest.raises(Crash):
        await house.tap("issue-pro-forma")
    await house.restart()
    await house.work()

    assert len({letter.message_id for letter in house.post.letters}) == 1
    assert shown(house, "pro-forma").data["sent"]


async def test_an_address_that_takes_no_mail_is_told(house):
    house.post.refuses = True
    await house.say(ASKED)
    await house.tap("issue-pro-forma")

    assert "550" in shown(house, "pro-forma").data["refusal"]


@pytest.mark.parametrize(
    "words",
    ["wystaw fakturę do PF/2026/11/1", "faktura do pro formy pf/2026/11/1", "invoice for PF/2026/11/1"],
)
async def test_its_invoice_is_made_of_it_by_saying_so(made, words):
    await made.say(words)

    card = made.last()
    assert (card.code, card.data["kind"], card.data["gross"]) == ("draft-card", "VAT", "492.00")
    assert card.data["send_to"] == "ksiegowosc@klient.example"
    await made.tap("issue")
    (stored,) = await made.invoices()
    assert (stored.invoice.kind, stored.invoice.number) == (InvoiceKind.VAT, "FV/2026/11/1")


async def test_the_button_makes_one_draft_and_asks_back_once_its_invoice_is_issued(made):
    await made.tap("pro-forma-invoice")
    first = shown(made, "draft-card").data["draft"]
    await made.say("faktura do PF/2026/11/1")
    assert made.last().data["draft"] == first
    await made.tap("issue")

    await made.tap("pro-forma-invoice")
    assert shown(made, "pro-forma-invoiced").data["invoices"] == ["FV/2026/11/1"]
    assert len(await made.invoices()) == 1
    await made.tap("pro-forma-again")
    assert shown(made, "draft-card").data["draft"] != first


async def test_its_number_alone_shows_it_and_an_unknown_one_is_said(made):
    await made.say("PF/2026/11/1")
    assert made.last().code == "pro-forma"
    await made.say("faktura do PF/2026/11/7")
    assert (made.last().code, made.last().data["reason"]) == ("refused", "pro-forma-unknown")


async def test_strangers_get_nothing_of_it(made):
    choice = shown(made, "pro-forma").choice("pdf")
    await made.receive(made.incoming("", STRANGER, choice=choice, tapped_message="1", callback="c"))
    await made.work()

    assert not any(each.files for each in made.telegram.chats.get(STRANGER, {}).values())


async def test_it_stands_in_no_list_of_invoices(made):
    await made.say("/faktury")
    assert "PF/2026" not in str(made.last().data)


@pytest.fixture
async def several(made):
    """PF/2026/11/1 is invoiced, 2 withdrawn, 3 past its term, 4 waits."""
    await made.tap("pro-forma-invoice")
    await made.tap("issue")
    for more in ("", ", termin 3 dni", ""):
        await made.say(f"pro forma dla NIP 5260250274, 1 h konsultacji po 200 zł{more}")
        await made.tap("issue-pro-forma")
    await made.say("anuluj proformę 2")
    made.clock.advance(days=5)
    return made


@pytest.mark.parametrize(
    "words", ["/proformy", "moje proformy", "Pokaż pro formy", "/proformy_1", "my pro formas"]
)
async def test_all_are_listed_with_what_came_of_them(several, words):
    await several.say(words)

    listed = several.last()
    assert listed.code == "pro-formas"
    assert [(row["number"], row["state"], row["invoices"]) for row in listed.data["rows"]] == [
        ("PF/2026/11/4", "open", []),
        ("PF/2026/11/3", "expired", []),
        ("PF/2026/11/2", "cancelled", []),
        ("PF/2026/11/1", "invoiced", ["FV/2026/11/1"]),
    ]
    assert len(listed.options) == 2


async def test_a_long_list_is_paged(made):
    for _ in range(8):
        await made.say("pro forma dla NIP 5260250274, 1 h konsultacji po 200 zł")
        await made.tap("issue-pro-forma")
    await made.say("/proformy")
    assert (len(made.last().data["rows"]), made.last().data["pages"]) == (8, 2)
    await made.say("/proformy_2")
    assert [row["number"] for row in made.last().data["rows"]] == ["PF/2026/11/1"]


@pytest.mark.parametrize(
    "words", ["wystaw fakturę z proformy 4", "faktura do pro formy nr 4", "invoice for pro forma 4"]
)
async def test_the_count_alone_names_it_where_no_other_ends_so(several, words):
    await several.say(words)
    assert (several.last().code, several.last().data["gross"]) == ("draft-card", "246.00")


async def test_where_several_end_so_the_whole_number_is_asked_for(several):
    several.clock.advance(days=20)
    await several.say("pro forma dla NIP 5260250274, 1 h konsultacji po 200 zł")
    await several.tap("issue-pro-forma")
    await several.say("faktura z proformy 1")
    assert several.last().data["reason"] == "pro-forma-which"


async def test_a_list_button_makes_the_draft_of_its_invoice(several):
    await several.say("/proformy")
    await several.tap("pro-forma-invoice-of")
    assert several.last().code == "draft-card"


async def test_what_is_withdrawn_makes_no_invoice_and_its_open_draft_ends(made):
    await made.tap("pro-forma-invoice")
    card = made.tap_of("issue")
    await made.tap("pro-forma-cancel")
    assert shown(made, "pro-forma").data["cancelled"]

    await made.receive(card)
    await made.work()
    await made.say("faktura do PF/2026/11/1")

    assert made.last().data["reason"] == "pro-forma-cancelled"
    assert await made.invoices() == []


async def test_what_is_invoiced_is_not_withdrawn(several):
    await several.say("anuluj PF/2026/11/1")
    assert (several.last().code, several.last().data["reason"]) == ("refused", "pro-forma-invoiced")


async def test_withdrawing_twice_changes_nothing(several):
    await several.say("wycofaj proformę 2")
    assert several.last().data["cancelled"]


async def test_who_only_looks_sees_the_list_and_withdraws_nothing(several):
    await several.take_on(Role.VIEWER, "1003")
    await several.say("/proformy", "1003")
    assert several.last("1003").options == ()
    await several.say("anuluj proformę 4", "1003")
    assert several.last("1003").code == "not-allowed"


async def test_a_company_sees_its_own_only(several, office):
    other = await office.client("Druga", chat="1003", role=Role.OWNER)
    assert other is not None
    await several.say("/proformy", "1003")
    assert several.last("1003").data["count"] == 0


async def test_no_pro_forma_is_ever_promised_to_ksef_nor_counted_as_an_invoice(several):
    """Four of them, one of which was invoiced."""
    assert len(several.ksef.sendings) == 1
    assert [each.invoice.number for each in await several.invoices()] == ["FV/2026/11/1"]
    await several.say(SENTENCE)
    await several.tap("issue")
    assert [each.invoice.number for each in await several.invoices()][-1] == "FV/2026/11/2"
