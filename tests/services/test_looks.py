"""The look of papers belongs to one company, and falls back to ours."""

from invoicing.model.look import OURS, Look
from invoicing.model.party import Nip
from invoicing.services.papers.looks import ChooseLook, LooksInBooks
from tests.services.house import BUYER, SELLER


async def test_a_seller_s_own_look_is_found_by_its_nip_and_nobody_else_s(house):
    assert await ChooseLook(house.units)(SELLER.nip, Look("#7a1f2b", b"picture"))

    looks = LooksInBooks(house.units)
    assert await looks(SELLER.nip) == Look("#7a1f2b", b"picture")
    assert await looks(BUYER) == OURS


async def test_what_is_not_given_is_taken_away(house):
    choose, looks = ChooseLook(house.units), LooksInBooks(house.units)
    await choose(SELLER.nip, Look("#7a1f2b", b"picture"))
    await choose(SELLER.nip, Look("#0f4c75"))
    assert await looks(SELLER.nip) == Look("#0f4c75")

    await choose(SELLER.nip, OURS)
    assert await looks(SELLER.nip) == OURS


async def test_nobody_s_company_gets_no_look(house):
    assert not await ChooseLook(house.units)(Nip.parse("9990002148"), Look("#7a1f2b"))
