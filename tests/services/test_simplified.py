"""Simplified invoices: up to 450 zł or 100 euro, with the buyer's NIP (art. 106e ust. 5 pkt 3 VATA)."""

from invoicing.model.kinds import InvoiceKind

SMALL = "faktura uproszczona dla NIP 5260250274, toner 320 zł brutto"


async def test_a_simplified_invoice_says_so_on_its_card_and_in_the_books(house):
    await house.say(SMALL)
    assert (house.last().code, house.last().data["kind"]) == ("draft-card", "UPR")

    await house.tap("issue")

    (stored,) = await house.invoices()
    assert (stored.invoice.kind, str(stored.invoice.totals.gross)) == (InvoiceKind.SIMPLIFIED, "320.00")


async def test_above_450_zl_it_is_refused_before_there_is_a_card(house):
    await house.say("faktura uproszczona dla NIP 5260250274, toner 450,01 zł brutto")

    refused = house.last()
    assert (refused.code, refused.data["reason"]) == ("refused", "simplified-limit")
    assert refused.data["details"] == {"stated": "450.01", "limit": "450", "currency": "PLN"}
    await house.say("faktura uproszczona dla NIP 5260250274, toner 450 zł brutto")
    assert house.last().code == "draft-card"


async def test_its_correction_is_an_ordinary_one(house):
    await house.say(SMALL)
    await house.tap("issue")

    await house.say("korekta FV/2026/11/1: cena 300 zł")
    await house.tap("issue")

    assert [each.invoice.kind for each in await house.invoices()] == [
        InvoiceKind.SIMPLIFIED,
        InvoiceKind.CORRECTING,
    ]


async def test_repeated_it_stays_simplified(house):
    await house.say(SMALL)
    await house.tap("issue")
    await house.say("powtórz ostatnią fakturę")
    assert house.last().data["kind"] == "UPR"
