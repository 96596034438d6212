"""What one process does at a time: never two, and never nobody for long."""

import asyncio
import signal
import sys

import pytest

POLLER = "telegram:1"
HOLDER = """
import asyncio, sys
from storage.database import open_database

async def hold(url, key, name):
    database = open_database(url, bytes.fromhex(key))
    print(await database.duties.take(name), flush=True)
    await asyncio.Event().wait()

asyncio.run(hold(*sys.argv[1:]))
"""


async def until_taken(database, name: str) -> None:
    """The look again and again of those who stand by; they look more often here."""
    async with asyncio.timeout(30):
        while not await database.duties.take(name):  # noqa: ASYNC110 - another process rings no bell
            await asyncio.sleep(0.01)


async def test_a_duty_is_had_by_one_process_at_a_time(opens):
    ours, theirs = opens(), opens()

    assert await ours.duties.take(POLLER)
    assert await ours.duties.take(POLLER)  # who has it already is not asked to give it up

    assert not await theirs.duties.take(POLLER)
    assert await theirs.duties.take("mailbox:faktury@firma.example")


async def test_who_gives_a_duty_up_lets_the_next_one_have_it(opens):
    ours, theirs = opens(), opens()
    assert await ours.duties.take(POLLER)
    assert await ours.duties.take("other")

    await ours.duties.give_up(POLLER)

    assert await theirs.duties.take(POLLER)
    assert not await ours.duties.take(POLLER)
    assert not await theirs.duties.take("other")


async def test_who_closes_its_books_gives_up_all_its_duties(opens):
    ours, theirs = opens(), opens()
    assert await ours.duties.take(POLLER)

    await ours.close()

    await until_taken(theirs, POLLER)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "ended"])
async def test_a_dead_process_has_no_duties(url, key, opens, how):
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, url, key.hex(), POLLER, stdout=asyncio.subprocess.PIPE
    )
    assert await holder.stdout.readline() == b"True\n"
    ours = opens()
    assert not await ours.duties.take(POLLER)

    holder.send_signal(how)
    await holder.wait()

    await until_taken(ours, POLLER)


@pytest.mark.sqlite("a file may be swept away, a lock of a server not")
async def test_the_lock_of_a_file_that_was_swept_away_is_no_duty(path, opens):
    ours, theirs = opens(), opens()
    assert await ours.duties.take(POLLER)
    await ours.duties.give_up(POLLER)

    (file,) = path.parent.glob(f"{path.name}-duty-*")
    assert file.stat().st_mode & 0o777 == 0o600
    file.unlink()

    assert await theirs.duties.take(POLLER)
    assert not await ours.duties.take(POLLER)
