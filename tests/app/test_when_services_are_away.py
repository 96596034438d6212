"""`latarnik run` while the world is broken: it waits, says so in `doctor`, and goes on by itself."""

import asyncio
import json
import shutil
import socket
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from storage.database import open_database
from storage.secrets import read_key_file
from tests.app.stage import OLA, OURS, SENTENCE, Stage, running, until

shared = pytest.mark.asyncio(loop_scope="module")

BUYER = "ksiegowosc@klient.example"
LETTER = ("ola@latarnia.example", OURS, "Zlecenie", "faktura dla NIP 5260250274, 3 szt. śrub po 10 zł")


def free_port() -> str:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return str(taken.getsockname()[1])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(new_home, tmp_path_factory):
    """The stand-ins and an app with all its roles, shared by stories that leave both well; Ola has been let in."""
    folder = tmp_path_factory.mktemp("town")
    stage = Stage()
    await stage.open(shutil.copytree(new_home, folder / "data"))
    code = await stage.company_moves_in(folder)
    async with running(stage.settings, folder) as app:
        await stage.owner_enters(code)
        yield stage, app
    await stage.close()


@pytest.fixture
def unfinished(home):
    """Promises that are not kept, as the next process would lease them now."""

    async def look() -> list[str]:
        database = open_database(f"sqlite:///{home / 'latarnik.sqlite3'}", read_key_file(home / "secret.key"))
        ahead = datetime.now(UTC) + timedelta(seconds=50)  # before a lease of now would run out
        found = [one.key for one in await database.queue.lease_jobs(ahead, 100)]
        await database.queue.release()
        await database.close()
        return found

    return look


@shared
async def test_what_was_said_while_telegram_was_away_is_answered(town):
    stage, app = town
    stage.telegram.down(True, "json")
    await until(lambda: app.troubles("telegram"), "a word about Telegram in the log")
    said = await stage.say(SENTENCE)
    assert await stage.ailing() == ["telegram"]

    stage.telegram.down(False)

    await stage.hear("492,00", after=said)
    assert await stage.ailing() == []


@pytest.mark.broken_ksef("KSeF is closed")
@shared
async def test_an_invoice_waits_for_ksef_and_goes_home_by_itself(town):
    stage, app = town
    card, invoices, letters = await stage.card(), len(stage.ksef.invoices()), len(stage.mail.mailbox(BUYER))
    stage.ksef.set_state("failure")
    stage.lighthouse.follow("failure")
    await stage.telegram.user_taps(OLA, card["message_id"], "Wystaw")
    await until(lambda: app.troubles("submit:"), "a word about the waiting invoice in the log")
    assert {"queue", "ksef"} <= set(await stage.ailing()) <= {"verdict", "queue", "ksef"}

    stage.ksef.set_state("up")
    stage.lighthouse.follow("up")

    await stage.hear("przyjęta, numer KSeF", after=card["message_id"] - 1)
    await until(lambda: len(stage.mail.mailbox(BUYER)) > letters, "the buyer's letter")
    assert await stage.ailing() == []
    assert len(stage.ksef.invoices()) == invoices + 1


@shared
async def test_letters_wait_for_the_mail_server_in_both_directions(town):
    stage, app = town
    card, letters = await stage.card(), len(stage.mail.mailbox(BUYER))
    await stage.mail.stop()
    await app.until_logged("the mailbox does not answer")
    await stage.mail.send(*LETTER)
    await stage.telegram.user_taps(OLA, card["message_id"], "Wystaw")
    await until(lambda: app.troubles("deliver:"), "a word about the waiting letter in the log")
    assert await stage.ailing() == ["letters out", "letters in"]

    await stage.mail.start()

    await stage.hear("36,90", after=card["message_id"])
    await until(lambda: len(stage.mail.mailbox(BUYER)) > letters, "the buyer's letter")
    assert await stage.ailing() == []
    assert len(stage.mail.mailbox(BUYER)) == letters + 1


@pytest.mark.broken_ksef("KSeF is closed")
async def test_the_app_starts_while_everything_is_away_and_does_what_it_can(stage, company, tmp_path):
    stage.telegram.down(True)
    stage.ksef.set_state("total_failure")
    stage.lighthouse.down()
    stage.register.switches.set_mode("down")
    await stage.mail.stop()
    async with running(stage.settings, tmp_path) as app:
        said = await stage.say(f"/start {company}")
        await app.until_logged("could not set the command menu", "the mailbox does not answer", "no answer")

        stage.telegram.down(False)

        await stage.hear("Latarnia Morska", after=said)
        await stage.hear("492,00", after=await stage.say(SENTENCE))
        assert await stage.ailing() == ["ksef", "lighthouse", "register", "letters out", "letters in"]
        assert await app.stop() == 0


async def test_a_signal_to_stop_lets_running_work_end_and_drops_nothing(stage, company, unfinished, tmp_path):
    async with running(stage.settings, tmp_path) as app:
        await stage.owner_enters(company)
        stage.ksef.set_state("slow", {"slow_seconds": 0.2})
        await stage.issue()

        assert await app.stop() == 0

        assert "Traceback" not in app.raw_log()
    assert any(key.startswith(("submit:", "check:")) for key in await unfinished())
    stage.ksef.set_state("up")
    said = await stage.say(SENTENCE)
    async with running(stage.settings, tmp_path) as app:
        await stage.hear("FV/", "przyjęta, numer KSeF")
        await stage.hear("492,00", after=said)
        await stage.hear("Wysłana na")
        assert await app.stop() == 0
    assert len(stage.ksef.invoices()) == len(stage.mail.mailbox(BUYER)) == 1
    assert await unfinished() == []


async def test_a_ksef_that_hangs_and_a_reader_who_does_not_read_hold_up_no_stop(
    stage, company, unfinished, tmp_path
):
    port = free_port()
    async with running({**stage.settings, "web_port": port}, tmp_path) as app:
        await stage.owner_enters(company)
        stage.ksef.set_state("slow", {"slow_seconds": 120})
        await stage.issue()
        await stage.hear("FV/")
        _, hanging = await asyncio.open_connection("127.0.0.1", int(port))
        hanging.write(b"POST /health HTTP/1.1\r\nHost: latarnik\r\nContent-Length: 5\r\n\r\n")

        assert await app.stop() == 0

        hanging.close()
        assert "Traceback" not in app.raw_log()
    assert any(key.startswith("submit:") for key in await unfinished())
    stage.ksef.set_state("up", {"slow_seconds": 0})
    async with running(stage.settings, tmp_path) as app:
        await stage.hear("FV/", "przyjęta, numer KSeF")
        await stage.hear("Wysłana na")
        assert await app.stop() == 0
    assert len(stage.ksef.invoices()) == len(stage.mail.mailbox(BUYER)) == 1


@pytest.mark.usefixtures("company")
async def test_the_health_page_tells_of_every_loop(stage, tmp_path):
    port = free_port()
    settings = {**stage.settings, "web_port": port}
    async with running(settings, tmp_path, "--role", "worker", "--role", "web") as app:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
        writer.write(b"GET /health HTTP/1.0\r\n\r\n")
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        assert await app.stop() == 0

    assert b" 200 " in head.splitlines()[0]
    checks = json.loads(body)
    assert set(checks) >= {"inbox", "outbox", "lighthouse", "database"}
    assert set(checks.values()) == {"ok"}
