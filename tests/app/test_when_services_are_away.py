"""`latarnik run` while the world is broken: it waits, says so in `doctor`, and goes on by itself."""

import asyncio
import json
import socket
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import open_database
from storage.secrets import read_key_file
from tests.app.stage import OLA, OURS, SENTENCE, running, until

BUYER = "ksiegowosc@klient.example"
LETTER = ("ola@latarnia.example", OURS, "Zlecenie", "faktura dla NIP 5260250274, 3 szt. śrub po 10 zł")


def free_port() -> str:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return str(taken.getsockname()[1])


@pytest.fixture
async def app(stage, company, tmp_path):
    """The app with all its roles; Ola has been let in."""
    async with running(stage.settings, tmp_path) as app:
        await stage.say(f"/start {company}")
        await stage.hear("Latarnia Morska")
        yield app


@pytest.fixture
def ailing(aside):
    """What the doctor finds wanting while the app runs."""

    async def ask() -> list[str]:
        answer = await aside("doctor", "--json")
        troubles = [line["check"] for line in answer.lines if not line["ok"]]
        assert answer.status == int(bool(troubles))
        return troubles

    return ask


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


async def test_what_was_said_while_telegram_was_away_is_answered(stage, app, ailing):
    stage.telegram.down(True)
    await until(lambda: app.troubles("telegram"), "a word about Telegram in the log")
    said = await stage.say(SENTENCE)
    assert await ailing() == ["telegram"]

    stage.telegram.down(False)

    await stage.hear("492,00", after=said)
    assert await ailing() == []
    assert await app.stop() == 0


async def test_an_invoice_waits_for_ksef_and_goes_home_by_itself(stage, app, ailing):
    card = await stage.card()
    stage.ksef.set_state("failure")
    stage.lighthouse.follow("failure")
    await stage.telegram.user_taps(OLA, card["message_id"], "Wystaw")
    await until(lambda: app.troubles("submit:"), "a word about the waiting invoice in the log")
    assert await ailing() == ["queue", "ksef"]

    stage.ksef.set_state("up")
    stage.lighthouse.follow("up")

    await stage.hear("FV/", "przyjęta, numer KSeF")
    await until(lambda: stage.mail.mailbox(BUYER), "the buyer's letter")
    assert await ailing() == []
    assert len([one for one in stage.ksef.invoices() if one["ksef_number"]]) == 1


async def test_letters_wait_for_the_mail_server_in_both_directions(stage, app, ailing):
    card = await stage.card()
    await stage.mail.stop()
    await app.until_logged("the mailbox does not answer")
    await stage.mail.send(*LETTER)
    await stage.telegram.user_taps(OLA, card["message_id"], "Wystaw")
    await until(lambda: app.troubles("deliver:"), "a word about the waiting letter in the log")
    assert await ailing() == ["letters out", "letters in"]

    await stage.mail.start()

    await stage.hear("36,90", after=card["message_id"])
    await until(lambda: stage.mail.mailbox(BUYER), "the buyer's letter")
    assert len(stage.mail.mailbox(BUYER)) == 1


async def test_the_app_starts_while_everything_is_away_and_does_what_it_can(stage, company, ailing, tmp_path):
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
        assert await ailing() == ["ksef", "lighthouse", "register", "letters out", "letters in"]
        assert await app.stop() == 0


async def test_a_signal_to_stop_is_obeyed_even_when_ksef_keeps_us_waiting_and_drops_nothing(
    stage, app, unfinished, tmp_path
):
    stage.ksef.set_state("silent")
    await stage.issue()
    await until(lambda: stage.ksef.waiting, "a call that KSeF does not answer")

    assert await app.stop() == 0

    assert "Traceback" not in app.raw_log()
    assert any(key.startswith("submit:") for key in await unfinished())
    stage.ksef.set_state("up")
    said = await stage.say(SENTENCE)
    async with running(stage.settings, tmp_path) as again:
        await stage.hear("FV/", "przyjęta, numer KSeF")
        await stage.hear("492,00", after=said)
        await until(lambda: stage.mail.mailbox(BUYER), "the buyer's letter")
        assert await again.stop() == 0
    assert len(stage.ksef.invoices()) == len(stage.mail.mailbox(BUYER)) == 1
    assert await unfinished() == []


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
    assert json.loads(body) == dict.fromkeys(("inbox", "outbox", "lighthouse", "database"), "ok")
