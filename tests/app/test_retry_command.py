"""`latarnik retry`: what was set aside is listed, and tried again."""

import pytest

from app.commands.speaking import AT_FAULT, DONE, WRONG_USAGE
from invoicing.services.ksef_jobs import Submit
from tests.app.test_keeping_promises import submit


@pytest.fixture
async def parked(database, clock) -> Submit:
    async with database.units() as work:
        await work.jobs.enqueue(submit(1))
    (leased,) = await database.queue.lease_jobs(clock.now(), 16)
    await database.queue.park(leased, "ksef-call-refused for NIP 5260250274")
    return submit(1)


async def test_without_words_it_lists_what_waits_for_a_human_without_personal_data(aside_of, parked):
    said = await aside_of("retry")

    assert said.status == DONE
    assert said.lines == [{"key": parked.key, "error": "ksef-call-refused for NIP nip***"}]


@pytest.mark.parametrize("words", [("--all",), (Submit.key.fget(submit(1)),)])
async def test_one_or_all_are_tried_again(aside_of, parked, database, clock, words):
    said = await aside_of("retry", *words)

    assert said.status == DONE
    assert said.lines == [{"key": parked.key}]
    (leased,) = await database.queue.lease_jobs(clock.now(), 16)
    assert leased.key == parked.key


async def test_a_key_that_nobody_set_aside_is_said_so(aside_of, parked):
    said = await aside_of("retry", "submit:nobody:1")

    assert said.status == AT_FAULT
    assert "submit:nobody:1" in said.sentence


async def test_a_key_and_all_together_are_wrong_usage(aside_of, parked):
    assert (await aside_of("retry", parked.key, "--all")).status == WRONG_USAGE


@pytest.fixture
async def aside_of(home):
    """Runs a command on the home of the test."""
    import asyncio

    from tests.app.commands import run_here

    async def run(*words: str):
        return await asyncio.to_thread(run_here, *words, data_dir=home)

    return run
