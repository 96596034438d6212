"""What is not handed over by the seller himself: too early, by whoever may not, or where the law gives nothing."""

from datetime import date

import pytest

from invoicing.model.delivering import DeliveryStatus
from invoicing.model.offline import Outage, OutageKind
from invoicing.services.ksef_ports import Refusal
from invoicing.services.records import Role
from tests.services.house import OLA

EWA = "1004"
SENTENCE = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"
LINK, SHEET, HANDED = "link do FV/2026/11/1", "wydruk FV/2026/11/1", "wręczono FV/2026/11/1 20.11 Janowi"
POSTED = "wysłano pocztą FV/2026/11/1, nr nadania 00459007730000000001"


async def issued_without_a_number(shop) -> None:
    shop.ksef.down = True
    await shop.say(SENTENCE)
    await shop.tap("issue")


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.VIEWER])
@pytest.mark.parametrize("words", [LINK, SHEET, HANDED, POSTED, "wycofaj link FV/2026/11/1"])
async def test_who_may_send_no_papers_hands_none_over_and_takes_no_link_back(shop, buyers, role, words):
    stored = await buyers.issued(SENTENCE)
    await shop.say(LINK)
    before = await buyers.deliveries(stored)
    await shop.take_on(role, EWA)

    await shop.say(words, EWA)

    assert shop.last(EWA).code == "not-allowed"
    assert await buyers.deliveries(stored) == before


async def test_before_its_number_no_sheet_and_no_link_is_given_to_whoever_asks(shop, buyers):
    await shop.take_on(Role.ISSUER, EWA)
    await issued_without_a_number(shop)

    for chat in (EWA, EWA, OLA):
        for words in (SHEET, LINK):
            await shop.say(words, chat)
            assert (shop.last(chat).code, shop.last(chat).data["waits"]) == ("way-promised", True)
    assert not {"print-sheet", "paper-link"} & {*shop.shown(OLA), *shop.shown(EWA)}

    shop.ksef.down = False
    await shop.work(seconds=120)
    assert {"print-sheet", "paper-link"} <= set(shop.shown(OLA))


async def test_nobody_can_have_been_given_an_invoice_before_its_number(shop, buyers):
    await issued_without_a_number(shop)
    (stored,) = await shop.invoices()

    for words in (HANDED, POSTED):
        await shop.say(words)
        assert shop.last().data["reason"] == "hand-over-too-early"

    assert {each.status for each in await buyers.deliveries(stored)} <= {DeliveryStatus.QUEUED}


@pytest.mark.parametrize("words", [LINK, SHEET, HANDED, POSTED])
async def test_of_a_rejected_invoice_nothing_is_handed_over(shop, buyers, words):
    shop.ksef.verdicts = [Refusal(450, "nie", ())]
    stored = await buyers.issued(SENTENCE)

    await shop.say(words)

    assert shop.last().data["details"]["row"] == "D25"
    assert await buyers.deliveries(stored) == []


@pytest.mark.parametrize("words", [LINK, SHEET, HANDED, POSTED])
async def test_without_a_certificate_nothing_with_two_codes_is_handed_over(shop, buyers, words):
    today = date(2026, 11, 20)
    shop.lighthouse.says(OutageKind.MAINTENANCE, Outage(OutageKind.MAINTENANCE, today, None))
    await shop.watch()
    await issued_without_a_number(shop)
    (stored,) = await shop.invoices()

    await shop.say(words)

    assert shop.last().data["reason"] == "offline-certificate-needed"
    assert await buyers.deliveries(stored) == []
