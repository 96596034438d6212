"""A house that can go every way to a buyer, and its page on a port of the loopback."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from invoicing.model.delivering import DeliveryNews, DeliveryWay
from invoicing.services.delivery.machine import DeliveryEvent, happened
from tests.services.conftest import bare_house, house, url  # noqa: F401 - used by their names
from tests.services.house import PUBLIC, SENTENCE, House
from web.paper_page import add_paper_page
from web.server import Server, health_app


@pytest.fixture
def shop(house) -> House:  # noqa: F811
    """Every way is open."""
    house.can(*DeliveryWay)
    return house


class Buyers:
    """What sellers and buyers do with invoices here."""

    def __init__(self, house: House) -> None:  # noqa: F811
        self.house = house

    async def issued(self, sentence: str = SENTENCE):
        """An invoice with its number."""
        await self.house.say(sentence)
        await self.house.tap("issue")
        await self.house.work(seconds=120)
        return (await self.house.invoices())[-1]

    async def deliveries(self, stored):
        async with self.house.units.reading() as work:
            return await work.deliveries.of_invoice(stored.id)

    async def bounced(self, delivery, said="550 5.1.1 no such user"):
        """The letter comes back."""
        async with self.house.units() as work:
            await happened(
                work, delivery.id, DeliveryEvent(DeliveryNews.BOUNCED, self.house.clock.now(), said)
            )
        await self.house.work(seconds=30)

    async def joins(self, chat: str) -> None:
        """The seller passes the link on, and the buyer presses Start."""
        await self.house.say("zaproś KLIENT do Telegrama")
        self.started = self.house.last().data["link"].rpartition("start=")[2]
        await self.house.say(f"/start {self.started}", chat, start=self.started)

    def link(self) -> str:
        """The path of the link that the seller was given, or that the newest letter leads to."""
        given = [each for each in self.house.telegram.chats["1001"].values() if each.code == "paper-link"]
        address = given[-1].data["link"] if given else self.house.post.letters[-1].text
        return address.removeprefix(PUBLIC)


@pytest.fixture
def buyers(shop) -> Buyers:
    return Buyers(shop)


@pytest.fixture
def trial():
    """The KSeF is the real one."""
    return


@pytest.fixture
async def browser(shop, trial) -> AsyncIterator[httpx.AsyncClient]:
    """Whoever opens links, a buyer or a scanner."""

    async def well():
        return {}

    pages = health_app(well)
    add_paper_page(pages, shop.paper_pages, trial)
    server = Server(pages, 0)
    port = await server.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        yield http
    await server.stop()


@pytest.fixture
def words():
    """The text of a page, without its marks."""

    def read(answer: httpx.Response) -> str:
        shown = re.sub(r"(?s)<style>.*?</style>", "", answer.text)
        return " ".join(re.sub(r"<[^>]+>", " ", shown).split())

    return read
