"""One suite for every way to a buyer: the lawful paper, once, and no more said of it than is known."""

import pytest

from invoicing.model.delivering import DeliveryNews, DeliveryStatus, DeliveryWay
from invoicing.model.offline import OutageKind
from invoicing.model.papers import Paper
from invoicing.services.delivery.channels import Parcel
from invoicing.services.ksef_ports import Refusal
from tests.services.test_hand_over import announced, certified, well_again

QUIET = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"
KNOWN = {
    DeliveryWay.EMAIL: DeliveryStatus.SENT,
    DeliveryWay.LINK: DeliveryStatus.SENT,
    DeliveryWay.TELEGRAM: DeliveryStatus.SENT,
    DeliveryWay.PRINT: DeliveryStatus.QUEUED,
}
"""What is known when the channel has done its part: paper that was printed is still with the seller."""


@pytest.fixture(params=DeliveryWay, ids=str)
def way(request) -> DeliveryWay:
    return request.param


class Channel:
    """One way, and what came out at its end."""

    def __init__(self, buyers, way) -> None:
        self.buyers, self.house, self.way = buyers, buyers.house, way
        self.address = {DeliveryWay.EMAIL: "ksiegowosc@klient.example", DeliveryWay.TELEGRAM: "2002"}.get(
            way, ""
        )

    async def promise(self, stored, paper):
        async with self.house.units() as work:
            delivery = await self.house.handing_over.promise(
                work, stored, paper, to=self.address, way=self.way
            )
        await self.house.work()
        return delivery

    async def status(self, delivery):
        async with self.house.units.reading() as work:
            return (await work.deliveries.get(delivery.id)).status

    def came_out(self) -> list:
        """Everything that this way showed or sent of papers."""
        if self.way is DeliveryWay.EMAIL:
            return self.house.post.letters
        code, chat = {
            DeliveryWay.LINK: ("paper-link", "1001"),
            DeliveryWay.TELEGRAM: ("buyer-paper", "2002"),
            DeliveryWay.PRINT: ("print-sheet", "1001"),
        }[self.way]
        return [each for each in self.house.telegram.chats.get(chat, {}).values() if each.code == code]


@pytest.fixture
async def channel(buyers, way) -> Channel:
    if way is DeliveryWay.TELEGRAM:
        await buyers.issued()
        await buyers.joins("2002")
        buyers.house.post.letters.clear()
    return Channel(buyers, way)


async def test_the_invoice_with_its_number_goes_once_however_often_it_is_promised(channel, buyers):
    stored = await buyers.issued(QUIET)

    delivery = await channel.promise(stored, Paper.VISUALISATION)
    await channel.promise(stored, Paper.VISUALISATION)

    mine = [each for each in await buyers.deliveries(stored) if each.way is channel.way]
    assert [each.id for each in mine] == [delivery.id]
    assert await channel.status(delivery) is KNOWN[channel.way]
    assert channel.came_out()


async def test_nothing_called_an_invoice_goes_before_its_number(channel, shop, buyers):
    shop.ksef.down = True
    stored = await buyers.issued(QUIET)
    before = len(channel.came_out())

    delivery = await channel.promise(stored, Paper.VISUALISATION)
    assert len(channel.came_out()) == before

    shop.ksef.down = False
    await shop.work(seconds=300)
    assert await channel.status(delivery) is KNOWN[channel.way]


async def test_a_confirmation_that_the_number_overtook_does_not_go_any_more(channel, buyers):
    stored = await buyers.issued(QUIET)
    before = len(channel.came_out())

    delivery = await channel.promise(stored, Paper.TRANSACTION_CONFIRMATION)

    assert await channel.status(delivery) is DeliveryStatus.SUPERSEDED
    assert len(channel.came_out()) == before


async def test_an_invoice_that_ksef_refused_is_handed_to_nobody(channel, shop, buyers):
    shop.ksef.verdicts = [Refusal(450, "nie", ())]
    stored = await buyers.issued(QUIET)
    before = len(channel.came_out())

    delivery = await channel.promise(stored, Paper.VISUALISATION)

    assert await channel.status(delivery) is DeliveryStatus.SUPERSEDED
    assert len(channel.came_out()) == before


async def test_offline_a_company_gets_the_confirmation_and_then_the_invoice(channel, shop, buyers):
    await certified(shop)
    await announced(shop, OutageKind.MAINTENANCE)
    await shop.say(QUIET)
    await shop.tap("issue")
    stored = (await shop.invoices())[-1]

    early = await channel.promise(stored, Paper.TRANSACTION_CONFIRMATION)
    assert await channel.status(early) is KNOWN[channel.way]

    await well_again(shop, OutageKind.MAINTENANCE)
    await shop.work(seconds=300)
    papers = [each.paper for each in await buyers.deliveries(stored) if each.way is channel.way]
    if channel.way is DeliveryWay.PRINT:  # nobody has carried it, so it falls away
        assert await channel.status(early) is DeliveryStatus.SUPERSEDED
    else:
        assert papers == [Paper.TRANSACTION_CONFIRMATION, Paper.VISUALISATION]


async def test_an_address_that_is_closed_gets_nothing(channel, shop, buyers):
    stored = await buyers.issued(QUIET)
    delivery = await channel.promise(stored, Paper.VISUALISATION)
    async with shop.units() as work:
        await work.deliveries.suppress(delivery, shop.clock.now())
    other = await buyers.issued(QUIET)
    before = len(channel.came_out())

    refused = await channel.promise(other, Paper.VISUALISATION)

    assert await channel.status(refused) is DeliveryStatus.REFUSED
    assert len(channel.came_out()) == before


async def test_the_channel_itself_says_no_more_than_that_it_went(channel, shop, buyers):
    stored = await buyers.issued(QUIET)
    delivery = await channel.promise(stored, Paper.VISUALISATION)
    known = {DeliveryWay.PRINT: None}.get(channel.way, DeliveryNews.SENT)

    handed = await shop.channels[channel.way].deliver(Parcel(delivery, stored, "pl"))

    assert handed.news is known


async def test_a_letter_that_is_repeated_is_the_same_and_a_copy_is_another(shop, buyers):
    letters = Channel(buyers, DeliveryWay.EMAIL)
    stored = await buyers.issued(QUIET)
    delivery = await letters.promise(stored, Paper.VISUALISATION)

    for attempt in (0, 1, 2, 2):
        await shop.channels[DeliveryWay.EMAIL].deliver(Parcel(delivery, stored, "pl", attempt))

    first, again, copy, other, same = [each.message_id for each in letters.came_out()]
    assert (first, other) == (again, same)
    assert len({first, copy, other}) == 3
