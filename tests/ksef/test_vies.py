"""VIES: active, not active, and no answer are three different things."""

from datetime import UTC, datetime

import httpx
import pytest

from invoicing.model.errors import Unavailable
from invoicing.model.eu_vat_check import EuVatStanding
from invoicing.model.identifiers import EuVatNumber
from invoicing.model.party import Nip
from ksef.vies import ViesClient
from tests.services.fakes import StoppedClock

MAJAK, SELLER = EuVatNumber.parse("CZ12345678"), Nip.parse("5265877635")
OTHER = EuVatNumber.parse("CZ87654321")


def said(number="12345678", **more):
    body = {
        "countryCode": "CZ",
        "vatNumber": number,
        "requestDate": "2026-11-20T09:00:02.123Z",
        "valid": True,
        "requestIdentifier": "WAPIAAAAX0000001",
        "name": "Majak  s.r.o.",
        "address": "Přístavní 1\n000 00  PŘÍKLAD",
    }
    return httpx.Response(200, json=body | more)


def envelope(code, status=200):
    return httpx.Response(status, json={"actionSucceed": False, "errorWrappers": [{"error": code}]})


@pytest.fixture
def clock():
    return StoppedClock("2026-11-20T10:00:00+01:00")


@pytest.fixture
def asking(answering, clock):
    def ask(answer):
        far_end = answering(answer)
        return far_end, ViesClient(far_end.client(), "https://vies.example/rest-api/", clock)

    return ask


async def test_an_active_number_comes_with_its_proof_and_what_the_state_discloses(asking):
    far_end, vies = asking(lambda request: said())
    check = await vies.check(MAJAK, SELLER)

    assert (check.standing, check.consultation) == (EuVatStanding.ACTIVE, "WAPIAAAAX0000001")
    assert check.asked_at == datetime(2026, 11, 20, 9, 0, 2, 123000, tzinfo=UTC)
    assert (check.name, check.address) == ("Majak s.r.o.", ("Přístavní 1", "000 00 PŘÍKLAD"))
    assert far_end.asked[0].url.path == "/rest-api/check-vat-number"
    assert b'"requesterNumber":"5265877635"' in far_end.asked[0].content.replace(b" ", b"")


async def test_three_dashes_are_no_name(asking):
    _, vies = asking(lambda request: said(name="---", address="---"))
    check = await vies.check(MAJAK, SELLER)

    assert (check.name, check.address) == (None, ())


async def test_not_valid_is_a_no(asking):
    _, vies = asking(lambda request: said(valid=False, requestIdentifier=""))
    check = await vies.check(MAJAK, SELLER)

    assert (check.standing, check.consultation) == (EuVatStanding.INACTIVE, None)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (envelope("MS_UNAVAILABLE"), "vies-silent"),
        (envelope("SERVICE_UNAVAILABLE"), "vies-silent"),
        (envelope("TIMEOUT"), "vies-silent"),
        (envelope("MS_MAX_CONCURRENT_REQ"), "vies-busy"),
        (envelope("GLOBAL_MAX_CONCURRENT_REQ_TIME"), "vies-busy"),
        (envelope("IP_BLOCKED"), "vies-refused"),
        (envelope("INVALID_INPUT", 400), "vies-refused"),
        (envelope("VOW-ERR-1", 500), "vies-refused"),
        (httpx.Response(502, text="<html>Bad Gateway</html>"), "vies-silent"),
        (httpx.Response(200, text="<html>Przerwa</html>"), "vies-unreadable"),
        (httpx.Response(200, json=[]), "vies-unreadable"),
        (httpx.Response(200, json={"countryCode": "CZ", "vatNumber": "12345678"}), "vies-unreadable"),
        (said(number="99999999"), "vies-unreadable"),
        (said(valid="false"), "vies-unreadable"),
    ],
)
async def test_whatever_else_comes_is_never_a_no(asking, answer, reason):
    _, vies = asking(lambda request: answer)
    with pytest.raises(Unavailable) as caught:
        await vies.check(MAJAK, SELLER)

    assert caught.value.reason == reason


async def test_a_silent_line_is_no_answer(asking):
    def silent(request):
        raise httpx.ReadTimeout("too long")

    _, vies = asking(silent)
    with pytest.raises(Unavailable, match="vies-silent"):
        await vies.check(MAJAK, SELLER)


async def test_a_seller_unknown_to_vies_asks_without_a_name(asking):
    def answer(request):
        return (
            envelope("INVALID_REQUESTER_INFO", 400)
            if b"requester" in request.content
            else said(requestIdentifier="")
        )

    _, vies = asking(answer)
    check = await vies.check(MAJAK, SELLER)

    assert (check.standing, check.consultation) == (EuVatStanding.ACTIVE, None)


async def test_an_answer_holds_for_its_day(asking, clock):
    far_end, vies = asking(lambda request: said())
    await vies.check(MAJAK, SELLER)
    await vies.check(MAJAK, SELLER)
    assert len(far_end.asked) == 1

    clock.advance(days=1)
    await vies.check(MAJAK, SELLER)
    assert len(far_end.asked) == 2


async def test_a_state_that_is_closed_is_left_alone_for_a_minute(asking, clock):
    far_end, vies = asking(lambda request: envelope("MS_UNAVAILABLE"))
    for number in (MAJAK, OTHER):
        with pytest.raises(Unavailable):
            await vies.check(number, SELLER)
    assert len(far_end.asked) == 1

    clock.advance(seconds=61)
    with pytest.raises(Unavailable):
        await vies.check(MAJAK, SELLER)
    assert len(far_end.asked) == 2


async def test_a_minute_of_a_day_to_come_is_over_when_the_clock_is_put_right(asking, clock):
    far_end, vies = asking(lambda request: envelope("MS_UNAVAILABLE"))
    clock.advance(days=5)
    with pytest.raises(Unavailable):
        await vies.check(MAJAK, SELLER)

    clock.advance(days=-5)
    with pytest.raises(Unavailable):
        await vies.check(MAJAK, SELLER)

    assert len(far_end.asked) == 2
