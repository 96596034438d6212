"""Our own looks at KSeF: cheap, few, and never the reason for a fall."""

from datetime import timedelta

import httpx
import pytest

from invoicing.model.errors import Refused, Unavailable
from invoicing.model.verdict import Beacon
from ksef.probes import REMEMBERED, LoginLog, Probes

API, LIGHTHOUSE, REGISTER = "https://api.example/v2", "https://lighthouse.example", "https://register.example"


class World:
    """Which hosts answer, with what; the others are silent."""

    def __init__(self) -> None:
        self.answers, self.asked = (
            {"api.example": 200, "lighthouse.example": 200, "register.example": 404},
            [],
        )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.host)
        if request.url.host not in self.answers:
            raise httpx.ConnectTimeout("silence", request=request)
        return httpx.Response(self.answers[request.url.host])


@pytest.fixture
def world():
    return World()


@pytest.fixture
def logins(clock):
    return LoginLog(clock)


@pytest.fixture
def probes(answering, world, logins):
    return Probes(answering(world).client(), API, [LIGHTHOUSE, REGISTER], logins)


async def seen(probes, clock, beacon=Beacon.AVAILABLE):
    return (await probes.look(beacon, clock.now())).signals


async def test_while_ksef_answers_nobody_else_is_asked(probes, world, clock):
    signals = await seen(probes, clock, Beacon.SILENT)

    assert (signals.api, signals.network) == (True, True)
    assert world.asked == ["api.example"]


@pytest.mark.parametrize(("status", "lives"), [(200, True), (429, True), (500, False), (503, False)])
async def test_ksef_lives_when_it_answers_and_not_when_it_fails(probes, world, clock, status, lives):
    world.answers["api.example"] = status
    signals = await seen(probes, clock, Beacon.SILENT)

    assert (signals.api, signals.network) == (lives, True)


async def test_a_silent_ksef_beside_a_lighthouse_that_speaks_is_not_our_connection(probes, world, clock):
    del world.answers["api.example"]
    signals = await seen(probes, clock)

    assert (signals.api, signals.network) == (False, True)
    assert world.asked == ["api.example"]


async def test_any_answer_from_anywhere_shows_that_our_connection_works(probes, world, clock):
    world.answers = {"register.example": 500}
    probe = await probes.look(Beacon.SILENT, clock.now())

    assert (probe.signals.api, probe.signals.network) == (False, True)
    assert probe.details["register.example"] == "500"
    assert probe.details["api"] == "ConnectTimeout"


async def test_when_nobody_answers_it_is_us(probes, world, clock):
    world.answers = {}

    assert (await seen(probes, clock, Beacon.SILENT)).network is False


async def test_one_failed_log_in_says_nothing_and_two_in_a_row_do(probes, logins, clock):
    logins.failed(Unavailable("ksef-silent"))
    assert (await seen(probes, clock)).login is None

    logins.failed(Unavailable("ksef-login-slow"))
    assert (await seen(probes, clock)).login is False

    logins.came_through()
    assert (await seen(probes, clock)).login is True


async def test_our_own_haste_is_no_failed_log_in(probes, logins, clock):
    for reason in ("ksef-limit", "ksef-too-many-requests", "database-busy"):
        logins.failed(Unavailable(reason))
        logins.failed(Unavailable(reason))

    assert (await seen(probes, clock)).login is None


def test_a_log_in_of_long_ago_says_nothing(logins, clock):
    logins.came_through()

    assert logins.works(clock.now() + REMEMBERED) is True
    assert logins.works(clock.now() + REMEMBERED + timedelta(seconds=1)) is None
    assert logins.works(clock.now() - timedelta(hours=9)) is True  # the clock was put back


async def test_what_becomes_of_a_companys_log_in_is_remembered(ksef, company, xml):
    await ksef.gateway.submit(company, xml, offline=False)

    assert ksef.counters.logins.works(ksef.clock.now()) is True


@pytest.mark.broken_ksef("KSeF is closed")
async def test_log_ins_at_a_closed_ksef_are_remembered_as_failed(ksef, company, xml):
    ksef.api.set_state("failure")
    for _ in range(2):
        with pytest.raises(Unavailable):
            await ksef.gateway.submit(company, xml, offline=False)

    assert ksef.counters.logins.works(ksef.clock.now()) is False


async def test_a_company_that_is_refused_says_nothing_against_the_log_in(
    ksef, company, xml, make_credentials
):
    ksef.credentials[company] = make_credentials(start=ksef.clock.now() + timedelta(days=30))
    for _ in range(2):
        with pytest.raises(Refused):
            await ksef.gateway.submit(company, xml, offline=False)

    assert ksef.counters.logins.works(ksef.clock.now()) is None


async def test_log_ins_that_failed_while_all_of_ksef_was_down_say_nothing_of_the_log_in(
    probes, world, clock, logins
):
    world.answers["api.example"] = 503
    for _ in range(5):
        logins.failed(Unavailable("ksef-unavailable"))
    assert (await seen(probes, clock)).login is None

    for _ in range(5):  # after the last look that saw it down
        logins.failed(Unavailable("ksef-unavailable"))
    world.answers["api.example"] = 200
    assert (await seen(probes, clock)).login is None

    for _ in range(2):
        logins.failed(Unavailable("ksef-unavailable"))
    assert (await seen(probes, clock)).login is False
