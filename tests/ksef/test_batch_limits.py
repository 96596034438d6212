"""A batch sent twice stays far within production's limits, which the stand-in enforces here."""

import asyncio

import httpx
import pytest

from invoicing.services.ksef_ports import Accepted, BatchPhase
from ksef.counters import Counters
from ksef.environments import KsefSettings
from ksef.limits import Limits
from tests.ksef.batching import Batch, documents_of, sha


@pytest.fixture
async def answers():
    """Status and path of every answer, in order."""
    return []


@pytest.fixture
async def batch(ksef, database, answers, tmp_path, company):
    ksef.api.set_state(faults={"rate_limits": True})

    async def remember(answer: httpx.Response) -> None:
        answers.append((answer.status_code, answer.request.url.path))

    async def credentials(of):
        return ksef.credentials[of]

    async def sleep(seconds: float) -> None:
        ksef.world.clock.advance(seconds)

    limits = Limits(database.calls, ksef.clock, sleep)
    settings = KsefSettings(f"{ksef.api.base_url}/v2", login_poll=0.02)
    async with httpx.AsyncClient(event_hooks={"response": [remember]}) as http:
        yield Batch(Counters(http, settings, ksef.clock, credentials, limits=limits), tmp_path, company)


async def followed(ksef, batch, documents) -> str:
    """Send, then ask every few seconds of the world, as a worker would."""
    reference = await batch.send(documents)
    async with asyncio.timeout(60):
        while (await batch.port.state(batch.company, reference)).phase is not BatchPhase.READY:
            ksef.world.clock.advance(5)
            await asyncio.sleep(0.02)
    return reference


async def test_hundreds_sent_twice_are_judged_by_a_handful_of_calls_and_no_429(ksef, batch, answers, invoice):
    sent = documents_of(invoice)(300)
    await followed(ksef, batch, sent)
    again = await followed(ksef, batch, sent)
    before = len(answers)

    verdicts = await batch.judged(again)

    assert set(verdicts) == {sha(each) for each in sent}
    assert all(isinstance(each, Accepted) and each.upo for each in verdicts.values())
    assert sum(path.startswith("/v2/") for _, path in answers[before:]) == 3
    assert not [path for status, path in answers if status == 429]
