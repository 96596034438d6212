"""An advance is corrected after it was settled: the settlement is flagged, and its correction is a tap away."""

from decimal import Decimal

import pytest

from tests.services.test_advances import WHOLE


@pytest.fixture
async def settled(real):
    """The advance FV/2026/11/1 of 4920 zł is taken off FV/2026/11/2, which leaves 7380 zł."""
    await real.say(WHOLE)
    await real.tap("issue")
    await real.say("faktura rozliczeniowa do FV/2026/11/1")
    await real.tap("issue")
    assert [each.invoice.number for each in await real.invoices()] == ["FV/2026/11/1", "FV/2026/11/2"]
    return real


async def corrects_the_advance(house, amount="3690"):
    await house.say(f"korekta FV/2026/11/1: zaliczka {amount} zł zamiast 4920")
    await house.tap("issue")


async def test_whoever_issued_it_hears_of_it_and_its_status_says_so(settled):
    await corrects_the_advance(settled)

    news = settled.one("settlement-stale")
    assert (news.data["number"], news.data["advance"], news.data["difference"]) == (
        "FV/2026/11/2",
        "FV/2026/11/1",
        "-1230.00",
    )
    assert news.labels == ["correct-settlement"]
    await settled.say("status FV/2026/11/2")
    assert settled.last().data["stale"]["correction"] == "KOR/2026/11/1"
    assert "correct-settlement" in settled.last().labels


async def test_the_button_draws_up_the_correction_and_a_tap_issues_it(settled):
    await corrects_the_advance(settled)
    await settled.tap("correct-settlement")

    card = settled.last()
    assert (card.code, card.data["gross"]) == ("draft-card", "1230.00")
    assert card.data["correction"]["number"] == "FV/2026/11/2"
    await settled.tap("issue")
    last = (await settled.invoices())[-1].invoice
    assert (last.number, last.totals.gross) == ("KOR/2026/11/2", Decimal("1230.00"))
    await settled.say("status FV/2026/11/2")
    assert settled.last().data["stale"] is None


async def test_two_taps_are_one_draft(settled):
    await corrects_the_advance(settled)
    message = next(
        key for key, each in settled.telegram.chats["1001"].items() if each.code == "settlement-stale"
    )
    await settled.tap("correct-settlement", message=message)
    await settled.tap("correct-settlement", message=message)

    cards = [each for each in settled.telegram.chats["1001"].values() if each.code == "draft-card"]
    assert len({each.data["draft"] for each in cards if each.data["kind"] == "KOR"}) == 1


async def test_an_advance_of_which_nothing_is_left_takes_nothing_off(settled):
    await settled.say("korekta FV/2026/11/1: do zera")
    await settled.tap("issue")
    await settled.tap("correct-settlement")

    assert settled.last().data["gross"] == "4920.00"


async def test_once_it_is_corrected_there_is_nothing_more_to_correct(settled):
    await corrects_the_advance(settled)
    message = next(
        key for key, each in settled.telegram.chats["1001"].items() if each.code == "settlement-stale"
    )
    await settled.tap("correct-settlement", message=message)
    await settled.tap("issue")

    await settled.tap("correct-settlement", message=message)

    assert settled.last().data["reason"] == "settlement-current"


async def test_a_correction_of_anything_else_flags_nothing(settled):
    await settled.say("korekta FV/2026/11/2: cena 12 000 zł brutto")
    await settled.tap("issue")

    assert "settlement-stale" not in settled.shown()
